// Package labclitest helps to test command lines that labcli runs.
package labclitest

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

// Rejects returns a function that runs the program that app returns with a
// command line that must fail, its arguments separated by spaces: it must end
// with that exit status and say what is wanted on standard error.
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
