package keyboard

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Whatever is typed, the lines are those that input() returns in Python.
func TestInput(t *testing.T) {
	long := strings.Repeat("x", maxLine-1)
	broken := errors.New("input/output error")
	for _, tt := range []struct {
		name  string
		stdin io.Reader
		lines []string
		err   string // what comes after them
	}{
		{"lines", strings.NewReader("one\n\n two \nÉ\n"), []string{"one", "", " two ", "É"}, "EOF"},
		{"Windows", strings.NewReader("one\r\n\r\ntwo\r\n"), []string{"one", "", "two"}, "EOF"},
		{"no newline at the end", strings.NewReader("one\ntwo"), []string{"one", "two"}, "EOF"},
		{"nothing", strings.NewReader(""), nil, "EOF"},
		{"byte by byte", iotest.OneByteReader(strings.NewReader("one\ntwo\n")), []string{"one", "two"}, "EOF"},
		{"not UTF-8", strings.NewReader("caf\xe9\n"), []string{"caf\xe9"}, "EOF"},
		{"long", strings.NewReader(long + "\none\n"), []string{long, "one"}, "EOF"},
		{"too long", strings.NewReader("one\n" + long + "x\n"), []string{"one"}, "the line is too long: it must have less than 1048576 bytes"},
		{"broken", io.MultiReader(strings.NewReader("one\n"), iotest.ErrReader(broken)), []string{"one"}, "cannot read what you type: input/output error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := New(tt.stdin)
			for _, want := range tt.lines {
				if got, err := k.Input(t.Context()); got != want || err != nil {
					t.Errorf("got %.50q (%v), want %.50q", got, err, want)
				}
			}
			if got, err := k.Input(t.Context()); got != "" || err == nil || err.Error() != tt.err {
				t.Errorf("after the last line: %.50q (%v), want the error %s", got, err, tt.err)
			}
			if k.Typed() {
				t.Error("in a pipe, no line is typed too early")
			}
		})
	}
}

// The end of the context ends Input; the next line is not lost to it.
func TestInputEnds(t *testing.T) {
	stdin, person := io.Pipe()
	defer person.Close()
	k := New(stdin)
	ctx, cancel := context.WithCancel(t.Context())
	next := k.Next(ctx)
	cancel()
	io.WriteString(person, "one\n")
	if line := <-next; line.Text != "one" || line.Err != nil {
		t.Errorf("got %q (%v)", line.Text, line.Err)
	}
	if got, err := k.Input(ctx); got != "" || err != context.Canceled {
		t.Errorf("got %q (%v), want %v", got, err, context.Canceled)
	}
}

// At the end of the input that ctrl-c brings about, the error is that of the
// context.
func TestInterruptedInput(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if line := <-New(strings.NewReader("")).Next(ctx); line.Err != context.Canceled {
		t.Errorf("got %q (%v), want %v", line.Text, line.Err, context.Canceled)
	}
}
