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
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
)

// ListenFlags are the flags of the programs that listen to broadcasts
// (worksheet 2.1.2 to 2.1.5), except for the port.
func ListenFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "bind", Value: "auto", Usage: "bind to `ADDRESS`: auto, any, own, broadcast or an IPv4 address"},
		&cli.StringFlag{Name: "interface", Usage: "hear the LAN of the interface `NAME`"},
		&cli.IntFlag{Name: "count", Usage: "end after `N` messages (0: never)"},
		&cli.DurationFlag{Name: "duration", Usage: "end after `TIME` such as 5s (0: never)"},
		&cli.StringFlag{Name: "output", Value: "text", Usage: "print `FORMAT` text or json (one object a line)"},
	}
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
	all, err := broadcast.Interfaces()
	if err != nil {
		return err
	}
	bind, err := broadcast.BindAddr(runtime.GOOS, c.String("bind"), c.String("interface"), all)
	if err != nil {
		return Usage("%w", err)
	}
	if !broadcast.HearsBroadcasts(runtime.GOOS, bind, all) {
		zerolog.Ctx(c.Context).Warn().Msgf("a socket bound to %v hears no broadcast on %s; use --bind any or --bind broadcast", bind, runtime.GOOS)
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
	err = step(ctx, &Listener{out, bind, count, ctx, cancel})
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

// Warn logs a warning about a message from source.
func (l *Listener) Warn(source netip.AddrPort, format string, a ...any) {
	zerolog.Ctx(l.ctx).Warn().Stringer("from", source).Msgf(format, a...)
}

// recvSize is how many bytes of a message are received. The worksheet calls
// recvfrom(1024).
const recvSize = 1024

// A Socket is a UDP socket from which a step reads one message at a time.
type Socket struct {
	*net.UDPConn
	lab     *Listener
	reader  *mux.Reader
	silence *time.Timer
	last    *mux.Datagram
}

// Socket returns conn as a Socket. If nothing comes for 3 seconds, a hint says
// what may be wrong.
func (l *Listener) Socket(conn net.PacketConn) *Socket {
	udp := conn.(*net.UDPConn)
	Listening(l.ctx, udp.LocalAddr())
	s := &Socket{UDPConn: udp, lab: l, reader: mux.NewReader(udp, recvSize)}
	s.silence = time.AfterFunc(Silence, func() { l.Hint(udp.LocalAddr()) })
	l.Out.Warn = func(sentence string) { s.Warn("%s", sentence) }
	return s
}

// RecvFrom waits for the next message, and returns its first 1024 bytes and the
// address that it came from. The data is valid until the next call. If no
// message is ready, RecvFrom flushes what was printed before it waits.
//
// Python: data, addr = sock.recvfrom(1024)
func (s *Socket) RecvFrom() (data []byte, addr netip.AddrPort, err error) {
	if s.reader.Buffered() == 0 {
		if err := s.lab.Out.Flush(); err != nil {
			return nil, addr, err
		}
	}
	if s.last, err = s.reader.Next(); err != nil {
		return nil, addr, err
	}
	if !s.lab.More() {
		return nil, addr, net.ErrClosed
	}
	s.silence.Stop()
	if s.last.Truncated() {
		s.Warn("the message has %d bytes: only the first %d are received", s.last.Length, recvSize)
	}
	return s.last.Data, s.last.Source, nil
}

// Datagram returns all that is known about the last message, for JSON.
func (s *Socket) Datagram() mux.Datagram { return *s.last }

// Warn logs a warning about the last message.
func (s *Socket) Warn(format string, a ...any) { s.lab.Warn(s.last.Source, format, a...) }

// Close closes the socket.
func (s *Socket) Close() error {
	s.silence.Stop()
	return s.UDPConn.Close()
}

// Silence is how long a listener waits for its first message before it gives a
// hint.
const Silence = 3 * time.Second

// Hint logs what may be wrong if nothing is heard on a socket that is bound to
// that address.
func (l *Listener) Hint(bound net.Addr) {
	zerolog.Ctx(l.ctx).Warn().Msg(hint(runtime.GOOS, bound.(*net.UDPAddr).AddrPort()))
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
