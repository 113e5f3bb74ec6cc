package main

import (
	"fmt"
	"io"
	"net/netip"
	"runtime"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/station"
	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
)

// The largest values that the flags accept.
const (
	maxRate   = 100_000 // messages a second, for each stream
	maxDrones = 100
)

func stationCommand() *cli.Command {
	return &cli.Command{
		Name:  "station",
		Usage: "send what is heard in the classroom: GPS rows to port 52001, drone frames to port 52002",
		Flags: []cli.Flag{
			&cli.Float64Flag{Name: "sensors-rate", Value: 1, Usage: "send `N` GPS rows a second (0: none)"},
			&cli.Float64Flag{Name: "drone-rate", Value: 9.8, Usage: "send `N` frames a second from each drone (0: none)"},
			labcli.PortFlag("sensors-port", 52001, "send the GPS rows to `PORT`"),
			labcli.PortFlag("drone-port", 52002, "send the frames to `PORT`"),
			&cli.IntFlag{Name: "drones", Value: 1, Usage: "play `N` drones, each with a socket of its own"},
			&cli.Int64Flag{Name: "seed", Value: 1, Usage: "choose the simulated walk and flight: each `N` gives different ones"},
			&cli.DurationFlag{Name: "duration", Usage: "end after `TIME` such as 5s (0: never)"},
			&cli.Int64Flag{Name: "count", Usage: "end each stream after `N` messages (0: never)"},
			&cli.StringFlag{Name: "sensors-log", Usage: "send the GPS rows of `FILE`, with its timing if no --sensors-rate is given"},
			&cli.StringFlag{Name: "drone-log", Usage: "send the frames of `FILE`, CSV or hex, with its timing if no --drone-rate is given"},
			&cli.BoolFlag{Name: "tello", Usage: "send the states of a real drone, a DJI Tello, as frames"},
			&cli.StringFlag{Name: "tello-addr", Value: "192.168.10.1:8889", Usage: "send the command to the Tello at `ADDRESS:PORT`"},
			&cli.StringFlag{Name: "tello-listen", Value: "0.0.0.0:8890", Usage: "receive the Tello's states on `ADDRESS:PORT`"},
			&cli.BoolFlag{Name: "seq", Usage: "number the GPS rows, so that a listener sees which ones are missing"},
			&cli.StringSliceFlag{Name: "faults", Usage: "let go wrong what is in `LIST`: " + strings.Join(station.FaultNames, ",")},
			&cli.BoolFlag{Name: "lan", Usage: "send to everyone on the LAN, not only to this machine"},
			&cli.StringFlag{Name: "interface", Usage: "with --lan: send to the LAN of the interface `NAME`"},
			&cli.StringSliceFlag{Name: "to", Usage: "send to `ADDRESS`, an IPv4 address or several with commas"},
		},
		Action: runStation,
	}
}

func runStation(c *cli.Context) error {
	settings, err := stationSettings(c)
	if err != nil {
		return err
	}
	st, err := station.Open(c.Context, settings)
	if err != nil {
		return err
	}
	fmt.Fprint(c.App.Writer, st)
	return graceful.Closing(c.Context, st, func() error { return playStation(c, st) })
}

// playStation plays st. At the end, and on a terminal also in between, it shows
// how much was sent.
func playStation(c *cli.Context, st *station.Station) error {
	start := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- st.Play(c.Context) }()

	var tick <-chan time.Time
	if labcli.Width(c.App.Writer) > 0 { // a terminal
		ticker := time.NewTicker(200 * time.Millisecond)
		defer ticker.Stop()
		tick = ticker.C
	}
	progress := progressLine{w: c.App.Writer}
	for {
		select {
		case <-tick:
			progress.show(st.Total())
		case err := <-ended:
			progress.clear()
			took := time.Since(start)
			err = graceful.End(c.Context, pyfmt.NewPrinter(c.App.Writer), err)
			fmt.Fprintf(c.App.Writer, "sent in %.1f s: %s\n", took.Seconds(), st.Total())
			for _, sentence := range st.Behind() {
				zerolog.Ctx(c.Context).Warn().Msg(sentence)
			}
			return err
		}
	}
}

// A progressLine is a line on the terminal that is rewritten again and again.
// In between, the cursor is at the start of the line, so that other output
// overwrites it.
type progressLine struct {
	w     io.Writer
	width int
}

func (l *progressLine) show(text string) {
	fmt.Fprintf(l.w, "%-*s\r", l.width, text)
	l.width = len(text)
}

func (l *progressLine) clear() {
	if l.width > 0 {
		fmt.Fprintf(l.w, "%-*s\r", l.width, "")
	}
}

