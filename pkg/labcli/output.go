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

// Output returns the Printer of the program, and a context. The context ends
// with that of c, or when nothing more can be printed, because the disk is full
// for example. What the Printer shows in another way than Python is logged as a
// warning. On a terminal, lines that are longer than it is wide are broken at
// spaces.
func Output(c *cli.Context) (context.Context, *pyfmt.Printer) {
	ctx, cancel := context.WithCancelCause(c.Context)
	out := pyfmt.NewPrinter(c.App.Writer)
	out.Width = Width(c.App.Writer)
	out.Fail = cancel
	out.Warn = func(sentence string) { zerolog.Ctx(ctx).Warn().Msg(sentence) }
	return ctx, out
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
