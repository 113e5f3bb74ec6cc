// Package mux reads datagrams: a Reader reads those of one socket, and a Mux those
// of many sockets, which all come from one channel.
//
// A Mux is for Go what select is for the Python programs of worksheet 2.1.4.
// Python asks the system which of its sockets have something to read, and then
// reads from those:
//
//	while True:
//	    ready, _, _ = select.select([sensors, drone], [], [], 1)
//	    for s in ready:
//	        data, addr = s.recvfrom(1024)
//
// In Go, one goroutine waits at each socket. They all send to one channel, and
// Go's own select waits for that:
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
// So there is no need for a system call that only some systems have. And a busy
// socket cannot keep another one from being read: while the program works on what
// came from the first, the next batch of the other is read.
package mux

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// A Datagram is a datagram and what is known about it.
type Datagram struct {
	Local    netip.AddrPort `json:"to"`       // address and port of the socket: s.getsockname()
	Source   netip.AddrPort `json:"from"`     // where it came from
	Received time.Time      `json:"received"` // when it reached the socket
	Length   int            `json:"length"`   // how many bytes were sent
	Data     []byte         `json:"-"`        // its bytes, up to the size that was asked for
}

// Truncated reports whether the datagram was longer than the buffer, so that Data
// has only its first bytes.
func (d *Datagram) Truncated() bool { return d.Length > len(d.Data) }

// A Reader reads the datagrams of one socket, one at a time.
//
// On Linux it takes all datagrams that are ready, up to 64, in one system call
// (recvmmsg(2)). Buffered returns how many of them are left, as that of
// [bufio.Reader] does.
type Reader struct {
	batches *batchReader
	batch   []Datagram // the last one
	next    int        // the index in batch of the datagram that comes next
}

// NewReader returns a Reader of conn, an IPv4 UDP socket, which keeps up to size
// bytes of each datagram, at least 1. It raises the receive buffer of conn with
// RaiseReadBuffer, as far as it can.
func NewReader(conn *net.UDPConn, size int) *Reader {
	return &Reader{batches: newBatchReader(conn, size)}
}

// Next waits for the next datagram and returns it. It is valid until the next
// call of Next. If the socket is closed, the error wraps net.ErrClosed.
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

// ReadBuffer is the size, in bytes, of the receive buffer that a Reader asks the
// system for. There is room for about 10,000 small datagrams in it. The usual
// buffer of about 208 KiB has room for 256 datagrams of 40 bytes, which is not
// enough if a fast stream comes in bursts.
const ReadBuffer = 4 << 20

// RaiseReadBuffer raises the receive buffer of conn to ReadBuffer bytes, or as far
// as the system allows (Linux: sysctl net.core.rmem_max, unless the program has
// CAP_NET_ADMIN; macOS: kern.ipc.maxsockbuf).
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
	// C delivers what the sockets receive, in batches. A batch has the
	// datagrams that were ready at one socket, in their order. It is valid
	// until the next receive from C, as the token of a bufio.Scanner is. C is
	// closed when the Mux has ended.
	C <-chan []Datagram

	c       chan []Datagram
	cancel  context.CancelFunc
	sockets []*socket

	mu  sync.Mutex
	err error
}

// A socket is a socket of a Mux, and how many datagrams it had dropped when it was
// last asked.
type socket struct {
	conn    *net.UDPConn
	dropped uint64
	err     error // why there is no count
}

// New starts to read from conns, up to size bytes of each datagram, until ctx ends
// or a socket fails. Then it closes them all. It raises their receive buffers
// with RaiseReadBuffer, as far as it can.
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
			s.count() // a closed socket cannot be asked
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
// other. Since m.c is unbuffered, a send succeeds only when the program receives
// again, which means that it has finished with the batch before.
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

// fail ends m because of err. If m has ended already, err only says that the
// socket was closed.
func (m *Mux) fail(ctx context.Context, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() == nil && m.err == nil {
		m.err = err
		m.cancel()
	}
}

// Err returns, after C is closed, the error that has ended m, or nil if the end of
// its context did.
func (m *Mux) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// Dropped returns, for each of the conns given to New, how many datagrams were
// dropped because its receive buffer was full: they reached this machine, but not
// the program. Dropped can be called while m runs and after that. On a system that
// does not count them, the error wraps errors.ErrUnsupported.
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

// count asks the system how many datagrams s has dropped. A closed socket cannot
// be asked: then the number does not change.
func (s *socket) count() {
	if n, err := Dropped(s.conn); !errors.Is(err, net.ErrClosed) {
		s.dropped, s.err = n, err
	}
}