// stationSettings returns what the flags say.
func stationSettings(c *cli.Context) (s station.Settings, err error) {
	if err := checkStation(c); err != nil {
		return s, err
	}
	feed := func(name string) station.Feed {
		return station.Feed{
			Port:    uint16(c.Int(name + "-port")),
			Rate:    c.Float64(name + "-rate"),
			Log:     c.String(name + "-log"),
			LogTime: !c.IsSet(name + "-rate"),
		}
	}
	s = station.Settings{
		Sensors: feed("sensors"), Drone: feed("drone"), Drones: c.Int("drones"),
		Seed: uint64(c.Int64("seed")), Faults: c.StringSlice("faults"), Seq: c.Bool("seq"),
		Count: c.Int64("count"), Duration: c.Duration("duration"),
	}
	if s.From, s.To, err = destinations(c); err != nil || !c.Bool("tello") {
		return s, err
	}
	if s.Tello, err = addrPort(c, "tello-addr"); err != nil {
		return s, err
	}
	s.TelloListen, err = addrPort(c, "tello-listen")
	return s, err
}

// addrPort returns the value of a flag that is an address with a port.
func addrPort(c *cli.Context, name string) (netip.AddrPort, error) {
	addr, err := netip.ParseAddrPort(c.String(name))
	if err != nil || !addr.Addr().Is4() {
		return addr, labcli.Usage("--%s %q is not an IPv4 address with a port, such as 192.168.10.1:8889", name, c.String(name))
	}
	return addr, nil
}

// checkStation checks the values of the flags, beyond their types, and which
// flags go together.
func checkStation(c *cli.Context) error {
	for _, name := range []string{"sensors-rate", "drone-rate"} {
		if rate := c.Float64(name); !(0 <= rate && rate <= maxRate) {
			return labcli.Usage("--%s %v: a rate is between 0 and %d messages a second", name, rate, maxRate)
		}
	}
	for _, name := range []string{"sensors-port", "drone-port"} {
		if c.Int(name) == 0 {
			return labcli.Usage("--%s 0: nothing can be sent to port 0; ports go from 1 to 65535", name)
		}
	}
	if n := c.Int("drones"); n < 1 || n > maxDrones {
		return labcli.Usage("--drones %d: the number of drones is between 1 and %d", n, maxDrones)
	}
	if n := c.Int64("count"); n < 0 {
		return labcli.Usage("--count %d: give a number of messages, or 0", n)
	}
	if d := c.Duration("duration"); d < 0 {
		return labcli.Usage("--duration %v: give a time such as 5s, or 0", d)
	}
	if err := station.CheckFaults(c.StringSlice("faults")); err != nil {
		return labcli.Usage("--faults: %v", err)
	}
	if c.Bool("tello") {
		for _, name := range []string{"drone-log", "drone-rate", "drones"} {
			if c.IsSet(name) {
				return labcli.Usage("--tello and --%s: the frames come from the real drone, at its own rate; leave one of the two out", name)
			}
		}
	} else {
		for _, name := range []string{"tello-addr", "tello-listen"} {
			if c.IsSet(name) {
				return labcli.Usage("--%s is for --tello only", name)
			}
		}
		if c.Float64("sensors-rate") == 0 && c.Float64("drone-rate") == 0 {
			return labcli.Usage("--sensors-rate 0 and --drone-rate 0: there is nothing to send")
		}
	}
	if c.Bool("lan") && c.IsSet("to") {
		return labcli.Usage("--lan and --to both say where to send; leave one of them out")
	}
	if c.IsSet("interface") && !c.Bool("lan") {
		return labcli.Usage("--interface is for --lan only")
	}
	return nil
}

// destinations returns the address of this machine to send from, and the
// addresses to send to.
func destinations(c *cli.Context) (from netip.Addr, to []netip.Addr, err error) {
	switch {
	case c.Bool("lan"):
		all, err := broadcast.Interfaces()
		if err != nil {
			return from, nil, err
		}
		lan, err := broadcast.LAN(all, c.String("interface"))
		if err != nil {
			return from, nil, err
		}
		if !lan.Broadcast.IsValid() {
			return from, nil, fmt.Errorf("cannot broadcast on %s: %v has no broadcast address; choose another interface", lan.Name, lan.Prefix)
		}
		return lan.Prefix.Addr(), []netip.Addr{lan.Broadcast}, nil
	case c.IsSet("to"):
		for _, text := range c.StringSlice("to") {
			addr, err := netip.ParseAddr(strings.TrimSpace(text))
			if err != nil || !addr.Is4() || addr.IsUnspecified() {
				return from, nil, labcli.Usage("--to %q is not an IPv4 address to send to, such as 10.9.255.255", text)
			}
			to = append(to, addr)
		}
		return netip.IPv4Unspecified(), to, nil
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1}), []netip.Addr{broadcast.ThisMachine(runtime.GOOS)}, nil
}
