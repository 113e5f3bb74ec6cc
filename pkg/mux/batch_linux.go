package mux

import (
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// batchSize is the most datagrams that a batchReader takes from the kernel in one
// call.
const batchSize = 64

// controlSize is the size, in bytes, of the only control message that a
// batchReader asks for: the time of reception.
var controlSize = unix.CmsgSpace(int(unsafe.Sizeof(unix.Timespec{})))

// A batchReader reads datagrams in batches: all those that are ready.
//
// On Linux it calls recvmmsg(2), one system call for up to 64 datagrams. It
// returns the source of each, its length before it was cut off, and the time at
// which the kernel received it.
type batchReader struct {
	raw    syscall.RawConn
	recv   func(fd uintptr) bool // made once: a new closure for each read would be garbage
	n      int
	errno  syscall.Errno
	local  netip.AddrPort
	header []mmsghdr
	name   []unix.RawSockaddrInet4
	data   []byte
	ctl    []byte
	size   int
	batch  []Datagram
}

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	unix.Msghdr
	len uint32
}

// newBatchReader returns a batchReader of conn, an IPv4 UDP socket, which keeps up
// to size bytes of each datagram, at least 1. It raises the receive buffer of conn
// with RaiseReadBuffer, as far as it can.
func newBatchReader(conn *net.UDPConn, size int) *batchReader {
	RaiseReadBuffer(conn) // a smaller buffer works too, and Dropped counts what it has lost
	r := &batchReader{
		local:  conn.LocalAddr().(*net.UDPAddr).AddrPort(),
		header: make([]mmsghdr, batchSize),
		name:   make([]unix.RawSockaddrInet4, batchSize),
		data:   make([]byte, batchSize*size),
		ctl:    make([]byte, batchSize*controlSize),
		size:   size,
		batch:  make([]Datagram, batchSize),
		n:      batchSize,
	}
	iov := make([]unix.Iovec, batchSize)
	for i := range r.header {
		h := &r.header[i]
		iov[i].Base = &r.data[i*size]
		iov[i].SetLen(size)
		h.Iov = &iov[i]
		h.SetIovlen(1)
		h.Name = (*byte)(unsafe.Pointer(&r.name[i]))
		h.Control = &r.ctl[i*controlSize]
	}
	r.recv = func(fd uintptr) bool {
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&r.header[0])), batchSize, unix.MSG_TRUNC, 0, 0)
		r.n, r.errno = int(n), errno
		return errno != unix.EAGAIN // nothing is ready: sleep until something is
	}
	r.raw, _ = conn.SyscallConn() // fails only if conn is nil
	// If this fails, received returns the present time.
	r.raw.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1) })
	return r
}

// read waits until at least one datagram is there, and returns all that are
// ready, up to 64. They are valid until the next read. If the socket is closed,
// the error wraps net.ErrClosed.
func (r *batchReader) read() ([]Datagram, error) {
	for i := range r.n { // the last call has overwritten these lengths
		h := &r.header[i]
		h.Namelen = unix.SizeofSockaddrInet4
		h.SetControllen(controlSize)
	}
	for {
		if err := r.raw.Read(r.recv); err != nil {
			return nil, err
		}
		switch r.errno {
		case 0:
			return r.datagrams(), nil
		case unix.EINTR:
		default:
			return nil, os.NewSyscallError("recvmmsg", r.errno)
		}
	}
}

// datagrams describes the first r.n datagrams in the buffers.
func (r *batchReader) datagrams() []Datagram {
	for i := range r.batch[:r.n] {
		h, d := &r.header[i], &r.batch[i]
		port := (*[2]byte)(unsafe.Pointer(&r.name[i].Port)) // big-endian in memory
		d.Local = r.local
		d.Source = netip.AddrPortFrom(netip.AddrFrom4(r.name[i].Addr), uint16(port[0])<<8|uint16(port[1]))
		d.Received = received(r.ctl[i*controlSize:], int(h.Controllen))
		d.Length = int(h.len) // with MSG_TRUNC, that of the whole datagram
		n := min(d.Length, r.size)
		d.Data = r.data[i*r.size:][:n:n] // so that an append does not overwrite the next datagram
	}
	return r.batch[:r.n]
}

// received returns the time in the control message SCM_TIMESTAMPNS, or the present
// time if there is no such message.
func received(ctl []byte, n int) time.Time {
	if n >= unix.CmsgLen(int(unsafe.Sizeof(unix.Timespec{}))) {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&ctl[0]))
		if h.Level == unix.SOL_SOCKET && h.Type == unix.SCM_TIMESTAMPNS {
			ts := (*unix.Timespec)(unsafe.Pointer(&ctl[unix.CmsgLen(0)]))
			return time.Unix(ts.Unix())
		}
	}
	return time.Now()
}

// forceReadBuffer sets the size of the receive buffer, even above
// net.core.rmem_max. It needs CAP_NET_ADMIN.
func forceReadBuffer(conn *net.UDPConn, size int) error {
	return control(conn, func(fd int) error {
		return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, size)
	})
}

// Dropped returns how many datagrams the system has dropped since conn was opened,
// because its receive buffer was full: getsockopt(SO_MEMINFO), field
// SK_MEMINFO_DROPS (include/uapi/linux/sock_diag.h).
func Dropped(conn *net.UDPConn) (uint64, error) {
	var info [9]uint32 // SK_MEMINFO_VARS
	err := control(conn, func(fd int) error {
		n := uint32(unsafe.Sizeof(info))
		_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, unix.SO_MEMINFO,
			uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&n)), 0)
		if errno != 0 {
			return os.NewSyscallError("getsockopt SO_MEMINFO", errno)
		}
		return nil
	})
	return uint64(info[8]), err
}

// control runs f with the file descriptor of conn.
func control(conn *net.UDPConn, f func(fd int) error) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	if e := raw.Control(func(fd uintptr) { err = f(int(fd)) }); e != nil {
		return e
	}
	return err
}
