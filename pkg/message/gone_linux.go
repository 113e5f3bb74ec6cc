package message

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// setUnacknowledged sets TCP_USER_TIMEOUT, in milliseconds: tcp(7), RFC 5482.
func setUnacknowledged(fd uintptr, limit time.Duration) error {
	return os.NewSyscallError("setsockopt TCP_USER_TIMEOUT",
		unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(limit.Milliseconds())))
}
