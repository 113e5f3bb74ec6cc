package labcli

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableColors makes the console obey escape sequences, and reports whether it
// does. That is off at first; a console older than Windows 10 refuses it.
func enableColors(console *os.File) bool {
	h := windows.Handle(console.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(h, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
