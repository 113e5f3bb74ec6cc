// Package station plays the classroom of worksheet 2.1: it sends what a
// listener hears there on port 52001, the rows of a GPS log, and on port
// 52002, the frames of one or more drones.
//
// A [Source] says what to send and when: the simulated [Flight] and the walk
// of [NewWalk], or the [Log] of a real one. A [Stream] sends the messages of a
// source, or those of a real drone, a [Tello], from a socket of its own.
package station

import (
	"context"
	"errors"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/sockerr"
)

// A Source has the messages of a stream, numbered from 0.
type Source interface {
	// Offset returns when message i is due, after the start of the stream.
	Offset(i int64) time.Duration
	// Append appends message i, which is due at the given time, to b.
	Append(b []byte, i int64, due time.Time) []byte
}

// AtRate returns src with the timing of rate messages a second.
func AtRate(src Source, rate float64) Source { return &atRate{src, rate} }

type atRate struct {
	Source
	rate float64
}

func (s *atRate) Offset(i int64) time.Duration { return nth(i, s.rate) }

// nth returns when message i of a stream of rate messages a second is due. It
// is reckoned from the start each time, so that no rounding adds up.
func nth(i int64, rate float64) time.Duration {
	return time.Duration(min(float64(i)/rate, century.Seconds()) * float64(time.Second))
}

// century is a time that no station lives to see. It keeps a time.Duration,
// which ends after 292 years, from overflowing.
const century = 100 * 365 * 24 * time.Hour

// A Conn sends datagrams. *net.UDPConn is one.
type Conn interface {
	WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error)
}

// A Stream sends messages from one socket, each to every one of some
// addresses.
type Stream struct {
	Conn   Conn
	To     []netip.AddrPort
	Flag   string  // the flag that chooses the port, for an error: --drone-port
	Faults *Faults // what to mix in, or nil

	known []condition // of To
	extra []byte      // the fault, reused

	sent, faults, unsent atomic.Int64
}

// A condition is what is known of the way to an address.
type condition int

const (
	untried condition = iota
	up
	down
)

// Sent returns how many messages s has sent so far, how many faults it has
// mixed in, and how many messages could not be sent to every address.
func (s *Stream) Sent() (messages, faults, unsent int64) {
	return s.sent.Load(), s.faults.Load(), s.unsent.Load()
}

// pause is the shortest sleep between two messages. The timer of an idle
// process is not finer than a millisecond or so; a stream that is faster than
// that sends all that is due when it wakes.
const pause = time.Millisecond

// tooLate is how far behind its schedule a stream may fall and still catch up.
const tooLate = time.Second

// Play sends the messages of src from start on: the first count of them, or
// all if count is 0, and only those that are due before end, unless end is
// zero. It returns nil after the last one, at end, or when ctx ends, and an
// error if there is no way to an address from the beginning.
//
// A deadline is absolute, the start plus the message's offset, so that a late
// message does not delay those after it. A stream that is more than a second
// late, because the process was stopped or cannot send as fast as it should,
// sends nothing of what it missed: its schedule begins anew.
func (s *Stream) Play(ctx context.Context, src Source, count int64, start, end time.Time) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var b []byte
	now := start
	for i := int64(0); count == 0 || i < count; i++ {
		due := start.Add(src.Offset(i))
		ended := !end.IsZero() && !due.Before(end)
		if ended {
			due = end
		}
		if now.Before(due) {
			now = time.Now()
		}
		if now.Before(due) {
			timer.Reset(max(due.Sub(now), pause))
			select {
			case <-ctx.Done():
				return nil
			case <-timer.C:
			}
			now = time.Now()
			// The same instant, dated by the clock as it is set now: a laptop
			// that slept has another time of day and the same monotonic clock.
			start = now.Add(-now.Sub(start))
		}
		if ended || ctx.Err() != nil {
			return nil
		}
		if late := now.Sub(due); late > tooLate {
			start = start.Add(late)
		}
		b = src.Append(b[:0], i, start.Add(src.Offset(i)))
		if err := s.Send(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// Send sends b to all addresses of s, and now and then a fault after it. It
// returns an error if there is no way to an address that it tries for the
// first time. A way that is lost later, say because a cable was pulled, is one
// warning: Send goes on trying. Send is not safe for use by several goroutines
// at once.
func (s *Stream) Send(ctx context.Context, b []byte) error {
	if s.known == nil {
		s.known = make([]condition, len(s.To))
	}
	failed := false
	for k, to := range s.To {
		_, err := s.Conn.WriteToUDPAddrPort(b, to)
		switch {
		case err == nil:
			if s.known[k] == down {
				zerolog.Ctx(ctx).Info().Msgf("can send to %v again", to)
			}
			s.known[k] = up
		case ctx.Err() != nil:
			return nil // the end has closed the socket
		case momentary(err):
			failed = true
		case s.known[k] == untried:
			return sockerr.Explain(sockerr.Send, to.String(), s.Flag, err)
		default:
			failed = true
			if s.known[k] == up {
				zerolog.Ctx(ctx).Warn().Msgf("%v; the station goes on trying", sockerr.Explain(sockerr.Send, to.String(), s.Flag, err))
			}
			s.known[k] = down
		}
	}
	if failed {
		s.unsent.Add(1)
		return nil
	}
	s.sent.Add(1)
	s.mixIn(b)
	return nil
}

// mixIn sends a fault after the message b when it is time for one. A fault
// that a system refuses, as macOS does one of 60 kB, is left out.
func (s *Stream) mixIn(b []byte) {
	if s.Faults == nil {
		return
	}
	fault, ok := s.Faults.after(s.extra[:0], b)
	if !ok {
		return
	}
	s.extra = fault
	for _, to := range s.To {
		if _, err := s.Conn.WriteToUDPAddrPort(fault, to); err != nil {
			return
		}
	}
	s.faults.Add(1)
}

// momentary reports whether err says no more than that this datagram was not
// sent: the system had no room for it, or it tells that nobody listened to an
// earlier one.
func momentary(err error) bool {
	for _, errno := range [...]syscall.Errno{
		syscall.ENOBUFS, syscall.ECONNREFUSED, syscall.ENOMEM,
		10055, 10054, // WSAENOBUFS and WSAECONNRESET of Windows; no number of another system
	} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}
