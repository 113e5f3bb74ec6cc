//go:build unix && !solaris

package broadcast

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// shareAddr lets other sockets bind to the address that the socket fd will be
// bound to.
func shareAddr(fd uintptr) error {
	name, option := shareOption(runtime.GOOS), unix.SO_REUSEADDR
	if name == "SO_REUSEPORT" {
		option = unix.SO_REUSEPORT
	}
	return os.NewSyscallError("setsockopt "+name, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, 1))
}
