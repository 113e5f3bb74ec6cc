//go:build unix && !linux

package room

import (
	"os"
	"os/exec"
	"syscall"
)

// SetUp remembers s for the programs that Start starts. There is no isolation on
// this system.
func SetUp(s Setup) error {
	current.Setup = s
	return nil
}

// setGroup makes cmd start in a process group of its own, as a shell does.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt presses ctrl-c: as a terminal does, it sends SIGINT to the whole
// process group of p.
func interrupt(p *os.Process) error {
	err := syscall.Kill(-p.Pid, syscall.SIGINT)
	if err == syscall.ESRCH {
		return os.ErrProcessDone
	}
	return err
}

// kill ends the process group of p.
func kill(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGKILL) }
