//go:build unix

package program

import (
	"io"
	"os/exec"
	"syscall"
)

// A Leash ties programs to this process: they end when it ends, even if it is
// killed.
//
// A shell waits for the end of its input, which is a pipe that only this process
// holds open, and then kills its process group. The programs are in that group.
type Leash struct {
	shell *exec.Cmd
	pipe  io.Closer
}

// NewLeash returns a Leash, to which no program is tied yet.
func NewLeash() (*Leash, error) {
	shell := exec.Command("sh", "-c", "read nothing; kill -s KILL 0")
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := shell.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := shell.Start(); err != nil {
		return nil, err
	}
	return &Leash{shell, pipe}, nil
}

// Tie ties the program of cmd, which has not been started yet, to this process.
// Then ctrl-c on the terminal reaches only this process.
func (l *Leash) Tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: l.shell.Process.Pid}
}

// Close kills the programs that still run.
func (l *Leash) Close() {
	l.pipe.Close()
	l.shell.Wait() // it was killed: that is no error
}
