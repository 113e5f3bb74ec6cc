package check

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
)

// A student is a run of the program under test.
type student struct {
	screen *screen       // standard output and standard error
	errors *screen       // standard error
	ended  chan struct{} // closed at the end, when all its output has been read
	cmd    *exec.Cmd
	asked  int       // number of questions that were answered
	typed  time.Time // when the last answer was typed

	keyboard io.WriteCloser
	terminal *os.File // the program's end of the keyboard; nil if that is a pipe
}

// startProgram starts the program that command runs. Its temporary files go to
// tempDir. Its output goes to pipes. If terminal is true, its
// standard output goes to a pseudo-terminal instead: most languages flush each
// line there.
func startProgram(command []string, tempDir string, terminal bool) (*student, error) {
	p := &student{screen: newScreen(), errors: newScreen(), ended: make(chan struct{})}
	p.cmd = exec.Command(command[0], command[1:]...)
	p.cmd.Env = append(os.Environ(),
		"PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1",
		"NO_COLOR=1", "TERM=dumb", // the output is searched, so it must be plain
		"TMPDIR="+tempDir, "TMP="+tempDir, "TEMP="+tempDir)
	if inModule() {
		p.cmd.Env = append(p.cmd.Env, "GOWORK=off")
	}
	p.cmd.WaitDelay = 500 * time.Millisecond // for the output of processes that it leaves behind
	setGroup(p.cmd)
	var err error
	if person, program, noTerminal := openTerminal(); noTerminal == nil {
		p.keyboard, p.terminal, p.cmd.Stdin = person, program, program
	} else if p.keyboard, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	var copied sync.WaitGroup
	var tty *os.File
	p.cmd.Stderr = io.MultiWriter(p.screen, p.errors)
	p.cmd.Stdout = p.screen
	if terminal {
		var master *os.File
		if master, tty, err = pty.Open(); err != nil {
			return nil, err
		}
		p.cmd.Stdout = tty
		copied.Go(func() {
			io.Copy(p.screen, master) // ends with EIO when nobody has the other end open
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
	if err := adopt(p.cmd.Process.Pid); err != nil {
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
		close(p.ended)
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

// running reports whether p has not ended.
func (p *student) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// success reports whether p has ended with exit status 0.
func (p *student) success() bool { return p.cmd.ProcessState != nil && p.cmd.ProcessState.Success() }

// hasTerminal reports whether the program's keyboard is a terminal.
func (p *student) hasTerminal() bool { return p.terminal != nil }

// interrupt presses ctrl-c.
func (p *student) interrupt() error { return interrupt(p.cmd.Process) }

// kill ends the program.
func (p *student) kill() { kill(p.cmd.Process) }

// close closes the keyboard.
func (p *student) close() {
	p.keyboard.Close()
	if p.terminal != nil {
		p.terminal.Close()
	}
}

// status describes how p has ended.
func (p *student) status() string {
	if p.cmd.ProcessState == nil {
		return "it has not ended"
	}
	return p.cmd.ProcessState.String()
}

// until waits until ok returns true for all that was printed so far. It gives up
// after the time limit, when the program ends, and when it has printed more than
// the screen keeps.
func (p *student) until(limit time.Duration, ok func(printed string) bool) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		wait(limit, p.ended)
	}()
	return p.screen.until(ctx, ok)
}

// ends waits for the end of p, and reports whether it ends within limit.
func (p *student) ends(limit time.Duration) bool {
	wait(limit, p.ended)
	return !p.running()
}

// wait waits until done is closed, or until limit is over.
func wait(limit time.Duration, done <-chan struct{}) {
	end := within(limit)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case <-done:
			return
		case <-timer.C:
			if end.over() {
				return
			}
			timer.Reset(20 * time.Millisecond)
		}
	}
}

// A screen keeps what a program prints, up to maxScreen bytes.
type screen struct {
	mu     sync.Mutex
	buf    []byte
	typed  []mark
	thrown int64         // number of bytes that were thrown away
	more   chan struct{} // closed when something has changed
}

// A mark is what was typed when n bytes had been printed.
type mark struct {
	n    int
	text string
}

// maxScreen is how much a screen keeps, in bytes. In every step it is a mistake
// to print more.
const maxScreen = 1 << 20

func newScreen() *screen { return &screen{more: make(chan struct{})} }

// Write keeps what fits. It never fails, so that the program goes on.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(b), maxScreen-len(s.buf))
	s.buf = append(s.buf, b[:n]...)
	s.thrown += int64(len(b) - n)
	close(s.more)
	s.more = make(chan struct{})
	return len(b), nil
}

func (s *screen) note(typed string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typed = append(s.typed, mark{len(s.buf), typed})
}

// text returns what was printed, with lines that end in \n and without the
// escape sequences of a terminal.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return plain(s.buf)
}

// bytes returns a copy of what was printed, as it came.
func (s *screen) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.buf)
}

// len returns how much was printed, in bytes.
func (s *screen) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.buf)
}

// sinceTyped returns what was printed since something was typed last.
func (s *screen) sinceTyped() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if n := len(s.typed); n > 0 {
		from = s.typed[n-1].n
	}
	return plain(s.buf[from:])
}

// full reports whether more was printed than s keeps.
func (s *screen) full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.thrown > 0
}

func (s *screen) until(ctx context.Context, ok func(string) bool) bool {
	for {
		s.mu.Lock()
		text, more, full := plain(s.buf), s.more, s.thrown > 0
		s.mu.Unlock()
		if ok(text) {
			return true
		}
		if full {
			return false
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ok(s.text())
		}
	}
}

// transcript returns what was printed and, on lines that begin with "< ", what
// was typed.
func (s *screen) transcript() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	done := 0
	for _, m := range s.typed {
		b.WriteString(plain(s.buf[done:m.n]))
		done = m.n
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
		b.WriteString("< " + m.text + "\n")
	}
	b.WriteString(plain(s.buf[done:]))
	return b.String()
}

func plain(b []byte) string {
	if bytes.IndexByte(b, '\x1b') >= 0 {
		b = escape.ReplaceAll(b, nil)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}
