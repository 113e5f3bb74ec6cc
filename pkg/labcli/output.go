package labcli

import (
	"context"
	"net"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/pyfmt"
)

// Output returns what the program of c prints with, and a context that ends
// with that of c, or when nothing can be printed any more (a full disk). What
// is odd in the printed text is logged as a warning.
func Output(c *cli.Context) (context.Context, *pyfmt.Printer) {
	ctx, cancel := context.WithCancelCause(c.Context)
	out := pyfmt.NewPrinter(c.App.Writer)
	out.Fail = cancel
	out.Warn = func(sentence string) { zerolog.Ctx(ctx).Warn().Msg(sentence) }
	return ctx, out
}

// Listening tells the person at the terminal where the program listens, and
// how to end it. In a pipe that is a message of the level info.
func Listening(ctx context.Context, addr net.Addr) {
	zerolog.Ctx(ctx).Info().Msgf("listening on %v", addr)
}
