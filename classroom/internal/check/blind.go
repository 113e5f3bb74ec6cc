package check

import (
	"net"
	"net/netip"
	"strconv"
	"time"
)

// waitBoundBlind is waitBound on a system where the sockets of a program cannot
// be listed: it waits until the port can no longer be bound.
func (t *trial) waitBoundBlind(network string, port uint16) []socket {
	idler := t.idler()
	for end := within(t.limitToStart()); t.p.running() && !end.over(); {
		if !free(network, port) {
			return []socket{{addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)}}
		}
		t.p.answer(idler.idle(), port, localhost.String(), nickname)
		select {
		case <-t.p.ended:
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// free reports whether a program could bind port. To find out, it binds the
// port itself for a moment.
func free(network string, port uint16) bool {
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port)))
	if network == "udp" {
		c, err := net.ListenPacket("udp4", addr)
		if err == nil {
			c.Close()
		}
		return err == nil
	}
	l, err := net.Listen("tcp4", addr)
	if err == nil {
		l.Close()
	}
	return err == nil
}
