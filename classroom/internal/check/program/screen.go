package program

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A Screen keeps what a program prints, up to MaxScreen bytes.
type Screen struct {
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

// MaxScreen is how much a screen keeps, in bytes. In every step it is a mistake
// to print more.
const MaxScreen = 1 << 20

// NewScreen returns an empty Screen.
func NewScreen() *Screen { return &Screen{more: make(chan struct{})} }

// Write keeps what fits. It never fails, so that the program goes on.
func (s *Screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(b), MaxScreen-len(s.buf))
	s.buf = append(s.buf, b[:n]...)
	s.thrown += int64(len(b) - n)
	close(s.more)
	s.more = make(chan struct{})
	return len(b), nil
}

func (s *Screen) note(typed string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typed = append(s.typed, mark{len(s.buf), typed})
}

// Text returns what was printed, with lines that end in \n and without the
// escape sequences of a terminal.
func (s *Screen) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return plain(s.buf)
}

// Bytes returns a copy of what was printed, as it came.
func (s *Screen) Bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.buf)
}

// Len returns how much was printed, in bytes.
func (s *Screen) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.buf)
}

// sinceTyped returns what was printed since something was typed last.
func (s *Screen) sinceTyped() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if n := len(s.typed); n > 0 {
		from = s.typed[n-1].n
	}
	return plain(s.buf[from:])
}

// Full reports whether more was printed than s keeps.
func (s *Screen) Full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.thrown > 0
}

// Until waits until ok returns true for the text on s. It gives up when ctx ends,
// and when s is full.
func (s *Screen) Until(ctx context.Context, ok func(string) bool) bool {
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
			return ok(s.Text())
		}
	}
}

// Transcript returns what was printed and, on lines that begin with "< ", what
// was typed.
func (s *Screen) Transcript() string {
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

// escape matches an escape sequence for a terminal (ECMA-48).
var escape = regexp.MustCompile(`\x1b(\[[0-9;?]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)`)
