package labcli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
)

// stopped returns an output whose reader has stopped, and a function that reads
// what comes until the output is closed.
func stopped(t *testing.T) (w *io.PipeWriter, read func() string) {
	r, w := io.Pipe()
	t.Cleanup(func() { r.Close() }) // ends the goroutine of the stream
	return w, func() string {
		t.Helper()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
}

// start runs a program with that action, and returns the channel that gets its exit
// status.
func start(ctx context.Context, stdout, stderr io.Writer, action func(*cli.Context) error) <-chan int {
	app := &cli.App{Name: "ex0_test", Writer: stdout, ErrWriter: stderr, Action: action}
	status := make(chan int, 1)
	go func() { status <- Run(ctx, app, []string{"ex0_test"}) }()
	return status
}

// Ctrl-c ends a program, whatever it prints and whoever does not read it.
func TestStoppedReader(t *testing.T) {
	for _, tt := range []struct{ stdout, stderr bool }{{true, false}, {false, true}, {true, true}} {
		for _, output := range []func(*cli.Context) (context.Context, printer){
			func(c *cli.Context) (context.Context, printer) { return Output(c) },
			func(c *cli.Context) (context.Context, printer) { return ServerOutput(c) },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			var stdout, stderr bytes.Buffer
			var w, e io.Writer = &stdout, &stderr
			if tt.stdout {
				w, _ = stopped(t)
			}
			if tt.stderr {
				e, _ = stopped(t)
			}
			prints := make(chan bool, 1)
			status := start(ctx, w, e, func(c *cli.Context) error {
				ctx, out := output(c)
				for prints <- true; ; {
					out.Print("hello")
					zerolog.Ctx(ctx).Warn().Msg("odd")
					if ctx.Err() != nil {
						break
					}
				}
				return graceful.End(ctx, out, ctx.Err())
			})
			labtest.Receive(t, prints)
			cancel()
			if got := labtest.Receive(t, status); got != 0 {
				t.Errorf("%+v: exit status %d", tt, got)
			}
			if said := strings.Contains(stderr.String(), "are missing"); said != (tt.stdout && !tt.stderr) {
				t.Errorf("%+v: logged that lines are missing: %t", tt, said)
			}
		}
	}
}

type printer interface{ Print(...any) }

// A reader that is slow gets all lines, in their order, and also the last one.
func TestSlowReader(t *testing.T) {
	const n = 2000
	for _, output := range []func(*cli.Context) (context.Context, printer){
		func(c *cli.Context) (context.Context, printer) { return Output(c) },
		func(c *cli.Context) (context.Context, printer) { return ServerOutput(c) },
	} {
		stdout, read := stopped(t)
		status := start(t.Context(), stdout, io.Discard, func(c *cli.Context) error {
			_, out := output(c)
			for i := range n {
				out.Print(i)
			}
			return nil
		})
		go func() {
			labtest.Receive(t, status)
			stdout.Close()
		}()
		for i, line := range strings.Split(strings.TrimSpace(read()), "\n") {
			if line != strconv.Itoa(i) {
				t.Fatalf("line %d is %q", i, line)
			}
		}
	}
}

// A server goes on when the reader has stopped. When the reader goes on too, it gets
// whole lines in their order, and a warning says how many are missing.
func TestServerOutput(t *testing.T) {
	const n = 20_000
	stdout, read := stopped(t)
	var stderr bytes.Buffer
	printed := make(chan bool)
	status := start(t.Context(), stdout, &stderr, func(c *cli.Context) error {
		_, out := ServerOutput(c)
		for i := range n {
			out.Print(i)
		}
		printed <- true // with nobody who reads
		return nil
	})
	labtest.Receive(t, printed)
	got := make(chan string)
	go func() { got <- read() }()
	if s := labtest.Receive(t, status); s != 0 {
		t.Errorf("exit status %d", s)
	}
	stdout.Close()
	seen, last := 0, -1
	for line := range strings.Lines(labtest.Receive(t, got)) {
		i, err := strconv.Atoi(strings.TrimSuffix(line, "\n"))
		if err != nil || i <= last {
			t.Fatalf("%q (%v) stands after %d", line, err, last)
		}
		last = i
		seen++
	}
	m := regexp.MustCompile(`up to (\d+) lines are missing`).FindStringSubmatch(stderr.String())
	if want := fmt.Sprint(n - seen); seen == 0 || m == nil || m[1] != want {
		t.Errorf("%d lines were read, want %s missing; logged %q", seen, want, stderr.String())
	}
}

// On a terminal, what a server prints and logs stands in the order of the program.
func TestServerOrder(t *testing.T) {
	screen := program.NewOutput()
	status := start(t.Context(), screen, screen, func(c *cli.Context) error {
		ctx, out := ServerOutput(c)
		for range 100 {
			out.Print("one")
			zerolog.Ctx(ctx).Warn().Msg("two")
		}
		return nil
	})
	if s := labtest.Receive(t, status); s != 0 || screen.String() != strings.Repeat("one\nWRN two\n", 100) {
		t.Errorf("status %d, the screen shows\n%s", s, screen.String())
	}
}

// If standard output cannot be written, that is an error, also for a program that
// does not look. Its context ends.
func TestFullDisk(t *testing.T) {
	full := errors.New("no space left on device")
	for _, args := range []string{"", "--help", "--version", "--log-level debug", "--lookup"} {
		r, w := io.Pipe()
		r.CloseWithError(full)
		var stderr bytes.Buffer
		app := &cli.App{Name: "ex0_test", Writer: w, ErrWriter: &stderr,
			Flags: []cli.Flag{&cli.BoolFlag{Name: "lookup"}},
			Action: func(c *cli.Context) error {
				fmt.Fprintln(c.App.Writer, "hello")
				<-c.Context.Done()
				if c.Bool("lookup") {
					return fmt.Errorf("cannot find the host: %w", c.Context.Err())
				}
				return nil
			}}
		status := make(chan int, 1)
		go func() { status <- Run(t.Context(), app, append([]string{"ex0_test"}, strings.Fields(args)...)) }()
		if got := labtest.Receive(t, status); got != 1 || stderr.String() != "ERR no space left on device\n" {
			t.Errorf("%s: status %d, logged %q", args, got, stderr.String())
		}
	}
}

// What fails because ctrl-c has ended the context is no error.
func TestInterruptedAction(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var stderr bytes.Buffer
	status := start(ctx, io.Discard, &stderr, func(c *cli.Context) error {
		cancel()
		<-c.Context.Done()
		return fmt.Errorf("cannot find the host: %w", c.Context.Err())
	})
	if got := labtest.Receive(t, status); got != 0 || stderr.Len() > 0 {
		t.Errorf("status %d, logged %q", got, stderr.String())
	}
}
