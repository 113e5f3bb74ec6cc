//go:build !linux

package mux

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"time"
)

// maxDatagram is the size of a buffer that has room for the largest datagram, so
// that the system does not cut one off. Unix would not say so, and on Windows it
// is an error (WSAEMSGSIZE, 10040), which does not say where the datagram came
// from.
const maxDatagram = 64 << 10

// A batchReader reads datagrams in batches: all those that are ready.
//
// On this operating system a batch is one datagram.
type batchReader struct {
	conn  *net.UDPConn
	local netip.AddrPort
	size  int
	data  []byte
	batch [1]Datagram
}

// newBatchReader returns a batchReader of conn, an IPv4 UDP socket, which keeps up
// to size bytes of each datagram. It raises the receive buffer of conn with
// RaiseReadBuffer, as far as it can.
func newBatchReader(conn *net.UDPConn, size int) *batchReader {
	RaiseReadBuffer(conn) // a smaller buffer works too
	return &batchReader{
		conn:  conn,
		local: conn.LocalAddr().(*net.UDPAddr).AddrPort(),
		size:  size,
		data:  make([]byte, maxDatagram),
	}
}

// read waits until a datagram is there, and returns it. It is valid until the
// next read. If the socket is closed, the error wraps net.ErrClosed.
func (r *batchReader) read() ([]Datagram, error) {
	n, source, err := r.conn.ReadFromUDPAddrPort(r.data)
	if err != nil {
		return nil, err
	}
	kept := min(n, r.size)
	r.batch[0] = Datagram{r.local, source, time.Now(), n, r.data[:kept:kept]}
	return r.batch[:], nil
}

// forceReadBuffer returns an error: only Linux can do this.
func forceReadBuffer(*net.UDPConn, int) error { return errors.ErrUnsupported }

// Dropped returns an error: this operating system does not count the datagrams
// that one socket has dropped.
func Dropped(*net.UDPConn) (uint64, error) {
	return 0, fmt.Errorf("counting the datagrams that a socket drops on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
