// Package talk plays the other side of a program: the host that sends datagrams to it,
// the client that connects to it, the server that it connects to.
package talk

import (
	"fmt"
	"net"
	"net/netip"
	"time"

	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A UDPListener is the part of a step that has to do with a program bound to
// UDP ports.
type UDPListener struct {
	conn  *net.UDPConn
	conn6 *net.UDPConn // for a program that hears IPv6 only
	Bound map[uint16]netip.Addr
	to    map[uint16]netip.Addr // where to send for each port

	Shown int    // how many messages this run of the program has shown
	last  string // the last of them, if it was a text
}

// Listens returns the check that starts the program and waits until it is
// bound to each of ports.
func (l *UDPListener) Listens(ports ...uint16) trial.Check {
	name := fmt.Sprintf("listens on UDP port %d", ports[0])
	if len(ports) > 1 {
		name = fmt.Sprintf("listens on UDP ports %d and %d", ports[0], ports[1])
	}
	return trial.Check{Name: name, Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
		return l.start(t, ports)
	}}
}

// start starts the program, and waits until it listens.
func (l *UDPListener) start(t *trial.Trial, ports []uint16) trial.Outcome {
	if who := t.Taken("udp", ports...); who != "" {
		return trial.NotTried("%s", who)
	}
	if err := t.Start(); err != nil {
		return trial.NotTried("%v", err)
	}
	l.Bound, l.to = map[uint16]netip.Addr{}, map[uint16]netip.Addr{}
	l.Shown, l.last = 0, ""
	started := time.Now()
	for _, port := range ports {
		all := waitBound(t, "udp", port)
		addr, ok := sandbox.OnPort(all, port)
		if waited, had := time.Since(started), sandbox.CPUTime(); !ok && waited >= 3*t.LimitToStart() && had < waited/2 && sandbox.Working() {
			return trial.NotTried("the machine is too busy: in %.0f s the program has had %.1f s of processor time", waited.Seconds(), had.Seconds())
		}
		if !ok {
			e := t.Evidence(0, "")
			e.UDP = all
			return orAbsent(t, trial.Diagnose(e, fmt.Sprintf("a UDP socket that is bound to port %d", port), unboundUDPRules(port, ports)))
		}
		l.Bound[port] = addr.Addr().Unmap()
	}
	for t.Program.Settle(); t.Program.Asks(trial.QuietLimit) && t.Program.Answer(time.Second, ports[0], Localhost.String(), ""); { // it may ask to press return
		t.Program.Settle()
	}
	if e := t.Evidence(0, ""); e.Ended {
		if o := trial.Diagnose(e, "a program that goes on running", []trial.Rule{leftBehind}); o.Code != "" {
			return o
		}
	}
	for port, addr := range l.Bound {
		l.to[port] = addr
		switch {
		case !l.HearsIPv4(port) && addr.IsUnspecified():
			l.to[port] = netip.IPv6Loopback()
		case addr.IsUnspecified():
			l.to[port] = Localhost
		}
	}
	return l.open(t)
}

// HearsIPv4 reports whether the program's socket on port hears what is sent over
// IPv4. A socket on :: does, unless it has the option IPV6_V6ONLY: then the port is
// free for an IPv4 socket.
func (l *UDPListener) HearsIPv4(port uint16) bool {
	switch addr := l.Bound[port]; {
	case addr.Is4():
		return true
	case !addr.IsUnspecified():
		return false
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{Port: int(port)})
	if err == nil {
		conn.Close()
	}
	return err != nil
}

// open opens the socket from which the checker sends to the program, or another one
// in its place.
func (l *UDPListener) open(t *trial.Trial) trial.Outcome {
	var from net.IP
	if !t.OnLoopback() {
		from = stationSource.AsSlice()
	}
	conn, err := trial.ListenUDP("udp4", from)
	if err != nil {
		return trial.NotTried("the checker cannot open a socket: %v", err)
	}
	l.conn = conn
	t.Closers = append(t.Closers, conn)
	for _, to := range l.to {
		if to.Is6() && l.conn6 == nil {
			if l.conn6, err = trial.ListenUDP("udp6", nil); err != nil {
				return trial.NotTried("the checker cannot open an IPv6 socket: %v", err)
			}
			t.Closers = append(t.Closers, l.conn6)
		}
	}
	return trial.Pass()
}

// Hears returns the check that the program hears the LAN's broadcasts.
func (l *UDPListener) Hears(ports ...uint16) trial.Check {
	return trial.Check{Name: "is bound to an address that hears the LAN's broadcasts", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
		var remark string
		for _, port := range ports {
			addr := l.Bound[port]
			b := judgeBind(addr, room.Networks(t.Setup.Addresses))
			if !l.HearsIPv4(port) {
				return trial.Fail(verdict.DeafBind, "an IPv4 socket, bound to '', to your own address or to "+lanBroadcast.String(),
					fmt.Sprintf("it is bound to %v, and hears IPv6 only", netip.AddrPortFrom(addr, port))).
					Explained(IPv4Only)
			}
			if b.deaf && byName(t, addr) {
				remark = fmt.Sprintf("bound to %v, for which the name of this machine stands here; where it stands for the address on the LAN: right on Windows", addr)
				continue
			}
			if b.deaf {
				return trial.Fail(verdict.DeafBind, "a socket bound to '', to your own address or to "+lanBroadcast.String(),
					fmt.Sprintf("it is bound to %v", netip.AddrPortFrom(addr, port)))
			}
			if !t.OnLoopback() {
				l.to[port] = b.feed
			}
			remark = b.remark
		}
		return trial.PassBut("%s", remark)
	}}
}

// Send sends a datagram to port as the classroom does.
func (l *UDPListener) Send(port uint16, data []byte) error {
	conn, to := l.conn, netip.AddrPortFrom(l.to[port], port)
	if to.Addr().Is6() {
		conn = l.conn6
	}
	_, err := conn.WriteToUDPAddrPort(data, to)
	return err
}

// Again starts the program again if the check before has ended it.
func (l *UDPListener) Again(t *trial.Trial, ports ...uint16) (trial.Outcome, bool) {
	if t.Program.Running() {
		return trial.Outcome{}, true
	}
	to := l.to
	o := l.start(t, ports)
	l.to = to
	return o, o.Result == verdict.Pass
}
