package broadcast

import (
	"os"
	"runtime"

	"golang.org/x/sys/windows"
)

// shareAddr lets other sockets bind to the address that the socket fd will be
// bound to.
func shareAddr(fd uintptr) error {
	return os.NewSyscallError("setsockopt "+shareOption(runtime.GOOS), windows.SetsockoptInt(windows.Handle(fd), windows.SOL_SOCKET, windows.SO_REUSEADDR, 1))
}
