//go:build unix && !linux

package sandbox

import (
	"os"
	"os/exec"
	"sync"
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

var (
	groupsMu sync.Mutex
	groups   []int // process groups that were started
)

// adopt remembers the process group of a process that was started, for KillAll.
func adopt(pid int) {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	groups = append(groups, pid)
}

// KillAll ends the process groups. It does not find a process that has left its
// group.
func KillAll() {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	for _, g := range groups {
		syscall.Kill(-g, syscall.SIGKILL)
	}
	groups = nil
}

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
