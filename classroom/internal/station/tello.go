package station

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/drone"
	"in43.example/pkg/sockerr"
)

// A Tello is a real drone, a DJI Tello. Once it has received the text "command"
// on its UDP port 8889, it sends its state ten times a second to port 8890 of
// the computer that sent the text (Tello SDK 1.3 and 2.0).
type Tello struct {
	Conn *net.UDPConn   // bound to port 8890
	Addr netip.AddrPort // the drone: 192.168.10.1:8889

	// Patience is how long to wait for a state before asking again.
	Patience time.Duration
}

// Play calls each for every state that the drone sends, as a frame whose date
// is the time of receipt. It returns when each returns false or an error, or
// when ctx ends. Then somebody must close t.Conn, to wake Play if it is waiting
// for a state.
//
// Play returns an error if the first command cannot be sent. If the drone is
// silent, or sends something that is not a state, Play warns and goes on.
func (t *Tello) Play(ctx context.Context, each func(drone.Frame) (more bool, err error)) error {
	log := zerolog.Ctx(ctx)
	if err := t.command(); err != nil {
		return end(ctx, err)
	}
	var (
		buf    [64 << 10]byte
		hinted bool      // a hint was given since the last state
		warned time.Time // the last warning about a packet that is not a state
	)
	for {
		n, from, err := t.Conn.ReadFromUDPAddrPort(buf[:])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = t.command()
			if ctx.Err() != nil {
				return nil
			}
			if !hinted {
				hinted = true
				log.Warn().AnErr("cause", err).Msgf("no state from the drone at %v for %v, asking again: is it on, is this computer on its Wi-Fi (TELLO-...), does the firewall let in UDP port %d?",
					t.Addr, t.Patience, t.Conn.LocalAddr().(*net.UDPAddr).Port)
			}
			continue
		}
		if err != nil {
			return end(ctx, fmt.Errorf("cannot receive from the drone: %w", err))
		}
		received := time.Now()
		packet := bytes.TrimSpace(buf[:n])
		if from.Addr().Unmap() != t.Addr.Addr() {
			continue // from another machine
		}
		if bytes.EqualFold(packet, []byte("ok")) {
			log.Info().Msgf("the drone at %v answers ok", t.Addr)
			continue
		}
		frame, err := ParseState(packet)
		if err != nil {
			// One warning a second is enough.
			if received.Sub(warned) >= time.Second {
				warned = received
				log.Warn().Msgf("a packet from %v is not a state of the drone: %v", from, err)
			}
			continue
		}
		hinted = false
		if err := t.wait(); err != nil {
			return end(ctx, err)
		}
		frame.Date = seconds(received)
		if more, err := each(frame); err != nil || !more {
			return err
		}
	}
}

// command asks the drone for its state, and sets the deadline for it.
func (t *Tello) command() error {
	if err := t.wait(); err != nil {
		return err
	}
	_, err := t.Conn.WriteToUDPAddrPort([]byte("command"), t.Addr)
	return sockerr.Explain(sockerr.Send, t.Addr.String(), "--tello-addr", err)
}

// wait sets the deadline for the next state.
func (t *Tello) wait() error { return t.Conn.SetReadDeadline(time.Now().Add(t.Patience)) }

// end returns err, or nil if ctx has ended: then that is the cause of err.
func end(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// seconds returns the date of a frame: seconds since 1970. The whole seconds
// and the fraction are converted separately, because the nanoseconds since 1970
// do not fit into the 53 bits of a float64.
func seconds(t time.Time) float64 { return float64(t.Unix()) + float64(t.Nanosecond())/1e9 }
