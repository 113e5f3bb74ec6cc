package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/station"
	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// maxLog is the size of the largest log that the station reads, in bytes.
const maxLog = 64 << 20

// patience is how long a Tello may be silent before it is asked again.
const patience = 3 * time.Second

// A player is a stream and what it plays: a source, or a real drone.
type player struct {
	station.Stream
	name, what string // for the person at the terminal
	port       uint16
	source     station.Source
	tello      *station.Tello
}

// play plays p from start on, until end unless that is zero.
func (p *player) play(ctx context.Context, count int64, start, end time.Time) error {
	if p.tello == nil {
		return p.Play(ctx, p.source, count, start, end)
	}
	if !end.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end)
		defer cancel()
	}
	var b []byte
	return graceful.Closing(ctx, p.tello.Conn, func() error {
		return p.tello.Play(ctx, func(f drone.Frame) (more bool, err error) {
			b, _ = f.AppendBinary(b[:0])
			err = p.Send(ctx, b)
			sent, _, _ := p.Sent()
			return sent != count || count == 0, err
		})
	})
}

// replay makes p play a log from a file: at the given rate if asked is true,
// otherwise with the timing of the log.
func (p *player) replay(file string, log *station.Log, rate float64, asked bool) {
	p.source = log
	p.what = "the log " + file + " with its own timing"
	if asked {
		p.source = station.AtRate(log, rate)
		p.what = "the log " + file + ", " + perSecond(rate)
	}
}

func perSecond(rate float64) string {
	return strconv.FormatFloat(rate, 'f', -1, 64) + " a second"
}

// playAll plays all players until the last one ends, one fails, or the user
// presses ctrl-c. At the end, and on a terminal also in between, it shows how
// much was sent.
func playAll(c *cli.Context, players []*player) error {
	ctx, cancel := context.WithCancel(c.Context)
	defer cancel()
	start := time.Now()
	var end time.Time
	if d := c.Duration("duration"); d > 0 {
		end = start.Add(d)
	}
	ended := make(chan error)
	for _, p := range players {
		go func() { ended <- p.play(ctx, c.Int64("count"), start, end) }()
	}

	var tick <-chan time.Time
	progress := progressLine{w: c.App.Writer}
	if isTerminal(c.App.Writer) {
		ticker := time.NewTicker(200 * time.Millisecond)
		defer ticker.Stop()
		tick = ticker.C
	}
	var err error
	for running := len(players); running > 0; {
		select {
		case e := <-ended:
			running--
			if e != nil && err == nil {
				err = e
				cancel()
			}
		case <-tick:
			progress.show(total(players))
		}
	}
	progress.clear()
	took := time.Since(start)
	err = graceful.End(c.Context, pyfmt.NewPrinter(c.App.Writer), err)
	fmt.Fprintf(c.App.Writer, "sent in %.1f s: %s\n", took.Seconds(), total(players))
	return err
}

// total says how much all players have sent.
func total(players []*player) string {
	var s []string
	var faults, unsent int64
	var frames, drones int64
	for _, p := range players {
		m, f, u := p.Sent()
		faults += f
		unsent += u
		if p.name == "sensors" {
			s = append(s, fmt.Sprintf("sensors %d", m))
			continue
		}
		frames += m
		drones++
	}
	if drones > 0 {
		s = append(s, fmt.Sprintf("drone %d", frames))
	}
	if drones > 1 {
		s[len(s)-1] += fmt.Sprintf(" from %d sources", drones)
	}
	if faults > 0 {
		s = append(s, fmt.Sprintf("faults %d", faults))
	}
	if unsent > 0 {
		s = append(s, fmt.Sprintf("not sent %d", unsent))
	}
	return strings.Join(s, ", ")
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

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// newPlayers returns the players of all streams, without their sockets.
func newPlayers(c *cli.Context) ([]*player, error) {
	seed := uint64(c.Int64("seed"))
	faults := c.StringSlice("faults")
	var players []*player

	if rate := c.Float64("sensors-rate"); rate > 0 {
		p := &player{name: "sensors", port: uint16(c.Int("sensors-port")), what: "a simulated walk, " + perSecond(rate)}
		p.Flag = "--sensors-port"
		p.Faults = station.SensorFaults(faults, seed)
		p.source = station.AtRate(station.NewWalk(seed), rate)
		if file := c.String("sensors-log"); file != "" {
			log, err := readLog(file, station.ReadSensorLog)
			if err != nil {
				return nil, err
			}
			p.replay(file, log, rate, c.IsSet("sensors-rate"))
		}
		players = append(players, p)
	}

	newDrone := func(number uint64) *player {
		p := &player{name: "drone", port: uint16(c.Int("drone-port"))}
		if c.Int("drones") > 1 {
			p.name = fmt.Sprintf("drone %d", number+1)
		}
		p.Flag = "--drone-port"
		p.Faults = station.DroneFaults(faults, seed+number)
		return p
	}
	if c.Bool("tello") {
		tello, err := listenTello(c)
		if err != nil {
			return nil, err
		}
		p := newDrone(0)
		p.tello = tello
		p.what = fmt.Sprintf("the states of the Tello at %v, heard on %v", tello.Addr, tello.Conn.LocalAddr())
		return append(players, p), nil
	}
	rate := c.Float64("drone-rate")
	if rate == 0 {
		return players, nil
	}
	var log *station.Log
	file := c.String("drone-log")
	if file != "" {
		var err error
		if log, err = readLog(file, station.ReadDroneLog); err != nil {
			return nil, err
		}
	}
	for number := range uint64(c.Int("drones")) {
		p := newDrone(number)
		if log != nil {
			p.replay(file, log, rate, c.IsSet("drone-rate"))
		} else {
			flight := station.NewFlight(seed+number, rate)
			flight.Lead = time.Duration(number) * 17 * time.Second
			p.source = flight
			p.what = "a simulated flight, " + perSecond(rate)
		}
		players = append(players, p)
	}
	return players, nil
}

// readLog reads the log in a file.
func readLog(name string, parse func(name string, text []byte) (*station.Log, error)) (*station.Log, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the log: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxLog+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the log: %w", err)
	}
	if len(text) > maxLog {
		return nil, fmt.Errorf("cannot read the log %s: it is larger than %d MiB; send a part of it", name, maxLog>>20)
	}
	return parse(name, text)
}

// listenTello opens the socket for the states of a Tello.
func listenTello(c *cli.Context) (*station.Tello, error) {
	var addrs [2]netip.AddrPort
	for i, name := range []string{"tello-addr", "tello-listen"} {
		addr, err := netip.ParseAddrPort(c.String(name))
		if err != nil || !addr.Addr().Is4() {
			return nil, labcli.Usage("--%s %q is not an IPv4 address with a port, such as 192.168.10.1:8889", name, c.String(name))
		}
		addrs[i] = addr
	}
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addrs[1]))
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addrs[1].String(), "--tello-listen", err)
	}
	return &station.Tello{Conn: conn, Addr: addrs[0], Patience: patience}, nil
}
