// Package program runs the program under test, with a screen that keeps what it
// prints and a keyboard at which the checker types.
package program

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/creack/pty"
	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
)

// A Program is a run of the program under test.
type Program struct {
	Screen  *Screen       // standard output and standard error
	Errors  *Screen       // standard error
	Ended   chan struct{} // closed at the end, when all its output has been read
	process *room.Process
	Asked   int       // number of questions that were answered
	typed   time.Time // when the last answer was typed

	keyboard io.WriteCloser
	terminal *os.File // the program's end of the keyboard; nil if that is a pipe
	outputs  []*output
}

// An output is where the program prints to.
type output struct {
	from  *os.File
	shown atomic.Bool // all that was read from it is on the screen
}

// Start starts the program that command runs. Its output goes to pipes. If
// terminal is true, its standard output goes to a pseudo-terminal instead: most
// languages flush each line there, as Python is told to do everywhere else.
func Start(command []string, terminal bool) (_ *Program, err error) {
	p := &Program{Screen: NewScreen(), Errors: NewScreen(), Ended: make(chan struct{})}
	unbuffered := "1"
	if terminal {
		unbuffered = "" // as a person has it
	}
	c := room.Command{Args: command, Env: []string{
		"PYTHONUNBUFFERED=" + unbuffered, "PYTHONDONTWRITEBYTECODE=1",
		"NO_COLOR=1", "TERM=dumb", // the output is searched, so it must be plain
		"GOPROXY=off", // there is no network
	}}
	if match.ZoneName != "" {
		c.Env = append(c.Env, "TZ="+match.ZoneName)
	}
	if inModule() {
		c.Env = append(c.Env, "GOWORK=off")
	}
	var ours, theirs []*os.File // the ends of pipes and terminals
	defer func() {
		closeAll(theirs)
		if err != nil {
			closeAll(ours)
		}
	}()
	pipe := func() (read, write *os.File) {
		if err == nil {
			read, write, err = os.Pipe()
		}
		return read, write
	}
	if person, program, noTerminal := openTerminal(); noTerminal == nil {
		p.keyboard, p.terminal, c.Stdin = person, program, program
		ours = append(ours, person, program)
	} else {
		var keyboard *os.File
		c.Stdin, keyboard = pipe()
		p.keyboard = keyboard
		ours, theirs = append(ours, keyboard), append(theirs, c.Stdin)
	}
	var stdout *os.File
	if terminal {
		stdout, c.Stdout, err = pty.Open()
	} else {
		stdout, c.Stdout = pipe()
	}
	stderr, theirStderr := pipe()
	c.Stderr = theirStderr
	ours, theirs = append(ours, stdout, stderr), append(theirs, c.Stdout, c.Stderr)
	if err != nil {
		return nil, err
	}
	if p.process, err = room.Start(c); err != nil {
		return nil, err
	}
	closeAll(theirs)
	var copied sync.WaitGroup
	show := func(from *os.File, to io.Writer) {
		o := &output{from: from}
		p.outputs = append(p.outputs, o)
		copied.Go(func() {
			defer from.Close()
			defer o.shown.Store(true)
			buf := make([]byte, 32<<10)
			for !p.Screen.Full() {
				o.shown.Store(true)
				n, err := from.Read(buf)
				o.shown.Store(false)
				to.Write(buf[:n])
				if err != nil {
					return // from a terminal it is EIO when nobody has the other end open
				}
			}
			o.shown.Store(true)
			<-p.process.Ended // a program that prints without end has to wait
		})
	}
	show(stdout, p.Screen)
	show(stderr, io.MultiWriter(p.Screen, p.Errors))
	go func() {
		<-p.process.Ended
		done := make(chan struct{})
		go func() { copied.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(outputDelay):
		}
		close(p.Ended)
	}()
	return p, nil
}

// allShown reports whether all that the program has printed is on the screen. Where
// there is no terminal, nobody knows what is in the pipes.
func (p *Program) allShown() bool {
	return !slices.ContainsFunc(p.outputs, func(o *output) bool { return !o.shown.Load() || p.terminal != nil && unread(o.from) })
}

// outputDelay is how long the output of processes that the program leaves behind
// is waited for.
const outputDelay = 500 * time.Millisecond

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close() // again is fine, and so is nil
	}
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
func (p *Program) Success() bool { return !p.Running() && p.process.Status().Success }

// HasTerminal reports whether the program's keyboard is a terminal.
func (p *Program) HasTerminal() bool { return p.terminal != nil }

// Interrupt presses ctrl-c.
func (p *Program) Interrupt() error { return p.process.Interrupt() }

// Kill ends the program.
func (p *Program) Kill() { p.process.Kill() }

// Close closes the keyboard.
func (p *Program) Close() {
	p.keyboard.Close()
	if p.terminal != nil {
		p.terminal.Close()
	}
}

// Status describes how p has ended.
func (p *Program) Status() string {
	if p.Running() {
		return "it has not ended"
	}
	return p.process.Status().Text
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
