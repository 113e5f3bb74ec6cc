//go:build !linux

package room

import (
	"os/exec"

	"in43.example/classroom/internal/check/sandbox"
)

// A Process is the program under test.
type Process struct {
	Ended  <-chan struct{} // closed when it has ended
	cmd    *exec.Cmd
	status Status
}

// Start starts c. Nothing keeps it apart from the rest of the machine on this
// system.
func Start(c Command) (*Process, error) {
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Env = append(current.env(), c.Env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	setGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	sandbox.Adopt(cmd.Process.Pid)
	ended := make(chan struct{})
	p := &Process{cmd: cmd, Ended: ended}
	go func() {
		cmd.Wait()
		p.status = Status{cmd.ProcessState.String(), cmd.ProcessState.Success()}
		close(ended)
	}()
	return p, nil
}

// Interrupt presses ctrl-c.
func (p *Process) Interrupt() error { return interrupt(p.cmd.Process) }

// Kill ends the program, and what it has started.
func (p *Process) Kill() { kill(p.cmd.Process) }
