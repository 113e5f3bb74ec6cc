package program

import (
	"strings"
	"testing"
)

// Whatever is printed before and after a line is typed, the line is in the transcript; and
// a text without escape sequences is on the screen as it was printed.
func FuzzScreen(f *testing.F) {
	f.Add("your name? ", "Anna", "hello Anna\r\n")
	f.Add("\x1b[2J\x1b]0;title\x07", "end", "\x1b")
	f.Add("\xff\x1b\xff\r", "\x00", "\n\x1b[1;31mport? ")
	f.Fuzz(func(t *testing.T, before, typed, after string) {
		s := NewScreen()
		s.Write([]byte(before))
		s.note(typed)
		s.Write([]byte(after))
		if got := s.Transcript(); !strings.Contains(got, "< "+typed+"\n"+plain(after)) || !strings.HasPrefix(got, plain(before)) {
			t.Errorf("%q, %q, %q: the transcript is %q", before, typed, after, got)
		}
		if s.Len() != len(before+after) || s.String() != before+after {
			t.Errorf("%q is %q", before+after, s)
		}
		if text := before + after; !strings.Contains(text, "\x1b") && s.Text() != strings.ReplaceAll(text, "\r\n", "\n") {
			t.Errorf("%q is shown as %q", text, s.Text())
		}
		if s.Unended() != isQuestion(s.sinceTyped()) && strings.TrimSpace(s.sinceTyped()) != "" {
			t.Errorf("%q: a line without an end is a question", after)
		}
	})
}
