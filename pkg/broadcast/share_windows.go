package broadcast

import (
	"os"

	"golang.org/x/sys/windows"
)

// shareAddr lets other sockets bind to the address that fd will be bound to.
// Windows has no SO_REUSEPORT; its SO_REUSEADDR does what that does elsewhere.
func shareAddr(fd uintptr) error {
	return os.NewSyscallError("setsockopt SO_REUSEADDR", windows.SetsockoptInt(windows.Handle(fd), windows.SOL_SOCKET, windows.SO_REUSEADDR, 1))
}
