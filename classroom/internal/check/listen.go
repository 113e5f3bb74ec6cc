package check

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"time"
)

// Addresses of the sheet, and one of the checker.
var (
	localhost     = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	lanBroadcast  = netip.AddrFrom4([4]byte{10, 9, 255, 255})
	everyone      = netip.AddrFrom4([4]byte{255, 255, 255, 255})
	stationSource = netip.AddrFrom4([4]byte{10, 9, 12, 87}) // the host that plays the sensors and the drone
)

// A bind says what the address means that a listener is bound to.
type bind struct {
	feed   netip.Addr // where to send so that the listener hears it
	deaf   bool       // it hears no broadcast of the LAN on any system
	remark string
}

// judgeBind says what it means to be bound to addr, on a machine with the
// networks all (worksheet 2.1.2). Package broadcast has the differences between
// the systems.
func judgeBind(addr netip.Addr, all []netip.Prefix) bind {
	switch {
	case addr.IsUnspecified():
		return bind{feed: lanBroadcast, remark: "bound to every address: hears broadcasts on every system"}
	case addr == lanBroadcast:
		return bind{feed: addr, remark: fmt.Sprintf("bound to the broadcast address %v: right on macOS and Linux; Windows refuses it (error 10049)", addr)}
	case addr == everyone, addr.IsLoopback(), addr.IsMulticast():
		return bind{feed: addr, deaf: true}
	}
	if n := networkOf(addr, all); n != nil && broadcastOf(*n) == addr {
		return bind{feed: addr, remark: fmt.Sprintf("bound to %v, the broadcast address of another LAN: on 10.9.0.0/16 it is %v; Windows refuses it (error 10049)", addr, lanBroadcast)}
	}
	return bind{feed: addr, remark: fmt.Sprintf("bound to the machine's own address %v: right on Windows; on Linux and macOS it hears no broadcast, bind to '' or to %v there", addr, lanBroadcast)}
}

// A udpListener is the part of a step that has to do with a program bound to
// UDP ports.
type udpListener struct {
	conn  *net.UDPConn
	bound map[uint16]netip.Addr
	to    map[uint16]netip.Addr // where to send for each port
}

// listens returns the check that starts the program and waits until it is
// bound to each of ports.
func (l *udpListener) listens(ports ...uint16) check {
	name := fmt.Sprintf("listens on UDP port %d", ports[0])
	if len(ports) > 1 {
		name = fmt.Sprintf("listens on UDP ports %d and %d", ports[0], ports[1])
	}
	return check{name: name, level: Required, gate: true, run: func(t *trial) outcome {
		return l.start(t, ports)
	}}
}

// start starts the program, and waits until it listens.
func (l *udpListener) start(t *trial, ports []uint16) outcome {
	if err := t.start(); err != nil {
		return notTried("%v", err)
	}
	l.bound, l.to = map[uint16]netip.Addr{}, map[uint16]netip.Addr{}
	for _, port := range ports {
		all := t.waitBound("udp", port)
		expected := fmt.Sprintf("a UDP socket that is bound to port %d", port)
		addr, ok := onPort(all, port)
		switch {
		case ok:
			l.bound[port] = addr.Addr()
		case !t.p.running():
			o := t.crash(expected)
			if o.code == noLoop {
				o.code = noBind
			}
			return o
		case len(all) > 0:
			if sent, _ := t.wire.heard(); len(sent) > 0 {
				return fail(rolesSwapped, expected, fmt.Sprintf("it sends, to %v", sent[0].to)).
					explained("This program sends. The one of this step waits for messages: it binds a socket and receives.")
			}
			o := fail(wrongPort, expected, "it is bound to "+places(all))
			if _, swapped := onPort(all, swapBytes(port)); swapped {
				o.why = fmt.Sprintf("The bytes of the port are in the wrong order: in C it is htons(%d).", port)
			}
			if slices.ContainsFunc(ports, func(p uint16) bool { _, bound := onPort(all, p); return bound }) {
				o.why = "One of the two sockets is there. Make a second one, and bind it to the other port."
			}
			return o
		default:
			if tcp, _ := sockets("tcp"); len(tcp) > 0 {
				return fail(noBind, expected, "it listens with TCP, on "+places(tcp)).
					explained("UDP sockets are made with socket.SOCK_DGRAM; SOCK_STREAM makes a TCP one.")
			}
			return t.waits(noBind, expected, "no socket is bound to a port")
		}
	}
	for t.p.settle(); t.p.answer(0, ports[0], localhost.String(), ""); { // it may ask to press return
		t.p.settle()
	}
	for port, addr := range l.bound {
		l.to[port] = addr
		if addr.IsUnspecified() {
			l.to[port] = localhost
		}
	}
	return l.open(t)
}

