//go:build unix

package labcli

import (
	"io"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// freeOf returns a function that reports whether write(2) of so many bytes to w does
// not wait, or nil if that cannot be known. It can be for a file and for a pipe: for a
// pipe that poll(2) calls writable takes PIPE_BUF bytes at once (pipe(7)). For a
// terminal it cannot.
func freeOf(w io.Writer) func(size int) bool {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() && info.Mode()&(os.ModeNamedPipe|os.ModeCharDevice) == 0 {
		return nil
	}
	conn, err := f.SyscallConn()
	if err != nil {
		return nil
	}
	var fds [1]unix.PollFd
	isTerminal := true
	if conn.Control(func(fd uintptr) {
		fds[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLOUT}
		isTerminal = term.IsTerminal(int(fd))
	}) != nil || isTerminal {
		return nil
	}
	pipeBuf := 512 // of POSIX
	if runtime.GOOS == "linux" {
		pipeBuf = 4096
	}
	return func(size int) bool {
		n, err := unix.Poll(fds[:], 0)
		return size <= pipeBuf && n == 1 && err == nil
	}
}
