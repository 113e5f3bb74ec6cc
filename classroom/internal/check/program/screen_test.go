package program

import (
	"strings"
	"testing"
)

// A screen shows text without the escape sequences of a terminal, and what was
// typed where it was typed.
func TestScreen(t *testing.T) {
	s := NewScreen()
	s.Write([]byte("\x1b[1mname?\x1b[0m "))
	s.note("Alice")
	s.Write([]byte("hello\r\n"))
	if got, want := s.Text(), "name? hello\n"; got != want {
		t.Errorf("it shows %q, want %q", got, want)
	}
	if got, want := s.sinceTyped(), "hello\n"; got != want {
		t.Errorf("since something was typed it shows %q, want %q", got, want)
	}
	if got, want := s.Transcript(), "name? \n< Alice\nhello\n"; got != want {
		t.Errorf("the transcript is %q, want %q", got, want)
	}
	if s.Full() {
		t.Error("it is full")
	}
}

// What does not fit is thrown away, and nobody waits for more.
func TestFullScreen(t *testing.T) {
	s := NewScreen()
	if n, err := s.Write([]byte(strings.Repeat("x", MaxScreen+1))); n != MaxScreen+1 || err != nil {
		t.Errorf("written: %d, %v", n, err)
	}
	if !s.Full() || s.Len() != MaxScreen {
		t.Errorf("full: %t, with %d bytes", s.Full(), s.Len())
	}
	if s.Until(t.Context(), func(string) bool { return false }) {
		t.Error("what never comes has come")
	}
}
