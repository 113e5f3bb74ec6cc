// Package mux reads datagrams: those of one socket with a Reader, or those of
// many sockets, out of one channel, with a Mux.
//
// A Mux gives what select gives the Python programs of worksheet 2.1.4. Python
// asks the system which of its sockets are readable, then reads those:
//
//	while True:
//	    ready, _, _ = select.select([sensors, drone], [], [], 1)
//	    for s in ready:
//	        data, addr = s.recvfrom(1024)
//
// In Go one goroutine waits at each socket, and Go's own select waits for a
// channel that they all send to:
//
//	m := mux.New(ctx, 1024, sensors, drone)
//	for {
//		select {
//		case batch, ok := <-m.C:
//			...
//		case <-time.After(time.Second):
//			...
//		}
//	}
//
// This needs no call that only some systems have, and no socket can starve
// another: while the program handles what one socket got, the next batch of
// the other is being read.
package mux

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// A Datagram is one datagram and what is known of it.
type Datagram struct {
	Local    netip.AddrPort `json:"to"`       // address and port of the socket: s.getsockname()
	Source   netip.AddrPort `json:"from"`     // who sent it
	Received time.Time      `json:"received"` // when it reached the socket
	Length   int            `json:"length"`   // bytes it had on the wire
	Data     []byte         `json:"-"`        // its bytes, cut off at the size that was asked for
}

// Truncated reports whether the datagram was longer than the buffer, so that
// Data is only the beginning of it.
func (d *Datagram) Truncated() bool { return d.Length > len(d.Data) }

// A Reader reads the datagrams of one socket, one at a time.
//
// Inside, it takes all datagrams that are ready, up to 64, from the system in
// one call where there is one for that (Linux: recvmmsg(2)). Buffered says how
// many of these are left, as with [bufio.Reader].
type Reader struct {
	batches *batchReader
	batch   []Datagram // the last one
	next    int        // the index in batch of the datagram that comes next
}

// NewReader returns a Reader of conn, an IPv4 UDP socket, for datagrams of up
// to size bytes, at least 1. It raises the receive buffer of conn with
// RaiseReadBuffer as far as it can.
func NewReader(conn *net.UDPConn, size int) *Reader {
	return &Reader{batches: newBatchReader(conn, size)}
}

// Next waits for the next datagram and returns it. It is valid until the next
// call of Next. The error wraps net.ErrClosed when the socket is closed.
//
// Python: data, addr = sock.recvfrom(size)
func (r *Reader) Next() (*Datagram, error) {
	if r.next == len(r.batch) {
		batch, err := r.batches.read()
		if err != nil {
			return nil, err
		}
		r.batch, r.next = batch, 0
	}
	r.next++
	return &r.batch[r.next-1], nil
}

// Buffered returns the number of datagrams that Next returns without waiting.
func (r *Reader) Buffered() int { return len(r.batch) - r.next }

// ReadBuffer is the size in bytes of the receive buffer that a Reader asks the
// system for. It holds about 10,000 small datagrams; the usual default, about
// 208 KiB, holds 256 of 40 bytes, which is too few for the bursts of a fast
// stream.
const ReadBuffer = 4 << 20

// RaiseReadBuffer raises the receive buffer of conn to ReadBuffer bytes, or as
// far as the system lets (Linux: sysctl net.core.rmem_max, unless the program
// has CAP_NET_ADMIN; macOS: kern.ipc.maxsockbuf).
func RaiseReadBuffer(conn *net.UDPConn) error {
	if forceReadBuffer(conn, ReadBuffer) == nil {
		return nil
	}
	var err error
	for size := ReadBuffer; size >= 64<<10; size /= 2 {
		if err = conn.SetReadBuffer(size); err == nil {
			return nil
		}
	}
	return err
}

// A Mux merges the datagrams of several sockets.
type Mux struct {
	// C yields what the sockets receive: batches of the datagrams that were
	// ready at one socket, in the order in which that socket got them. A
	// batch is valid until the next receive from C, as with bufio.Scanner.
	// C is closed when the Mux has ended.
	C <-chan []Datagram

	c       chan []Datagram
	cancel  context.CancelFunc
	sockets []*socket

	mu  sync.Mutex
	err error
}

// A socket is one of a Mux, and the last count of what it dropped.
type socket struct {
	conn    *net.UDPConn
	dropped uint64
	err     error // why there is no count
}

// New starts to read from conns, each datagram up to size bytes, until ctx
// ends or a socket fails. Then it closes them all. It raises their receive
// buffers with RaiseReadBuffer as far as it can.
//
// Python: select.select(conns, [], []) and s.recvfrom(size).
func New(ctx context.Context, size int, conns ...*net.UDPConn) *Mux {
	ctx, cancel := context.WithCancel(ctx)
	m := &Mux{c: make(chan []Datagram), cancel: cancel}
	m.C = m.c
	for _, conn := range conns {
		m.sockets = append(m.sockets, &socket{conn: conn})
	}
	closed := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(closed)
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, s := range m.sockets {
			s.count() // a closed socket tells no longer
			s.conn.Close()
		}
	})
	var readers sync.WaitGroup
	for _, conn := range conns {
		readers.Go(func() { m.read(ctx, conn, size) })
	}
	go func() {
		readers.Wait()
		cancel()
		<-closed
		close(m.c)
	}()
	return m
}

// read sends what conn receives to m.c until ctx ends.
//
// It has two sets of buffers. While the program works on one, read fills the
// other; since m.c is unbuffered, a send that succeeds tells that the program
// is done with the batch before.
func (m *Mux) read(ctx context.Context, conn *net.UDPConn, size int) {
	var sets [2]*batchReader
	for i := 0; ; i = 1 - i {
		if sets[i] == nil {
			sets[i] = newBatchReader(conn, size)
		}
		batch, err := sets[i].read()
		if err != nil {
			m.fail(ctx, err)
			return
		}
		select {
		case m.c <- batch:
		case <-ctx.Done():
			return
		}
	}
}

// fail ends m because of err, unless m has ended already: then err is only
// what a closed socket says.
func (m *Mux) fail(ctx context.Context, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() == nil && m.err == nil {
		m.err = err
		m.cancel()
	}
}

// Err returns, after C is closed, the error that ended m, or nil if it was the
// end of its context.
func (m *Mux) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// Dropped returns how many datagrams the receive buffers of the sockets had no
// room for, in the order of the conns given to New. They reached this machine
// and the program missed them. It works during the life of m and after it. The
// error wraps errors.ErrUnsupported on a system that does not count them.
func (m *Mux) Dropped() ([]uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []uint64
	for _, s := range m.sockets {
		s.count()
		if s.err != nil {
			return nil, s.err
		}
		all = append(all, s.dropped)
	}
	return all, nil
}

// count asks the system how many datagrams s dropped. A closed socket cannot
// be asked: then the last count stays.
func (s *socket) count() {
	if n, err := Dropped(s.conn); !errors.Is(err, net.ErrClosed) {
		s.dropped, s.err = n, err
	}
}
