// Package program runs another program as a person at a terminal does: it starts
// the program, waits for what it prints, types, and presses ctrl-c. With it, the
// tests and the classroom play the steps of the worksheet.
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Process is a program that has been started.
type Process struct {
	Stdout, Stderr *Output // what it has printed

	cmd   *exec.Cmd
	stdin io.WriteCloser
	ended chan struct{}
}

// Start starts cmd. It sets the standard input and both outputs of cmd. If two
// outputs are given, the first one gets a copy of standard output and the second
// one a copy of standard error, as they come.
//
// The caller must call Kill at the end.
func Start(cmd *exec.Cmd, outputs ...io.Writer) (*Process, error) {
	p := &Process{Stdout: NewOutput(), Stderr: NewOutput(), cmd: cmd, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.Stdout, p.Stderr
	if len(outputs) == 2 {
		cmd.Stdout, cmd.Stderr = io.MultiWriter(outputs[0], p.Stdout), io.MultiWriter(outputs[1], p.Stderr)
	}
	var err error
	if p.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	// A child of the program may keep these outputs open for ever.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		cmd.Wait() // the status is in cmd.ProcessState
		close(p.ended)
	}()
	return p, nil
}

// Expect waits until p has printed text on standard output. It fails if ctx or p
// ends before.
func (p *Process) Expect(ctx context.Context, text string) error {
	return p.Stdout.wait(ctx, text, p.ended)
}

// ExpectLines waits until p has printed n whole lines on standard output: the
// output of a Python program may come in pieces that are smaller than a line. It
// fails if ctx or p ends before.
func (p *Process) ExpectLines(ctx context.Context, n int) error {
	return p.Stdout.waitFor(ctx, fmt.Sprintf("%d lines", n), p.ended, func(s string) bool {
		return strings.Count(s, "\n") >= n
	})
}

// ExpectError is Expect for standard error.
func (p *Process) ExpectError(ctx context.Context, text string) error {
	return p.Stderr.wait(ctx, text, p.ended)
}

// Type writes text to the standard input of p.
func (p *Process) Type(text string) error {
	_, err := io.WriteString(p.stdin, text)
	return err
}

// CloseInput ends the standard input of p, as ctrl-d does on a terminal.
func (p *Process) CloseInput() error { return p.stdin.Close() }

// Interrupt presses ctrl-c: it sends SIGINT to p. On Windows, which has no such
// signal, it returns an error.
func (p *Process) Interrupt() error { return p.cmd.Process.Signal(os.Interrupt) }

// missed is the time after which a program that has not ended has missed ctrl-c.
const missed = 3 * time.Second

// WaitInterrupted is Wait after Interrupt. It presses ctrl-c again if p has
// missed it: CPython looks for signals before it begins to wait for a datagram,
// and does not see one that comes between the two until the wait is over. (A
// program in Go is killed by the second one.)
func (p *Process) WaitInterrupted(ctx context.Context) (status int, err error) {
	for {
		attempt, cancel := context.WithTimeout(ctx, missed)
		status, err = p.Wait(attempt)
		cancel()
		if err == nil || ctx.Err() != nil {
			return status, err
		}
		if err := p.Interrupt(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return 0, err
		}
	}
}

// Wait waits until p has ended, and returns its exit status, or -1 if a signal
// has ended it. It fails if ctx ends before.
func (p *Process) Wait(ctx context.Context) (status int, err error) {
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-ctx.Done():
		return 0, fmt.Errorf("it did not end in time: %w", ctx.Err())
	}
}

// Kill ends p at once, if it still runs, and frees its resources.
func (p *Process) Kill() {
	p.cmd.Process.Kill() // an error means that it has ended already
	<-p.ended
	p.stdin.Close()
}

// An Output collects what a program prints.
type Output struct {
	mu   sync.Mutex
	text strings.Builder // its String copies nothing
	max  int             // how many bytes are kept
	full bool            // more has been written than is kept
	more chan struct{}   // closed when more has been written
}

// NewOutput returns an empty Output.
func NewOutput() *Output { return NewLimitedOutput(math.MaxInt) }

// NewLimitedOutput returns an empty Output that keeps only the first max bytes.
func NewLimitedOutput(max int) *Output { return &Output{max: max, more: make(chan struct{})} }

// Write adds b to o, or as much of it as o can keep. It never fails, so that the
// program goes on.
func (o *Output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := min(len(b), o.max-o.text.Len())
	o.text.Write(b[:n])
	o.full = o.full || n < len(b)
	close(o.more)
	o.more = make(chan struct{})
	return len(b), nil
}

// String returns what has been written so far.
func (o *Output) String() string {
	s, _, _ := o.state()
	return s
}

// Full reports whether more has been written than o keeps.
func (o *Output) Full() bool {
	_, full, _ := o.state()
	return full
}

// Expect waits until text has been written to o. It fails if ctx ends before.
func (o *Output) Expect(ctx context.Context, text string) error {
	return o.wait(ctx, text, nil)
}

// ExpectMatch waits until what has been written to o matches pattern. It fails if
// ctx ends before.
func (o *Output) ExpectMatch(ctx context.Context, pattern *regexp.Regexp) error {
	return o.waitFor(ctx, pattern.String(), nil, pattern.MatchString)
}

// Until waits until ok reports true for what has been written to o, and reports
// whether that happened. It gives up when ctx ends, and when o is full.
func (o *Output) Until(ctx context.Context, ok func(string) bool) bool {
	return o.until(ctx, nil, ok)
}

func (o *Output) wait(ctx context.Context, text string, ended <-chan struct{}) error {
	return o.waitFor(ctx, strconv.Quote(text), ended, func(s string) bool { return strings.Contains(s, text) })
}

// waitFor is until with an error, which describes with what the text that did not
// come.
func (o *Output) waitFor(ctx context.Context, what string, ended <-chan struct{}, ok func(string) bool) error {
	switch {
	case o.until(ctx, ended, ok):
		return nil
	case o.Full():
		return fmt.Errorf("the first %d bytes that it printed are without %s", o.max, what)
	case ctx.Err() != nil:
		return fmt.Errorf("it did not print %s in time: %w", what, ctx.Err())
	}
	return fmt.Errorf("it ended without printing %s", what)
}

// until is Until that also gives up when the program has ended.
func (o *Output) until(ctx context.Context, ended <-chan struct{}, ok func(string) bool) bool {
	for {
		s, full, more := o.state()
		if ok(s) {
			return true
		}
		if full {
			return false
		}
		select {
		case <-more:
		case <-ended:
			return ok(o.String()) // printed just before the end
		case <-ctx.Done():
			return ok(o.String())
		}
	}
}

func (o *Output) state() (s string, full bool, more <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String(), o.full, o.more
}
