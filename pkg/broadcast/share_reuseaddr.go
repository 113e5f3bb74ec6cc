//go:build linux || solaris || aix

package broadcast

import (
	"os"

	"golang.org/x/sys/unix"
)

// shareAddr lets other sockets bind to the address that fd will be bound to.
//
// Linux also knows SO_REUSEPORT, but a socket with the one option cannot share
// with a socket that has only the other. SO_REUSEADDR is what other people's
// listeners set.
func shareAddr(fd uintptr) error {
	return os.NewSyscallError("setsockopt SO_REUSEADDR", unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, 1))
}