// open opens the socket from which the checker sends to the program.
func (l *udpListener) open(t *trial) outcome {
	if l.conn != nil {
		return pass()
	}
	var from net.UDPAddr
	if t.setup.isolation != Loopback {
		from.IP = stationSource.AsSlice()
	}
	conn, err := net.ListenUDP("udp4", &from)
	if err != nil {
		return notTried("the checker cannot open a socket: %v", err)
	}
	l.conn = conn
	t.closers = append(t.closers, conn)
	return pass()
}

// hears returns the check that the program hears the LAN's broadcasts.
func (l *udpListener) hears(ports ...uint16) check {
	return check{name: "is bound to an address that hears the LAN's broadcasts", level: Required, run: func(t *trial) outcome {
		var remark string
		for _, port := range ports {
			addr := l.bound[port]
			if _, ok := sockets("udp"); !ok {
				return notTried("this system does not tell what a program is bound to")
			}
			b := judgeBind(addr, networks(t.setup.addresses))
			if b.deaf {
				return fail(deafBind, "a socket bound to '', to your own address or to "+lanBroadcast.String(),
					fmt.Sprintf("it is bound to %v", netip.AddrPortFrom(addr, port)))
			}
			if t.setup.isolation != Loopback {
				l.to[port] = b.feed
			}
			remark = b.remark
		}
		return passBut("%s", remark)
	}}
}

// send sends a datagram to port as the classroom does.
func (l *udpListener) send(port uint16, data []byte) error {
	_, err := l.conn.WriteToUDPAddrPort(data, netip.AddrPortFrom(l.to[port], port))
	return err
}

// drained waits until the program has received all that was sent to it, and
// reports whether it has.
func (l *udpListener) drained(t *trial) bool {
	for end := within(t.limit); !end.over(); time.Sleep(2 * time.Millisecond) {
		all, ok := sockets("udp")
		if !ok {
			return true
		}
		if !slices.ContainsFunc(all, func(s socket) bool { return s.queued > 0 }) {
			return true
		}
		if !t.p.running() {
			return false
		}
	}
	return false
}

// again starts the program again if the check before has ended it.
func (l *udpListener) again(t *trial, ports ...uint16) (outcome, bool) {
	if t.p.running() {
		return outcome{}, true
	}
	to := l.to
	o := l.start(t, ports)
	l.to = to
	return o, o.result == Pass
}

// deliver sends what and waits until the program shows it.
func (l *udpListener) deliver(t *trial, port uint16, what string) outcome {
	mark := len(t.p.screen.text())
	if err := l.send(port, []byte(what)); err != nil {
		return notTried("the checker cannot send to it: %v", err)
	}
	return t.shows(mark, trimmed(what))
}

// deliverFirst delivers what, the first message. If nothing of it is shown, it
// sends next, and looks whether one of the two is shown then.
func (l *udpListener) deliverFirst(t *trial, port uint16, what, next string) outcome {
	o := l.deliver(t, port, what)
	if o.code != noOutput || !t.p.running() {
		return o
	}
	if err := l.send(port, []byte(next)); err != nil {
		return o
	}
	seen := ""
	t.p.until(quietLimit, func(text string) bool {
		switch {
		case hasText(text, trimmed(what)):
			seen = "it is shown when the next message has come"
		case hasText(text, trimmed(next)):
			seen = "the next message is shown, this one is not"
		}
		return seen != ""
	})
	if seen != "" {
		t.silent = false
		o.got = seen + "\n" + excerpt(t.p.screen.text())
		o.why = "One turn of the loop takes two messages: is there a second recvfrom? One call gives both: data, addr = sock.recvfrom(1024)."
	}
	return o
}

// silence is how long nobody sends anything between two messages. The sensors
// send about once a second.
const silence = 1200 * time.Millisecond

// bearsSilence sends nothing for that time. The program must not end.
func (t *trial) bearsSilence() outcome {
	if !t.p.ends(silence) {
		return pass()
	}
	o := t.crash("the program waits for the next message")
	if o.code == crashed && timedOut.MatchString(o.got) {
		return o.explained("A second of silence ended the program: catch socket.timeout and go on, or set no time limit.")
	}
	return o
}

var timedOut = regexp.MustCompile(`(?i)timed? ?out|temporarily unavailable|EAGAIN`)

// keepsBuffer reports whether the program keeps its output in a buffer. Such a
// program prints nothing for one message, but prints the first messages when
// many more have come.
func (l *udpListener) keepsBuffer(t *trial, port uint16, message func(i int) []byte) bool {
	for i := range 2500 {
		l.send(port, message(i))
		if i%50 == 49 && (!l.drained(t) || len(t.p.screen.text()) > 4000) {
			break
		}
	}
	text := t.p.screen.text()
	for i := range 20 {
		if hasText(text, trimmed(string(message(i)))) {
			return true
		}
	}
	return false
}
