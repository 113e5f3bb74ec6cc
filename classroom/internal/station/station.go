package station

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/sockerr"
)

// patience is how long a Tello may be silent before it is asked again.
const patience = 3 * time.Second

// Settings say what a station plays.
type Settings struct {
	Sensors, Drone Feed
	Drones         int      // how many drones there are, each with a socket of its own
	Seed           uint64   // of the simulations and the faults
	Faults         []string // what goes wrong: see CheckFaults
	Seq            bool     // number the rows

	Tello       netip.AddrPort // a real drone, a Tello, in place of the Drones; or invalid
	TelloListen netip.AddrPort // where to receive its states

	From netip.Addr   // the address of this machine to send from
	To   []netip.Addr // where to send

	Count    int64         // each stream ends after that many messages; 0: never
	Duration time.Duration // all streams end after that time; 0: never
}

// A Feed says what is sent to one of the two ports.
type Feed struct {
	Port    uint16
	Rate    float64 // messages a second, from each source; 0: none
	Log     string  // the file to replay; "" for a simulation
	LogTime bool    // replay it with its own timing, not at Rate
}

// A Station plays several streams at the same time.
type Station struct {
	settings Settings
	players  []*player
	closers  []io.Closer // sockets and logs
}

// Open reads the logs that s names, and opens the sockets.
func Open(ctx context.Context, s Settings) (*Station, error) {
	st := &Station{settings: s}
	if err := st.open(ctx); err != nil {
		st.Close()
		return nil, err
	}
	return st, nil
}

func (st *Station) open(ctx context.Context) error {
	s := st.settings
	if s.Sensors.Rate > 0 {
		if err := st.addSensors(ctx); err != nil {
			return err
		}
	}
	switch {
	case s.Tello.IsValid():
		if err := st.addTello(); err != nil {
			return err
		}
	case s.Drone.Rate > 0:
		if err := st.addDrones(ctx); err != nil {
			return err
		}
	}
	for _, p := range st.players {
		conn, err := broadcast.NewSender(ctx, s.From)
		if err != nil {
			return fmt.Errorf("cannot open a socket to send from %v: %w", s.From, err)
		}
		st.closers = append(st.closers, conn)
		p.Conn, p.from = conn, conn.LocalAddr().String()
		for _, addr := range s.To {
			p.To = append(p.To, netip.AddrPortFrom(addr, p.port))
		}
	}
	return nil
}

// Close closes the sockets and the logs.
func (st *Station) Close() error {
	for _, c := range st.closers {
		c.Close()
	}
	return nil
}

// A player is a stream and what it plays: a source, or a real drone.
type player struct {
	Stream
	name, what string // for people
	from       string // the local address
	port       uint16
	source     Source
	tello      *Tello
}

func (st *Station) addSensors(ctx context.Context) error {
	s := st.settings
	p := &player{name: "sensors", port: s.Sensors.Port}
	p.Flag = "--sensors-port"
	p.Faults = SensorFaults(s.Faults, s.Seed)
	if s.Sensors.Log == "" {
		p.source = AtRate(NewWalk(s.Seed).Replay(), s.Sensors.Rate)
		p.what = "a simulated walk, " + perSecond(s.Sensors.Rate)
	} else {
		log, err := readLog(ctx, s.Sensors.Log, ReadSensorLog)
		if err != nil {
			return err
		}
		st.closers = append(st.closers, log)
		p.replay(log, s.Sensors)
	}
	if s.Seq {
		p.source = numbered{p.source}
		p.what += ", numbered"
	}
	st.players = append(st.players, p)
	return nil
}

// addDrone adds drone number 0, 1, ..., which has nothing to play yet.
func (st *Station) addDrone(number int) *player {
	s := st.settings
	p := &player{name: "drone", port: s.Drone.Port}
	if s.Drones > 1 {
		p.name = fmt.Sprintf("drone %d", number+1)
	}
	p.Flag = "--drone-port"
	p.Faults = DroneFaults(s.Faults, s.Seed+uint64(number))
	st.players = append(st.players, p)
	return p
}

func (st *Station) addDrones(ctx context.Context) error {
	s := st.settings
	var log *Log
	if s.Drone.Log != "" {
		var err error
		if log, err = readLog(ctx, s.Drone.Log, ReadDroneLog); err != nil {
			return err
		}
		st.closers = append(st.closers, log)
	}
	for number := range s.Drones {
		p := st.addDrone(number)
		if log != nil {
			p.replay(log, s.Drone)
			continue
		}
		flight := NewFlight(s.Seed+uint64(number), s.Drone.Rate)
		flight.Lead = time.Duration(number) * 17 * time.Second
		p.source = flight
		p.what = "a simulated flight, " + perSecond(s.Drone.Rate)
	}
	return nil
}

// addTello opens the socket for the states of the Tello.
func (st *Station) addTello() error {
	s := st.settings
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(s.TelloListen))
	if err != nil {
		return sockerr.Explain(sockerr.Listen, s.TelloListen.String(), "--tello-listen", err)
	}
	st.closers = append(st.closers, conn)
	p := st.addDrone(0)
	p.tello = &Tello{Conn: conn, Addr: s.Tello, Patience: patience}
	p.what = fmt.Sprintf("the states of the Tello at %v, heard on %v", s.Tello, conn.LocalAddr())
	return nil
}

// replay makes p play log, the one of f.
func (p *player) replay(log *Log, f Feed) {
	p.source, p.what = log.Replay(), "the log "+f.Log+" with its own timing"
	if !f.LogTime {
		p.source, p.what = AtRate(p.source, f.Rate), "the log "+f.Log+", "+perSecond(f.Rate)
	}
}

func perSecond(rate float64) string {
	return strconv.FormatFloat(rate, 'f', -1, 64) + " a second"
}

// Play plays all streams until the last one ends, one fails, or ctx ends. When
// ctx ends, somebody must close st, to wake a stream that waits for a Tello.
func (st *Station) Play(ctx context.Context) error {
	start := time.Now()
	var end time.Time
	if d := st.settings.Duration; d > 0 {
		end = start.Add(d)
	}
	all, ctx := errgroup.WithContext(ctx)
	for _, p := range st.players {
		all.Go(func() error { return p.play(ctx, st.settings.Count, start, end) })
	}
	return all.Wait()
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
	var n int64
	return graceful.Closing(ctx, p.tello.Conn, func() error {
		err := p.tello.Play(ctx, func(f drone.Frame) (more bool, err error) {
			b, _ = f.AppendBinary(b[:0])
			err = p.Send(ctx, b)
			n++
			return n != count, err
		})
		if err != nil {
			return err
		}
		return p.release(ctx)
	})
}
