// Package guard keeps the clients of a TCP server within limits. A client can
// be anybody: one that says nothing, one that sends a byte a minute, one that
// never stops sending, one that does not read. Each of them gets some time and
// some memory, and nothing more.
package guard

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"time"

	"github.com/rs/zerolog"
)

// The limits.
const (
	Size  = 8 << 10          // of a message, in bytes
	Rest  = 2 * time.Second  // from the first byte of a message to its last one
	Total = 30 * time.Second // from the beginning of the connection to its end
)

// A Listener accepts clients.
type Listener struct {
	net.Listener
	ctx context.Context
}

// Clients returns ln with limits for its clients. When ctx ends, their
// connections are closed at once. What is odd about a client is logged with
// the logger of ctx.
func Clients(ctx context.Context, ln net.Listener) *Listener { return &Listener{ln, ctx} }

// Accept waits for a client. It fails only when the listener is closed.
//
// Python: s, addr = sconn.accept()
func (l *Listener) Accept() (*Conn, error) {
	for delay := 5 * time.Millisecond; ; delay = min(2*delay, time.Second) {
		conn, err := l.Listener.Accept()
		if err == nil {
			end := time.Now().Add(Total)
			conn.SetDeadline(end)
			stop := context.AfterFunc(l.ctx, func() { conn.Close() })
			return &Conn{conn, end, l.ctx, stop}, nil
		}
		if errors.Is(err, net.ErrClosed) {
			return nil, err
		}
		// Most often the process has no file descriptor left (EMFILE). It will
		// have one again when a client has gone.
		zerolog.Ctx(l.ctx).Warn().Msgf("cannot accept a client, trying again in %v: %v", delay, err)
		select {
		case <-l.ctx.Done():
		case <-time.After(delay):
		}
	}
}

// A Conn is the connection to a client.
type Conn struct {
	conn net.Conn
	end  time.Time
	ctx  context.Context
	stop func() bool // after it, ctx no longer closes conn
}

// RemoteAddr returns the address of the client.
func (c *Conn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

// Recv waits for a message and returns it. TCP may deliver it in pieces: Recv
// collects them until whole says that this is all, or until the client has sent
// its last byte. It returns what has come so far, with a warning, when the
// message is longer than Size or takes longer than Rest. An error means that
// the client has sent nothing, or has gone.
//
// Python: rawdata = s.recv(Size), which returns the first piece.
func (c *Conn) Recv(whole func(data []byte) bool) (data []byte, err error) {
	data = make([]byte, 0, 1024) // enough for most messages
	for {
		n, err := c.conn.Read(data[len(data):cap(data)])
		first := len(data) == 0
		data = data[:len(data)+n]
		switch {
		case err == io.EOF || n > 0 && whole(data):
			return data, nil
		case len(data) == Size:
			c.warn("the message of %v is longer than %d bytes: only these are received", c.RemoteAddr(), Size)
			return data, nil
		case errors.Is(err, os.ErrDeadlineExceeded) && len(data) > 0:
			c.warn("the message of %v is not complete after %v: the rest is not received", c.RemoteAddr(), Rest)
			return data, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			c.warn("%v has sent nothing for %v: the connection is closed", c.RemoteAddr(), Total)
			return nil, err
		case err != nil:
			return nil, err
		}
		if first {
			c.conn.SetReadDeadline(time.Now().Add(Rest))
			defer c.conn.SetReadDeadline(c.end)
		}
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))[: len(data) : 2*len(data)]
		}
	}
}

func (c *Conn) warn(format string, a ...any) { zerolog.Ctx(c.ctx).Warn().Msgf(format, a...) }

// Send sends all of data. An error means that the client has gone, or does not
// read what it is sent.
//
// Python: s.sendall(data)
func (c *Conn) Send(data []byte) error {
	_, err := c.conn.Write(data)
	return err
}

// Close closes the connection so that what was sent arrives. If the client had
// sent bytes that are still unread, the system would answer close(2) with a
// reset (RFC 1122, 4.2.2.13), and then the client's system may throw away the
// reply before the client has read it. So Close first says that nothing more
// will come, with shutdown(2), and then reads on until the client has closed its
// side too (RFC 9112, 9.6).
//
// Python: s.close()
func (c *Conn) Close() error {
	if tcp, ok := c.conn.(*net.TCPConn); ok && tcp.CloseWrite() == nil {
		io.Copy(io.Discard, tcp)
	}
	c.stop()
	return c.conn.Close()
}
