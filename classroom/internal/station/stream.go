// Package station plays the classroom of worksheet 2.1. It sends what a
// listener hears there: the rows of a GPS log on port 52001, and the frames of
// one or more drones on port 52002.
//
// A [Source] says what to send and when: a simulated [Flight], the simulated
// walk of [NewWalk], or the [Log] of a real flight or walk. A [Stream] sends the
// messages of a source, or those of a real drone, a [Tello], from a socket of
// its own. A [Station] plays several streams at the same time.
package station

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/sockerr"
)

// A Source provides the messages of a stream, numbered from 0. It is asked for one
// message after the other.
type Source interface {
	// Offset returns how long after the start of the stream message i is due.
	Offset(i int64) time.Duration
	// Append appends message i, which is due at the given time, to b.
	Append(b []byte, i int64, due time.Time) ([]byte, error)
}

// AtRate returns src with another timing: rate messages a second.
func AtRate(src Source, rate float64) Source { return &atRate{src, rate} }

type atRate struct {
	Source
	rate float64
}

func (s *atRate) Offset(i int64) time.Duration { return nth(i, s.rate) }

// nth returns when message i of a stream of rate messages a second is due. It
// is computed from the start each time, so that rounding errors do not add up.
func nth(i int64, rate float64) time.Duration {
	return time.Duration(min(float64(i)/rate, century.Seconds()) * float64(time.Second))
}

// A numbered source has a number, from 1 on, a colon and a space before each of
// its rows, which then have no line end.
type numbered struct{ Source }

func (s numbered) Append(b []byte, i int64, due time.Time) ([]byte, error) {
	b = append(strconv.AppendInt(b, i+1, 10), ": "...)
	b, err := s.Source.Append(b, i, due)
	return bytes.TrimSuffix(b, []byte("\n")), err
}

// century is longer than any station runs. Offsets stop growing there, so that
// a time.Duration, which has room for 292 years, does not overflow.
const century = 100 * 365 * 24 * time.Hour

// A Conn sends datagrams. *net.UDPConn is one.
type Conn interface {
	WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error)
}

// A Stream sends messages from one socket, each message to all addresses in To.
type Stream struct {
	Conn   Conn
	To     []netip.AddrPort
	Flag   string  // the flag that chooses the port, for error messages: --drone-port
	Faults *Faults // what to mix in, or nil

	known []condition // of each address in To
	extra []byte      // buffer for a fault, reused
	held  []byte      // the message that the next one overtakes, or empty

	sent, faults, unsent atomic.Int64

	// How Play went.
	played int64         // messages
	took   time.Duration // from the start on
	behind time.Duration // that was not made up for
}

// A condition says whether sending to an address worked the last time.
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
// process is no finer than about a millisecond, so a faster stream sends
// everything that is due when it wakes up.
const pause = time.Millisecond

// tooLate is how far behind its schedule a stream may fall and still catch up.
const tooLate = time.Second

// Play sends the messages of src from start on: the first count of them, or
// all if count is 0, and only those that are due before until, unless that is
// zero. It returns nil after the last one, at until, or when ctx ends. It returns
// an error if the first message to an address cannot be sent.
//
// Each message is due at start plus its offset, so a late message does not
// delay the ones after it. A stream that is more than a second late, because
// the process was stopped or cannot send fast enough, does not catch up: its
// whole schedule is moved to a later time.
func (s *Stream) Play(ctx context.Context, src Source, count int64, start, until time.Time) error {
	began := start
	defer func() { s.took = time.Since(began) }()
	timer := time.NewTimer(0)
	defer timer.Stop()
	var b []byte
	for i := int64(0); count == 0 || i < count; i++ {
		due := start.Add(src.Offset(i))
		ended := !until.IsZero() && !due.Before(until)
		if ended {
			due = until
		}
		now := time.Now()
		if now.Before(due) {
			timer.Reset(max(due.Sub(now), pause))
			select {
			case <-ctx.Done():
				return nil
			case <-timer.C:
			}
			now = time.Now()
			// The same instant, with the time of day as the clock has it now:
			// while a laptop sleeps, the time of day goes on, and the monotonic
			// clock, which measures the pauses, may stand still.
			start = now.Add(-now.Sub(start))
		}
		if ended || ctx.Err() != nil {
			break
		}
		if late := now.Sub(due); late > tooLate {
			start = start.Add(late)
			s.behind += late
		}
		var err error
		if b, err = src.Append(b[:0], i, start.Add(src.Offset(i))); err != nil {
			return end(ctx, fmt.Errorf("cannot read what is to be sent: %w", err))
		}
		if err := s.Send(ctx, b); err != nil {
			return err
		}
		s.played++
	}
	return s.release(ctx)
}

// Send sends b to all addresses of s. Now and then there is a fault, if s has
// Faults. Send returns an error if the first message to an address cannot be
// sent. If sending fails later, for example because a cable was pulled, Send
// warns once and goes on trying. Send must not be called by several goroutines
// at once.
func (s *Stream) Send(ctx context.Context, b []byte) error {
	fault := s.Faults.next()
	switch {
	case fault == "drop":
		s.faults.Add(1)
		return nil
	case fault == "reorder" && len(s.held) == 0:
		s.faults.Add(1)
		s.held = append(s.held, b...)
		return nil
	}
	sent, err := s.send(ctx, b)
	if err != nil {
		return err
	}
	if sent {
		s.mixIn(fault, b)
	}
	return s.release(ctx)
}

// release sends the message that was held back, if there is one.
func (s *Stream) release(ctx context.Context) error {
	if len(s.held) == 0 {
		return nil
	}
	_, err := s.send(ctx, s.held)
	s.held = s.held[:0]
	return err
}

// send is Send without faults. It reports whether b was sent to every address.
func (s *Stream) send(ctx context.Context, b []byte) (sent bool, err error) {
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
			return false, nil // the socket was closed because ctx has ended
		case momentary(err):
			failed = true
		case s.known[k] == untried:
			return false, sockerr.Explain(sockerr.Send, to.String(), s.Flag, err)
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
		return false, nil
	}
	s.sent.Add(1)
	return true, nil
}

// mixIn sends the fault with that name, if it is a datagram, after the message
// b. A fault that the system refuses to send, such as one of 60 kB on macOS, is
// left out.
func (s *Stream) mixIn(fault string, b []byte) {
	extra, ok := s.Faults.datagram(fault, s.extra[:0], b)
	if !ok {
		return
	}
	s.extra = extra
	for _, to := range s.To {
		if _, err := s.Conn.WriteToUDPAddrPort(extra, to); err != nil {
			return
		}
	}
	s.faults.Add(1)
}

// momentary reports whether err concerns a single datagram: the system had no
// room for this one, or it reports that nobody listened to an earlier one.
func momentary(err error) bool {
	for _, errno := range [...]syscall.Errno{
		syscall.ENOBUFS, syscall.ECONNREFUSED, syscall.ENOMEM,
		10055, 10054, // WSAENOBUFS and WSAECONNRESET on Windows; no other system uses these numbers
	} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}
