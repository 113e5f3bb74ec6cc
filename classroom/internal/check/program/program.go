// Package program runs the program under test, with a screen that keeps what it
// prints and a keyboard at which the checker types.
package program

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/creack/pty"
	"in43.example/classroom/internal/check/sandbox"
)

// A Program is a run of the program under test.
type Program struct {
	Screen *Screen       // standard output and standard error
	Errors *Screen       // standard error
	Ended  chan struct{} // closed at the end, when all its output has been read
	cmd    *exec.Cmd
	Asked  int       // number of questions that were answered
	typed  time.Time // when the last answer was typed

	keyboard io.WriteCloser
	terminal *os.File // the program's end of the keyboard; nil if that is a pipe
}

// Start starts the program that command runs. Its temporary files go to
// tempDir. Its output goes to pipes. If terminal is true, its
// standard output goes to a pseudo-terminal instead: most languages flush each
// line there.
func Start(command []string, tempDir string, terminal bool) (*Program, error) {
	p := &Program{Screen: NewScreen(), Errors: NewScreen(), Ended: make(chan struct{})}
	p.cmd = exec.Command(command[0], command[1:]...)
	p.cmd.Env = append(os.Environ(),
		"PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1",
		"NO_COLOR=1", "TERM=dumb", // the output is searched, so it must be plain
		"TMPDIR="+tempDir, "TMP="+tempDir, "TEMP="+tempDir)
	if inModule() {
		p.cmd.Env = append(p.cmd.Env, "GOWORK=off")
	}
	p.cmd.WaitDelay = 500 * time.Millisecond // for the output of processes that it leaves behind
	sandbox.SetGroup(p.cmd)
	var err error
	if person, program, noTerminal := openTerminal(); noTerminal == nil {
		p.keyboard, p.terminal, p.cmd.Stdin = person, program, program
	} else if p.keyboard, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	var copied sync.WaitGroup
	var tty *os.File
	p.cmd.Stderr = io.MultiWriter(p.Screen, p.Errors)
	p.cmd.Stdout = p.Screen
	if terminal {
		var master *os.File
		if master, tty, err = pty.Open(); err != nil {
			return nil, err
		}
		p.cmd.Stdout = tty
		copied.Go(func() {
			io.Copy(p.Screen, master) // ends with EIO when nobody has the other end open
			master.Close()
		})
	}
	err = p.cmd.Start()
	if tty != nil {
		tty.Close()
	}
	if err != nil {
		return nil, err
	}
	if err := sandbox.Adopt(p.cmd.Process.Pid); err != nil {
		return nil, err
	}
	go func() {
		p.cmd.Wait()
		done := make(chan struct{})
		go func() { copied.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(p.cmd.WaitDelay):
		}
		close(p.Ended)
	}()
	return p, nil
}

// inModule reports whether the current folder is in a Go module. There "go run
// ." works without a go.work, and fails if a go.work further up, such as the one
// of this repository, does not list the module. At the root of the repository
// there is no module, and "go run ./ex2_1_3_drone/start" needs the go.work.
func inModule() bool {
	dir, err := os.Getwd()
	if err != nil {
		return false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return false
		}
		dir = parent
	}
}

// Running reports whether p has not ended.
func (p *Program) Running() bool {
	select {
	case <-p.Ended:
		return false
	default:
		return true
	}
}

// Success reports whether p has ended with exit status 0.
func (p *Program) Success() bool {
	return !p.Running() && p.cmd.ProcessState != nil && p.cmd.ProcessState.Success()
}

// HasTerminal reports whether the program's keyboard is a terminal.
func (p *Program) HasTerminal() bool { return p.terminal != nil }

// Interrupt presses ctrl-c.
func (p *Program) Interrupt() error { return sandbox.Interrupt(p.cmd.Process) }

// Kill ends the program.
func (p *Program) Kill() { sandbox.Kill(p.cmd.Process) }

// Close closes the keyboard.
func (p *Program) Close() {
	p.keyboard.Close()
	if p.terminal != nil {
		p.terminal.Close()
	}
}

// Status describes how p has ended.
func (p *Program) Status() string {
	if p.Running() || p.cmd.ProcessState == nil {
		return "it has not ended"
	}
	return p.cmd.ProcessState.String()
}

// Until waits until ok returns true for all that was printed so far. It gives up
// after the time limit, when the program ends, and when it has printed more than
// the screen keeps.
func (p *Program) Until(limit time.Duration, ok func(printed string) bool) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		sandbox.Wait(limit, p.Ended)
	}()
	return p.Screen.Until(ctx, ok)
}

// Ends waits for the end of p, and reports whether it ends within limit.
func (p *Program) Ends(limit time.Duration) bool {
	sandbox.Wait(limit, p.Ended)
	return !p.Running()
}
