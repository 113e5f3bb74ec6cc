package message

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// setUnacknowledged sets TCP_RXT_CONNDROPTIME, in seconds: XNU, bsd/netinet/tcp.h.
func setUnacknowledged(fd uintptr, limit time.Duration) error {
	return os.NewSyscallError("setsockopt TCP_RXT_CONNDROPTIME",
		unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_RXT_CONNDROPTIME, int(limit.Seconds())))
}
