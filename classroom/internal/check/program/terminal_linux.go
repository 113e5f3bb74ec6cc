package program

import (
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// openTerminal returns the two ends of a pseudo-terminal (pty(7)). It does not
// echo, so that what is typed is not mixed with what the program prints.
func openTerminal() (person, program *os.File, err error) {
	if person, program, err = pty.Open(); err != nil {
		return nil, nil, err
	}
	fd := int(program.Fd())
	mode, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err == nil {
		mode.Lflag &^= unix.ECHO
		err = unix.IoctlSetTermios(fd, unix.TCSETS, mode)
	}
	if err != nil {
		person.Close()
		program.Close()
		return nil, nil, os.NewSyscallError("ioctl", err)
	}
	return person, program, nil
}

// unread reports whether something is in a terminal or a pipe that was not read yet.
func unread(f *os.File) bool {
	n := 0
	if conn, err := f.SyscallConn(); err == nil { // File.Fd would make it block
		conn.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.TIOCINQ) })
	}
	return n > 0
}
