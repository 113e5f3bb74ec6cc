//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package broadcast

import (
	"os"

	"golang.org/x/sys/unix"
)

// shareAddr lets other sockets bind to the address that fd will be bound to.
// On BSD sockets SO_REUSEADDR alone does so for multicast only.
func shareAddr(fd uintptr) error {
	return os.NewSyscallError("setsockopt SO_REUSEPORT", unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
}
