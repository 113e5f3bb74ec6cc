package talk

import (
	"context"
	"io"
	"net"
	"time"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/pkg/program"
)

// A Peer is the checker's end of a TCP connection with the program.
type Peer struct {
	Conn *net.TCPConn
	in   *program.Output // what the program has sent, up to maxSent
	gone chan struct{}   // closed when the program has closed its end
	end  error           // how it has ended, when gone is closed: [io.EOF] after FIN
}

// maxSent is how much a peer keeps of what the program sends, in bytes.
const maxSent = 1 << 20

func newPeer(conn net.Conn) *Peer {
	p := &Peer{Conn: conn.(*net.TCPConn), in: program.NewLimitedOutput(maxSent), gone: make(chan struct{})}
	go func() {
		defer close(p.gone)
		buf := make([]byte, 32<<10)
		for {
			n, err := conn.Read(buf)
			p.in.Write(buf[:n])
			if err != nil {
				p.end = err
				return
			}
		}
	}()
	return p
}

// Raw returns all bytes that the program has sent.
func (p *Peer) Raw() []byte { return []byte(p.in.String()) }

// Until waits until ok returns true for all bytes that have come. It gives up
// after limit, or when the program has closed its end.
func (p *Peer) Until(limit time.Duration, ok func([]byte) bool) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		sandbox.Wait(limit, p.gone)
	}()
	return p.in.Until(ctx, func(sent string) bool { return ok([]byte(sent)) })
}

// Closed waits until the program closes its end, and reports whether it does so
// within limit.
func (p *Peer) Closed(limit time.Duration) bool {
	sandbox.Wait(limit, p.gone)
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// WasReset reports whether the program has ended the connection with RST, not
// with FIN: so it says that something was lost (RFC 9293, 3.6.1).
func (p *Peer) WasReset() bool { return p.Closed(0) && p.end != io.EOF }

// Send sends text to the program.
func (p *Peer) Send(text string) { p.Conn.Write([]byte(text)) }

// Reset ends the connection so that the program's port is free at once,
// whichever side has closed first: with RST, not FIN (socket(7), SO_LINGER).
func (p *Peer) Reset() {
	if p == nil {
		return
	}
	p.Conn.SetLinger(0)
	p.Conn.Close()
}

// Leave ends the connection as a client does that has received everything: it
// closes its side and waits until the program has closed the other. If the
// program has closed first, leave does the same as reset.
func (p *Peer) Leave() {
	if p.Closed(0) {
		p.Reset()
		return
	}
	p.Conn.CloseWrite()
	p.Closed(trial.QuietLimit)
	p.Conn.Close()
}
