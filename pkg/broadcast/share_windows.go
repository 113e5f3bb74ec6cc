package broadcast

import (
	"os"
	"runtime"

	"golang.org/x/sys/windows"
)

// shareAddr lets other sockets bind to the address that fd will be bound to.
// Windows has only the one option.
func shareAddr(fd uintptr) error {
	return os.NewSyscallError("setsockopt "+shareOption(runtime.GOOS), windows.SetsockoptInt(windows.Handle(fd), windows.SOL_SOCKET, windows.SO_REUSEADDR, 1))
}
