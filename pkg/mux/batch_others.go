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

// maxDatagram is room for the largest datagram, so that none is cut off by
// the system: unix would do that in silence, and Windows calls it an error
// (WSAEMSGSIZE, 10040) that hides who sent it.
const maxDatagram = 64 << 10

// A batchReader reads datagrams in batches of those that are ready.
//
// On this operating system a batch is one datagram.
type batchReader struct {
	conn  *net.UDPConn
	local netip.AddrPort
	size  int
	data  []byte
	batch [1]Datagram
}

// newBatchReader returns a batchReader of conn, an IPv4 UDP socket, for datagrams of up
// to size bytes. It raises the receive buffer of conn with RaiseReadBuffer as
// far as it can.
func newBatchReader(conn *net.UDPConn, size int) *batchReader {
	RaiseReadBuffer(conn) // a smaller buffer works too
	return &batchReader{
		conn:  conn,
		local: conn.LocalAddr().(*net.UDPAddr).AddrPort(),
		size:  size,
		data:  make([]byte, maxDatagram),
	}
}

// read waits until a datagram is there and returns it. It is valid until the
// next read. The error wraps net.ErrClosed when the socket is closed.
func (r *batchReader) read() ([]Datagram, error) {
	n, source, err := r.conn.ReadFromUDPAddrPort(r.data)
	if err != nil {
		return nil, err
	}
	kept := min(n, r.size)
	r.batch[0] = Datagram{r.local, source, time.Now(), n, r.data[:kept:kept]}
	return r.batch[:], nil
}

// forceReadBuffer is for Linux only.
func forceReadBuffer(*net.UDPConn, int) error { return errors.ErrUnsupported }

// Dropped is not supported on this operating system: it does not count, for
// one socket, the datagrams that its receive buffer had no room for.
func Dropped(*net.UDPConn) (uint64, error) {
	return 0, fmt.Errorf("counting the datagrams that a socket drops on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
