//go:build unix

package sandbox

import (
	"os"
	"os/exec"
	"syscall"
)

// SetGroup makes cmd start in a process group of its own, as a shell does.
func SetGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Interrupt presses ctrl-c: as a terminal does, it sends SIGINT to the whole
// process group of p. So the program gets it even if another program, such as go run,
// has started it.
func Interrupt(p *os.Process) error {
	err := syscall.Kill(-p.Pid, syscall.SIGINT)
	if err == syscall.ESRCH {
		return os.ErrProcessDone
	}
	return err
}

// Kill ends the process group of p.
func Kill(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGKILL) }
