package labtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Terminal opens a terminal that is so many columns wide. A program under test
// may print to it; then screen closes it, and returns what the person at the
// terminal has seen. Escape sequences are part of that.
func Terminal(t testing.TB, columns int) (program *os.File, screen func() string) {
	t.Helper()
	person, program := openTerminal(t)
	if err := unix.IoctlSetWinsize(int(person.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 25, Col: uint16(columns)}); err != nil {
		t.Fatal(os.NewSyscallError("ioctl TIOCSWINSZ", err))
	}
	seen := make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(person) // ends with EIO when program is closed
		person.Close()
		seen <- strings.ReplaceAll(string(b), "\r\n", "\n")
	}()
	return program, func() string {
		t.Helper()
		program.Close()
		return Receive(t, seen)
	}
}

// Keyboard opens a terminal and returns its two ends: at the first one the test
// types as a person does, the second one is the standard input of a program.
func Keyboard(t testing.TB) (person, program *os.File) {
	t.Helper()
	person, program = openTerminal(t)
	t.Cleanup(func() { person.Close() })
	return person, program
}

// openTerminal opens a terminal, by the steps of pty(7).
func openTerminal(t testing.TB) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if errors.Is(err, os.ErrNotExist) {
		Missing(t, "/dev/ptmx")
	} else if err != nil {
		t.Fatal(err)
	}
	fd := int(person.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(os.NewSyscallError("ioctl TIOCSPTLCK", err))
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(os.NewSyscallError("ioctl TIOCGPTN", err))
	}
	if program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}
