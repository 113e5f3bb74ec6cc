package message

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// setUnacknowledged sets TCP_MAXRT, in seconds: "IPPROTO_TCP socket options" of the
// Windows documentation.
func setUnacknowledged(fd uintptr, limit time.Duration) error {
	return os.NewSyscallError("setsockopt TCP_MAXRT",
		windows.SetsockoptInt(windows.Handle(fd), windows.IPPROTO_TCP, windows.TCP_MAXRT, int(limit.Seconds())))
}
