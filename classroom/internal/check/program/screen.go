package program

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"in43.example/pkg/program"
)

// A Screen keeps what a program prints, up to MaxScreen bytes, and what was typed
// when.
type Screen struct {
	*program.Output

	mu    sync.Mutex
	typed []mark
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
func NewScreen() *Screen { return &Screen{Output: program.NewLimitedOutput(MaxScreen)} }

func (s *Screen) note(typed string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typed = append(s.typed, mark{s.Len(), typed})
}

// Text returns what was printed, with lines that end in \n and without the
// escape sequences of a terminal. String returns it as it came. Of a full screen
// Text returns only the beginning: nobody has to look through all of it.
func (s *Screen) Text() string {
	text := s.String()
	if s.Full() {
		text = text[:16<<10]
	}
	return plain(text)
}

// Len returns how much was printed, in bytes.
func (s *Screen) Len() int { return len(s.String()) }

// sinceTyped returns what was printed since something was typed last.
func (s *Screen) sinceTyped() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if n := len(s.typed); n > 0 {
		from = s.typed[n-1].n
	}
	return plain(s.String()[from:])
}

// Unended reports whether something was printed since the return key was pressed, and
// its last line has no end.
func (s *Screen) Unended() bool {
	text := s.sinceTyped()
	return text != "" && !strings.HasSuffix(text, "\n")
}

// Until waits until ok returns true for the text on s. It gives up when ctx ends,
// and when s is full.
func (s *Screen) Until(ctx context.Context, ok func(string) bool) bool {
	return s.Output.Until(ctx, func(printed string) bool { return ok(plain(printed)) })
}

// Transcript returns what was printed and, on lines that begin with "< ", what
// was typed.
func (s *Screen) Transcript() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	printed, done := s.String(), 0
	for _, m := range s.typed {
		b.WriteString(plain(printed[done:m.n]))
		done = m.n
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
		b.WriteString("< " + m.text + "\n")
	}
	b.WriteString(plain(printed[done:]))
	return b.String()
}

func plain(s string) string {
	if strings.Contains(s, "\x1b") {
		s = escape.ReplaceAllString(s, "")
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

// escape matches an escape sequence for a terminal (ECMA-48).
var escape = regexp.MustCompile(`\x1b(\[[0-9;?]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)`)
