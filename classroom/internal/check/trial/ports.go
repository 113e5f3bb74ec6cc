package trial

import (
	"net"
	"net/netip"
	"runtime"

	"in43.example/pkg/sockerr"
)

// A program may print the port that a message came from. So that a report is the same
// each time, in a network of its own the checker does not let the system choose the
// ports of its sockets: they follow from the seed. A referee makes one run.
var lastPort uint16 // 0: the system chooses

// firstPort returns a port for seed. This range and the 1,000 ports above it have none of
// the worksheet's, which are above 52000.
func firstPort(seed uint64) uint16 { return 33000 + uint16(seed%16000) }

// withPort calls open with the next port, and the one after it if that is in use. At
// last it lets the system choose.
func withPort(open func(port int) error) error {
	for range 10 {
		if lastPort == 0 {
			break
		}
		lastPort++
		if err := open(int(lastPort)); err == nil || !sockerr.InUse(runtime.GOOS, err) {
			return err
		}
	}
	return open(0)
}

// Dial connects to a program that listens on to.
func Dial(to netip.AddrPort) (conn net.Conn, err error) {
	err = withPort(func(port int) error {
		d := net.Dialer{Timeout: ActLimit}
		if port != 0 {
			d.LocalAddr = &net.TCPAddr{Port: port}
		}
		conn, err = d.Dial("tcp", to.String())
		return err
	})
	return conn, err
}

// ListenUDP opens a socket to send from.
func ListenUDP(network string, from net.IP) (conn *net.UDPConn, err error) {
	err = withPort(func(port int) error {
		conn, err = net.ListenUDP(network, &net.UDPAddr{IP: from, Port: port})
		return err
	})
	return conn, err
}
