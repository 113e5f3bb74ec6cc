// Package keyboard reads what a person types, a line at a time, as Python's
// input does.
//
// Nothing can interrupt a read of the keyboard: no deadline, no Close, no end
// of a context. So a goroutine reads, and whoever wants the line waits for a
// channel, and can wait for other things as well. At ctrl-c the program ends
// without the goroutine.
package keyboard

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/mattn/go-isatty"
)

// maxLine is the length of the longest line that can be typed, in bytes, with
// its end.
const maxLine = 1 << 20

// A Keyboard is what the lines come from: a terminal, a pipe or a file.
type Keyboard struct {
	in       *bufio.Scanner
	terminal *os.File // nil if it is none
}

// New returns a Keyboard that reads stdin. It reads nothing before Next is
// called.
func New(stdin io.Reader) *Keyboard {
	k := &Keyboard{in: bufio.NewScanner(stdin)}
	k.in.Buffer(nil, maxLine)
	if f, ok := stdin.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		k.terminal = f
	}
	return k
}

// A Line is what input() gives in Python: the text of a line without its end,
// or an exception. After one with an Err there are no more.
type Line struct {
	Text string
	Err  error // io.EOF at the end of the input, where Python raises EOFError
}

// Next begins to read a line and returns the channel that gets it. There must
// be no other Next that has not delivered its line.
func (k *Keyboard) Next(ctx context.Context) <-chan Line {
	next := make(chan Line, 1)
	go func() { next <- k.read(ctx) }()
	return next
}

// Input waits for a line and returns it. If ctx ends first, Input returns the
// error of ctx.
//
// Python: data = input()
func (k *Keyboard) Input(ctx context.Context) (string, error) {
	select {
	case line := <-k.Next(ctx):
		return line.Text, line.Err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Typed reports whether a line that nobody reads waits in the terminal: the
// person has typed too early. If the lines do not come from a terminal, that is
// no mistake, and Typed reports false.
func (k *Keyboard) Typed() bool { return k.terminal != nil && typed(k.terminal) }

func (k *Keyboard) read(ctx context.Context) Line {
	if k.in.Scan() {
		return Line{Text: k.in.Text()}
	}
	switch err := k.in.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return Line{Err: fmt.Errorf("the line is too long: it must have less than %d bytes", maxLine)}
	case err != nil:
		return Line{Err: fmt.Errorf("cannot read what you type: %w", err)}
	case interrupted(ctx, runtime.GOOS):
		return Line{Err: ctx.Err()}
	}
	return Line{Err: io.EOF}
}

// interrupted reports, at the end of the input on goos (a value of
// runtime.GOOS), whether ctrl-c has brought it about, and so has ended ctx. On
// Windows ctrl-c ends a read of the console just as ctrl-z does, and the signal
// comes a moment later: there interrupted waits for it, at most 100 ms.
func interrupted(ctx context.Context, goos string) bool {
	if goos == "windows" {
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return ctx.Err() != nil
}
