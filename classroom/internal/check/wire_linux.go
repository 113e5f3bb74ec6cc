package check

import (
	"encoding/binary"
	"net/netip"
	"sync"

	"golang.org/x/sys/unix"
)

// A wire hears all packets that are sent in the namespace, as wireshark does.
type wire struct {
	fd int

	mu        sync.Mutex
	datagrams []datagram
	calls     []netip.AddrPort // addresses that somebody tried to connect to
}

// A datagram is a UDP datagram that somebody has sent.
type datagram struct {
	to   netip.AddrPort
	data []byte
}

const maxHeard = 1000 // datagrams or calls that a wire keeps

// listenWire starts to listen (packet(7)). It needs the privilege that the
// namespace gives.
func listenWire() (*wire, error) {
	const ipv4 = unix.ETH_P_IP<<8&0xff00 | unix.ETH_P_IP>>8 // in network byte order
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, ipv4)
	if err != nil {
		return nil, err
	}
	w := &wire{fd: fd}
	go w.listen()
	return w, nil
}

// listen listens until the process ends.
func (w *wire) listen() {
	buf := make([]byte, 1<<16)
	for {
		n, from, err := unix.Recvfrom(w.fd, buf, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return
		}
		if ll, ok := from.(*unix.SockaddrLinklayer); ok && ll.Pkttype == unix.PACKET_OUTGOING {
			continue // on lo each packet is seen twice
		}
		w.add(buf[:n])
	}
}

// add keeps an IPv4 packet (RFC 791) if it is a datagram or begins a connection.
func (w *wire) add(p []byte) {
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
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case protocol == unix.IPPROTO_UDP && len(w.datagrams) < maxHeard:
		w.datagrams = append(w.datagrams, datagram{to, append([]byte(nil), p[head+8:]...)})
	case protocol == unix.IPPROTO_TCP && len(p) >= head+14 && p[head+13]&0x12 == 0x02 && len(w.calls) < maxHeard: // SYN without ACK
		w.calls = append(w.calls, to)
	}
}

// heard returns the datagrams that were sent so far, and the addresses that
// somebody tried to connect to.
func (w *wire) heard() ([]datagram, []netip.AddrPort) {
	if w == nil {
		return nil, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.datagrams, w.calls
}

// forget forgets what was heard.
func (w *wire) forget() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.datagrams, w.calls = nil, nil
}
