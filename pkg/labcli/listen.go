package labcli

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"time"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/pyfmt"
)

// ListenFlags are the flags of the programs that listen to broadcasts
// (worksheet 2.1.2 to 2.1.5), except for the port.
func ListenFlags() []cli.Flag {
	return append(BindFlags(),
		&cli.IntFlag{Name: "count", Usage: "end after `N` messages (0: never)"},
		&cli.DurationFlag{Name: "duration", Usage: "end after `TIME` such as 5s (0: never)"},
		&cli.StringFlag{Name: "output", Value: "text", Usage: "print `FORMAT` text or json (one object a line)"},
	)
}

// BindFlags are those of ListenFlags that say which broadcasts to hear.
func BindFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "bind", Value: "auto", Usage: "bind to `ADDRESS`: auto, any, own, broadcast or an IPv4 address"},
		&cli.StringFlag{Name: "interface", Usage: "hear the LAN of the interface `NAME`"},
	}
}

// Bind reads BindFlags, and returns the address to bind to. It warns if a socket
// that is bound to it hears no broadcasts.
func Bind(c *cli.Context) (netip.Addr, error) {
	all, err := broadcast.Interfaces()
	if err != nil {
		return netip.Addr{}, err
	}
	bind, err := broadcast.BindAddr(runtime.GOOS, c.String("bind"), c.String("interface"), all)
	if err != nil {
		return netip.Addr{}, Usage("%w", err)
	}
	if !broadcast.HearsBroadcasts(runtime.GOOS, bind, all) {
		zerolog.Ctx(c.Context).Warn().Msgf("a socket bound to %v hears no broadcast on %s; use --bind any or --bind broadcast", bind, runtime.GOOS)
	}
	return bind, nil
}

// A Listener is what the programs that listen to broadcasts have in common,
// except for their sockets: the address to bind to, the output, and when to end.
type Listener struct {
	// Out keeps what is printed until it is flushed.
	Out *pyfmt.Printer

	bind   netip.Addr
	count  int // how many messages are still wanted; negative: no limit
	ctx    context.Context
	cancel context.CancelFunc

	warnings *warnings
}

// Listen reads ListenFlags and runs step, which is the rest of a program that
// listens to broadcasts. The context of the step ends at ctrl-c, and when
// --duration or --count says so.
func Listen(c *cli.Context, step func(context.Context, *Listener) error) error {
	count, duration, output := c.Int("count"), c.Duration("duration"), c.String("output")
	switch {
	case count < 0:
		return Usage("--count %d is negative; 0 means no limit", count)
	case duration < 0:
		return Usage("--duration %v is negative; 0 means no limit", duration)
	case output != "text" && output != "json":
		return Usage("--output %q is not a format; use text or json", output)
	}
	bind, err := Bind(c)
	if err != nil {
		return err
	}
	if count == 0 {
		count = -1
	}
	ctx, out := Output(c)
	out.Hold()
	out.JSON = output == "json"
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if duration > 0 {
		defer time.AfterFunc(duration, cancel).Stop()
	}
	l := &Listener{out, bind, count, ctx, cancel, &warnings{log: zerolog.Ctx(ctx)}}
	out.Warn = func(sentence string) { l.warnings.add(netip.AddrPort{}, sentence) }
	err = step(ctx, l)
	l.warnings.end()
	if e := out.Flush(); err == nil {
		err = e
	}
	return err
}

// Addr returns the address to bind to, "host:port", for that port.
func (l *Listener) Addr(port int) string {
	return net.JoinHostPort(l.bind.String(), strconv.Itoa(port))
}

// More counts a message, and reports whether it is still wanted. With the last
// one of --count it ends the context of the step.
func (l *Listener) More() bool {
	if l.count == 0 {
		return false
	}
	if l.count--; l.count == 0 {
		l.cancel()
	}
	return true
}

// Warn logs a warning about a message from source. If there are many, they are
// counted, and at most one line a second says how many there were.
func (l *Listener) Warn(source netip.AddrPort, format string, a ...any) {
	l.warnings.add(source, fmt.Sprintf(format, a...))
}

// Silence is how long a listener waits for its first message before it gives a
// hint.
const Silence = 3 * time.Second

// Hint logs what may be wrong if nothing is heard on a socket that is bound to
// that address.
func (l *Listener) Hint(bound net.Addr) {
	zerolog.Ctx(l.ctx).Warn().Msg(Hint(bound))
}

// Hint says what may be wrong if nothing is heard on a UDP socket that is bound to
// that address.
func Hint(bound net.Addr) string {
	return hint(runtime.GOOS, bound.(*net.UDPAddr).AddrPort())
}

func hint(goos string, bound netip.AddrPort) string {
	firewall := "sudo ufw status"
	switch goos {
	case "windows":
		firewall = "wf.msc"
	case "darwin":
		firewall = "System Settings, Network, Firewall"
	}
	s := fmt.Sprintf("nothing heard on UDP port %d for %v: is a station sending (make station)? does the firewall let the port in (%s)?",
		bound.Port(), Silence, firewall)
	if !bound.Addr().IsUnspecified() {
		s += fmt.Sprintf(" does a socket bound to %v hear broadcasts here (try --bind any)?", bound.Addr())
	}
	return s
}
