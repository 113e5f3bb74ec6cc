package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"in43.example/classroom/internal/live"
	"in43.example/classroom/internal/station"
	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

func liveCommand() *cli.Command {
	return &cli.Command{
		Name:  "live",
		Usage: "show what is in the air now, on a page for a browser",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:8043", Usage: "serve the page on `ADDRESS:PORT`"},
			&cli.BoolFlag{Name: "terminal", Usage: "show it in this terminal, without a page"},
			&cli.BoolFlag{Name: "station", Usage: "if nothing is heard for 3 s, play a station on this machine"},
			labcli.PortFlag("sensors-port", 52001, "UDP `PORT` of the sensors"),
			labcli.PortFlag("drone-port", 52002, "UDP `PORT` of the drones"),
		}, labcli.BindFlags()...),
		Action: runLive,
	}
}

func runLive(c *cli.Context) error {
	listen, err := netip.ParseAddrPort(c.String("listen"))
	if err != nil {
		return labcli.Usage("--listen %q is not an address with a port, such as 127.0.0.1:8043", c.String("listen"))
	}
	if c.Bool("terminal") && c.IsSet("listen") {
		return labcli.Usage("--terminal and --listen: there is no page with --terminal; leave one of the two out")
	}
	if p := c.Int("sensors-port"); p != 0 && p == c.Int("drone-port") {
		return labcli.Usage("--sensors-port and --drone-port: both are %d; each stream has its own", p)
	}
	bind, err := labcli.Bind(c)
	if err != nil {
		return err
	}
	sensors, err := listenUDP(c, bind, "sensors-port")
	if err != nil {
		return err
	}
	defer sensors.Close()
	drone, err := listenUDP(c, bind, "drone-port")
	if err != nil {
		return err
	}
	defer drone.Close()
	model := live.New(time.Now(), bound(sensors), bound(drone), [2]string{labcli.Hint(sensors.LocalAddr()), labcli.Hint(drone.LocalAddr())})

	group, ctx := errgroup.WithContext(c.Context)
	group.Go(func() error { return model.Listen(ctx, sensors, drone) })
	if c.Bool("station") {
		group.Go(func() error { return playIfSilent(ctx, c, model) })
	}
	if c.Bool("terminal") {
		group.Go(func() error { return showLive(ctx, c.App.Writer, model) })
	} else if err := serveLive(ctx, c, group, listen, model); err != nil {
		group.Go(func() error { return err })
	}
	return graceful.End(c.Context, pyfmt.NewPrinter(c.App.Writer), group.Wait())
}

// listenUDP returns a UDP socket that hears what is broadcast to the port of a flag,
// beside other programs.
func listenUDP(c *cli.Context, bind netip.Addr, flag string) (*net.UDPConn, error) {
	addr := net.JoinHostPort(bind.String(), strconv.Itoa(c.Int(flag)))
	lc := net.ListenConfig{Control: broadcast.Share}
	conn, err := lc.ListenPacket(c.Context, "udp4", addr)
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr, "--"+flag, err)
	}
	labcli.ListeningUDP(c.Context, conn.(*net.UDPConn))
	return conn.(*net.UDPConn), nil
}

func bound(sock *net.UDPConn) netip.AddrPort { return sock.LocalAddr().(*net.UDPAddr).AddrPort() }

// serveLive starts the server of the pages in group.
func serveLive(ctx context.Context, c *cli.Context, group *errgroup.Group, addr netip.AddrPort, model *live.Model) error {
	ln, err := net.Listen("tcp", addr.String())
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr.String(), "--listen", err)
	}
	if !addr.Addr().IsLoopback() {
		zerolog.Ctx(ctx).Warn().Msgf("--listen %v: others on the network can see the page, too", addr)
	}
	pages := live.NewServer(model)
	server := &http.Server{
		Handler:           pages.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	group.Go(func() error { pages.Run(ctx); return nil })
	group.Go(func() error {
		return graceful.Closing(ctx, server, func() error {
			if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	})
	fmt.Fprintf(c.App.Writer, "open http://%v/ in a browser; ctrl-c ends it\n", ln.Addr())
	return nil
}

// showLive shows the model on the terminal until ctx ends: twice a second, always at
// the same place. If w is no terminal, it prints it every two seconds.
func showLive(ctx context.Context, w io.Writer, model *live.Model) error {
	period := 2 * time.Second
	if labcli.Width(w) > 0 {
		period = time.Second / 2
		io.WriteString(w, "\x1b[2J") // clear the screen (ECMA-48: ED)
	}
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			width, height := labcli.Size(w) // which change with the window
			text := model.Text(now, width) + "\n"
			if width > 0 {
				text = redraw(text, height)
			}
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
	}
}

// redraw returns what makes a terminal of that height show text, as much of it as
// there is room for, in place of what it shows: go to the first line, clear the rest of
// each line, and what is below (ECMA-48: CUP, EL, ED).
func redraw(text string, height int) string {
	lines := strings.SplitAfter(text, "\n")
	text = strings.Join(lines[:min(len(lines), max(1, height-1))], "")
	return "\x1b[H" + strings.ReplaceAll(text, "\n", "\x1b[K\n") + "\x1b[J"
}

// playIfSilent plays a station on this machine if nothing is heard for 3 seconds.
func playIfSilent(ctx context.Context, c *cli.Context, model *live.Model) error {
	select {
	case <-ctx.Done():
		return nil
	case <-time.After(labcli.Silence):
	}
	if !model.Silent() {
		return nil
	}
	st, err := station.Open(ctx, station.Settings{
		Sensors: station.Feed{Port: uint16(c.Int("sensors-port")), Rate: 1},
		Drone:   station.Feed{Port: uint16(c.Int("drone-port")), Rate: 9.8},
		Drones:  1, Seed: 1,
		From: netip.AddrFrom4([4]byte{127, 0, 0, 1}), To: []netip.Addr{broadcast.ThisMachine(runtime.GOOS)},
	})
	if err != nil {
		return err
	}
	if !c.Bool("terminal") {
		fmt.Fprintf(c.App.Writer, "no station is heard, so here is one:\n%v", st)
	}
	return graceful.Closing(ctx, st, func() error { return st.Play(ctx) })
}
