//go:build unix

package keyboard

import (
	"os"

	"golang.org/x/sys/unix"
)

// typed reports whether terminal has a line to read: select(2), which returns
// at once. (On macOS poll(2) knows no terminals.)
func typed(terminal *os.File) bool {
	fd := int(terminal.Fd())
	var ready unix.FdSet
	ready.Set(fd)
	n, err := unix.Select(fd+1, &ready, nil, nil, &unix.Timeval{})
	return err == nil && n > 0
}
