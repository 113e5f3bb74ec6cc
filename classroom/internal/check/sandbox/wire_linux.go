package sandbox

import (
	"encoding/binary"
	"net/netip"
	"sync"

	"golang.org/x/sys/unix"
)

// A Wire hears all packets that are sent in the namespace, as wireshark does.
type Wire struct {
	fd int

	mu        sync.Mutex
	buf       []byte
	datagrams []Datagram
	calls     []netip.AddrPort // addresses that somebody tried to connect to
	recorder  *recorder        // nil if nobody has asked for a recording
}

const maxHeard = 1000 // datagrams or calls that a wire keeps

// ListenWire starts to listen (packet(7)). It needs the privilege that the
// namespace gives.
func ListenWire() (*Wire, error) {
	const ipv4 = unix.ETH_P_IP<<8&0xff00 | unix.ETH_P_IP>>8 // in network byte order
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, ipv4)
	if err != nil {
		return nil, err
	}
	w := &Wire{fd: fd, buf: make([]byte, 1<<16)}
	go w.listen()
	return w, nil
}

// listen listens until the process ends.
func (w *Wire) listen() {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(w.fd), Events: unix.POLLIN}}, -1)
		if err != nil && err != unix.EINTR {
			return
		}
		w.mu.Lock()
		err = w.drain()
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// drain takes what has come. w.mu is locked.
func (w *Wire) drain() error {
	const most = 10_000 // more than fit into the socket, should somebody send without end
	for range most {
		n, from, err := unix.Recvfrom(w.fd, w.buf, unix.MSG_DONTWAIT)
		switch err {
		case nil:
		case unix.EINTR:
			continue
		case unix.EAGAIN:
			return nil
		default:
			return err
		}
		if ll, ok := from.(*unix.SockaddrLinklayer); ok && ll.Pkttype == unix.PACKET_OUTGOING {
			continue // on lo each packet is seen twice
		}
		w.add(w.buf[:n])
	}
	return nil
}

// add keeps an IPv4 packet (RFC 791) if it is a datagram or begins a connection.
// w.mu is locked.
func (w *Wire) add(p []byte) {
	if w.recorder != nil {
		w.recorder.record(p)
	}
	if len(p) < 20 || p[0]>>4 != 4 {
		return
	}
	head := int(p[0]&0xf) * 4
	protocol := p[9]
	dst := netip.AddrFrom4([4]byte(p[16:20]))
	if len(p) < head+8 {
		return
	}
	to := netip.AddrPortFrom(dst, binary.BigEndian.Uint16(p[head+2:]))
	switch {
	case protocol == unix.IPPROTO_UDP && len(w.datagrams) < maxHeard:
		w.datagrams = append(w.datagrams, Datagram{to, append([]byte(nil), p[head+8:]...)})
	case protocol == unix.IPPROTO_TCP && len(p) >= head+14 && p[head+13]&0x12 == 0x02 && len(w.calls) < maxHeard: // SYN without ACK
		w.calls = append(w.calls, to)
	}
}

// Heard returns the datagrams that were sent so far, and the addresses that
// somebody tried to connect to.
func (w *Wire) Heard() ([]Datagram, []netip.AddrPort) {
	if w == nil {
		return nil, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.datagrams, w.calls
}

// Forget forgets what was heard.
func (w *Wire) Forget() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.datagrams, w.calls = nil, nil
}
