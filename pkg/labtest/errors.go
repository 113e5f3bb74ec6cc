package labtest

import (
	"bytes"
	"io"
	"net"
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

// TakenPort returns a port of 127.0.0.1 that a socket of the test has until the
// test ends. The network is udp4 or tcp4.
func TakenPort(t testing.TB, network string) string {
	t.Helper()
	var addr net.Addr
	var taken io.Closer
	if network == "tcp4" {
		l, err := net.Listen(network, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr, taken = l.Addr(), l
	} else {
		c, err := net.ListenPacket(network, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr, taken = c.LocalAddr(), c
	}
	t.Cleanup(func() { taken.Close() })
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
