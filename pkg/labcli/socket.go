package labcli

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
)

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

// NewSocket returns conn as a Socket. The step prints its messages with out, which
// is held (see [pyfmt.Printer.Hold]) as long as there are messages.
func NewSocket(ctx context.Context, conn net.PacketConn, out *pyfmt.Printer) *Socket {
	out.Hold()
	return newSocket(&Listener{Out: out, count: -1, ctx: ctx, warnings: &warnings{log: zerolog.Ctx(ctx)}}, conn)
}

// Socket is NewSocket for a Listener. If nothing comes for 3 seconds, a hint says
// what may be wrong.
func (l *Listener) Socket(conn net.PacketConn) *Socket {
	s := newSocket(l, conn)
	s.silence = time.AfterFunc(Silence, func() { l.Hint(conn.LocalAddr()) })
	return s
}

func newSocket(l *Listener, conn net.PacketConn) *Socket {
	udp := conn.(*net.UDPConn)
	ListeningUDP(l.ctx, udp)
	s := &Socket{UDPConn: udp, lab: l, reader: mux.NewReader(udp, recvSize)}
	l.Out.Warn = func(sentence string) { l.warnings.add(s.last.Source, sentence) }
	return s
}

// RecvFrom waits for the next message, and returns its first 1024 bytes and the
// address that it came from. The data is valid until the next call. If no
// message is ready, RecvFrom flushes what was printed before it waits.
//
// Python: data, addr = sock.recvfrom(1024)
func (s *Socket) RecvFrom() (data []byte, addr netip.AddrPort, err error) {
	if err := s.next(); err != nil {
		s.lab.Out.Release()
		s.lab.warnings.end()
		return nil, addr, err
	}
	if s.last.Truncated() {
		s.Warn("the message has %d bytes: only the first %d are received", s.last.Length, recvSize)
	}
	return s.last.Data, s.last.Source, nil
}

func (s *Socket) next() (err error) {
	if s.reader.Buffered() == 0 {
		if err := s.lab.Out.Flush(); err != nil {
			return err
		}
	}
	if s.last, err = s.reader.Next(); err != nil {
		return err
	}
	if !s.lab.More() {
		return net.ErrClosed
	}
	if s.silence != nil {
		s.silence.Stop()
	}
	return nil
}

// Datagram returns all that is known about the last message, for JSON.
func (s *Socket) Datagram() mux.Datagram { return *s.last }

// Warn logs a warning about the last message.
func (s *Socket) Warn(format string, a ...any) { s.lab.Warn(s.last.Source, format, a...) }

// Close closes the socket, and logs how many messages were lost, if the system
// says it.
func (s *Socket) Close() error {
	if s.silence != nil {
		s.silence.Stop()
	}
	n, err := mux.Dropped(s.UDPConn) // a closed socket cannot be asked
	closeErr := s.UDPConn.Close()
	log, addr := zerolog.Ctx(s.lab.ctx), s.LocalAddr()
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		log.Info().Msgf("this system does not say how many messages to %v it has dropped", addr)
	case err != nil: // it was closed before
	case n == 0:
		log.Info().Msgf("the system has dropped no message to %v", addr)
	default:
		log.Warn().Msgf("messages to %v that the system has dropped, because the socket was full: %d", addr, n)
	}
	return closeErr
}

// lossPeriod is how often ListeningUDP asks whether messages were lost.
const lossPeriod = time.Second

// ListeningUDP is [Listening] for a UDP socket. When the system begins to drop the
// messages that arrive, because the socket is full, it says that too, once. Linux
// says how many it drops ([mux.Dropped]); other systems do not.
func ListeningUDP(ctx context.Context, conn *net.UDPConn) {
	Listening(ctx, conn.LocalAddr())
	var look func()
	look = func() {
		switch n, err := mux.Dropped(conn); {
		case err != nil: // it is closed, or this system does not say it
		case n == 0:
			time.AfterFunc(lossPeriod, look)
		default:
			zerolog.Ctx(ctx).Warn().Msgf("the system has begun to drop messages to %v: they arrive faster than this program prints them", conn.LocalAddr())
		}
	}
	look()
}
