// Package labclitest helps to test programs that use package labcli. It runs them
// inside the test.
package labclitest

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
)

// Rejects returns a function that runs the program app with a command line that
// is wrong. The arguments are separated by spaces. The program must end with
// that exit status, and standard error must contain want.
func Rejects(t *testing.T, app func() *cli.App) func(args string, status int, want string) {
	return func(args string, status int, want string) {
		t.Helper()
		var stderr bytes.Buffer
		a := app()
		a.Writer, a.ErrWriter = io.Discard, &stderr
		got := labcli.Run(t.Context(), a, append([]string{a.Name}, strings.Fields(args)...))
		if got != status || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s %.60s: status %d and %q on standard error, want %d and %q", a.Name, args, got, stderr.String(), status, want)
		}
	}
}

// A Program is a program that runs inside the test.
type Program struct {
	Stdout, Stderr *program.Output // what it has printed

	t      testing.TB
	cancel context.CancelFunc
	ended  chan int // gets the exit status
}

// Start starts app with the arguments args. It logs messages of the level info
// and above.
func Start(t testing.TB, app *cli.App, args ...string) *Program {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Program{Stdout: program.NewOutput(), Stderr: program.NewOutput(), t: t, cancel: cancel, ended: make(chan int, 1)}
	if app.Writer == nil {
		app.Writer = p.Stdout
	}
	app.ErrWriter = p.Stderr
	args = append(append([]string{app.Name}, args...), "--log-level", "info")
	go func() { p.ended <- labcli.Run(ctx, app, args) }()
	t.Cleanup(cancel)
	return p
}

var listening = regexp.MustCompile(`listening on ([0-9.]+:[0-9]+)`)

// Addr waits until p listens, and returns the address.
func (p *Program) Addr() string {
	p.t.Helper()
	labtest.Expect(p.t, p.Stderr, "listening on")
	return listening.FindStringSubmatch(p.Stderr.String())[1]
}

// Addrs is Addr for a program that listens on two ports.
func (p *Program) Addrs() (first, second string) {
	p.t.Helper()
	labtest.ExpectMatch(p.t, p.Stderr, `listening on (.*\n)+.*listening on .*\n`)
	all := listening.FindAllStringSubmatch(p.Stderr.String(), 2)
	return all[0][1], all[1][1]
}

// Expect waits until p has printed text on standard output.
func (p *Program) Expect(text string) {
	p.t.Helper()
	labtest.Expect(p.t, p.Stdout, text)
}

// Wait waits until p has ended, and returns its exit status.
func (p *Program) Wait() int {
	p.t.Helper()
	return labtest.Receive(p.t, p.ended)
}

// Stop ends p as SIGTERM does, and returns its exit status.
func (p *Program) Stop() int {
	p.t.Helper()
	p.cancel()
	return p.Wait()
}

// Log returns what p has logged, without the messages of the level info: a good
// run has some, too.
func (p *Program) Log() string {
	var s strings.Builder
	for line := range strings.Lines(p.Stderr.String()) {
		if !strings.HasPrefix(line, "INF ") {
			s.WriteString(line)
		}
	}
	return s.String()
}
