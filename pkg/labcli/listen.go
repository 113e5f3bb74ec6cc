package labcli

import (
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"time"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/broadcast"
)

// ListenFlags are the flags of the programs that listen to broadcasts
// (worksheet 2.1.2 to 2.1.5), but for the port.
func ListenFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "bind", Value: "auto", Usage: "bind to `ADDRESS`: auto, any, own, broadcast or an IPv4 address"},
		&cli.StringFlag{Name: "interface", Usage: "hear the LAN of the interface `NAME`"},
		&cli.IntFlag{Name: "count", Usage: "end after `N` messages (0: never)"},
		&cli.DurationFlag{Name: "duration", Usage: "end after `TIME` such as 5s (0: never)"},
		&cli.StringFlag{Name: "output", Value: "text", Usage: "print `FORMAT` text or json (one object a line)"},
	}
}

// Listen is what ListenFlags say.
type Listen struct {
	Bind     netip.Addr    // address to bind to
	Count    int           // end after so many messages; 0: never
	Duration time.Duration // end after that time; 0: never
	JSON     bool          // print JSON
}

// ParseListen reads ListenFlags. It warns if a socket bound to the address
// hears no broadcast on this operating system.
func ParseListen(c *cli.Context) (Listen, error) {
	l := Listen{Count: c.Int("count"), Duration: c.Duration("duration"), JSON: c.String("output") == "json"}
	switch {
	case l.Count < 0:
		return l, Usage("--count %d: a number of messages is 0 or more", l.Count)
	case l.Duration < 0:
		return l, Usage("--duration %v: a time is 0 or more", l.Duration)
	case !l.JSON && c.String("output") != "text":
		return l, Usage("--output %q is not a format; use text or json", c.String("output"))
	}
	all, err := broadcast.Interfaces()
	if err != nil {
		return l, err
	}
	l.Bind, err = broadcast.BindAddr(runtime.GOOS, c.String("bind"), c.String("interface"), all)
	if err != nil {
		return l, Usage("%w", err)
	}
	if !broadcast.HearsBroadcasts(runtime.GOOS, l.Bind, all) {
		zerolog.Ctx(c.Context).Warn().Msgf("a socket bound to %v hears no broadcast on %s (on Windows it would); use --bind any or broadcast", l.Bind, runtime.GOOS)
	}
	return l, nil
}

// Context returns ctx limited to l.Duration.
func (l Listen) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.Duration == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, l.Duration)
}

// Silence is how long a listener hears nothing before it gives a hint.
const Silence = 3 * time.Second

// Hint logs what to look at when nothing has been heard on a port.
func Hint(ctx context.Context, bound netip.AddrPort) {
	zerolog.Ctx(ctx).Warn().Msg(hint(runtime.GOOS, bound))
}

func hint(goos string, bound netip.AddrPort) string {
	firewall := "sudo ufw status"
	switch goos {
	case "windows":
		firewall = "wf.msc"
	case "darwin":
		firewall = "System Settings, Network, Firewall"
	}
	return fmt.Sprintf("nothing heard on UDP port %d for %v: is a station sending (make station)? does the firewall let the port in (%s)? does a socket bound to %v hear broadcasts here (try --bind any)?",
		bound.Port(), Silence, firewall, bound.Addr())
}
