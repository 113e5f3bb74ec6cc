package labcli

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/pyfmt"
)

// Output returns the Printer of the program, and the context of c. What the
// Printer shows in another way than Python is logged as a warning. On a terminal,
// lines that are longer than it is wide are broken at spaces.
func Output(c *cli.Context) (context.Context, *pyfmt.Printer) {
	out := pyfmt.NewPrinter(c.App.Writer)
	out.Width = Width(c.App.Writer)
	out.Warn = func(sentence string) { zerolog.Ctx(c.Context).Warn().Msg(sentence) }
	return c.Context, out
}

// ServerOutput is Output for a server, whose clients do not wait for its screen.
// When the reader of an output has stopped, a little of what is printed and logged
// is kept for it, and the rest is thrown away. At the end a warning says how many
// lines that were.
func ServerOutput(c *cli.Context) (context.Context, *pyfmt.Printer) {
	for _, w := range []io.Writer{c.App.Writer, c.App.ErrWriter} {
		w.(*stream).server.Store(true)
	}
	return Output(c)
}

// terminalKey is the key of a context for the terminal that is the standard
// error of a program.
type terminalKey struct{}

// Listening says on which address the program listens: in a sentence if
// standard error is a terminal, where a person wants to know that the program
// is ready and how to end it, else as a log message of the level info.
func Listening(ctx context.Context, addr net.Addr) {
	if terminal, ok := ctx.Value(terminalKey{}).(io.Writer); ok {
		fmt.Fprintf(terminal, "listening on %s %v; ctrl-c ends it\n", strings.ToUpper(addr.Network()), addr)
		return
	}
	zerolog.Ctx(ctx).Info().Msgf("listening on %v", addr)
}
