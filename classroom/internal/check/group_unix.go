//go:build unix

package check

import (
	"os"
	"os/exec"
	"syscall"
)

// setGroup makes cmd start a process group, as a shell does.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt is ctrl-c: SIGINT for the whole process group, as a terminal does
// it. So the program gets it too if another one has started it, go run for
// example.
func (p *student) interrupt() error {
	err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGINT)
	if err == syscall.ESRCH {
		return os.ErrProcessDone
	}
	return err
}

// kill ends the process group.
func (p *student) kill() { syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) }
