package trial

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// A UDPListener is the part of a step that has to do with a program bound to
// UDP ports.
type UDPListener struct {
	conn  *net.UDPConn
	Bound map[uint16]netip.Addr
	to    map[uint16]netip.Addr // where to send for each port
}

// Listens returns the check that starts the program and waits until it is
// bound to each of ports.
func (l *UDPListener) Listens(ports ...uint16) Check {
	name := fmt.Sprintf("listens on UDP port %d", ports[0])
	if len(ports) > 1 {
		name = fmt.Sprintf("listens on UDP ports %d and %d", ports[0], ports[1])
	}
	return Check{Name: name, Level: verdict.Required, Gate: true, Run: func(t *Trial) Outcome {
		return l.start(t, ports)
	}}
}

// start starts the program, and waits until it listens.
func (l *UDPListener) start(t *Trial, ports []uint16) Outcome {
	if err := t.Start(); err != nil {
		return NotTried("%v", err)
	}
	l.Bound, l.to = map[uint16]netip.Addr{}, map[uint16]netip.Addr{}
	for _, port := range ports {
		all := t.waitBound("udp", port)
		addr, ok := sandbox.OnPort(all, port)
		if !ok {
			e := t.Evidence(0, "")
			e.UDP = all
			return Diagnose(e, fmt.Sprintf("a UDP socket that is bound to port %d", port), unboundUDPRules(port, ports))
		}
		l.Bound[port] = addr.Addr()
	}
	for t.Program.Settle(); t.Program.Answer(0, ports[0], Localhost.String(), ""); { // it may ask to press return
		t.Program.Settle()
	}
	for port, addr := range l.Bound {
		l.to[port] = addr
		if addr.IsUnspecified() {
			l.to[port] = Localhost
		}
	}
	return l.open(t)
}

// open opens the socket from which the checker sends to the program.
func (l *UDPListener) open(t *Trial) Outcome {
	if l.conn != nil {
		return Pass()
	}
	var from net.UDPAddr
	if t.Setup.Isolation != sandbox.Loopback {
		from.IP = stationSource.AsSlice()
	}
	conn, err := net.ListenUDP("udp4", &from)
	if err != nil {
		return NotTried("the checker cannot open a socket: %v", err)
	}
	l.conn = conn
	t.Closers = append(t.Closers, conn)
	return Pass()
}

// Hears returns the check that the program hears the LAN's broadcasts.
func (l *UDPListener) Hears(ports ...uint16) Check {
	return Check{Name: "is bound to an address that hears the LAN's broadcasts", Level: verdict.Required, Run: func(t *Trial) Outcome {
		var remark string
		for _, port := range ports {
			addr := l.Bound[port]
			if _, ok := sandbox.Sockets("udp"); !ok {
				return NotTried("this system does not tell what a program is bound to")
			}
			b := judgeBind(addr, sandbox.Networks(t.Setup.Addresses))
			if b.deaf {
				return Fail(verdict.DeafBind, "a socket bound to '', to your own address or to "+lanBroadcast.String(),
					fmt.Sprintf("it is bound to %v", netip.AddrPortFrom(addr, port)))
			}
			if t.Setup.Isolation != sandbox.Loopback {
				l.to[port] = b.feed
			}
			remark = b.remark
		}
		return PassBut("%s", remark)
	}}
}

// Send sends a datagram to port as the classroom does.
func (l *UDPListener) Send(port uint16, data []byte) error {
	_, err := l.conn.WriteToUDPAddrPort(data, netip.AddrPortFrom(l.to[port], port))
	return err
}

// drained waits until the program has received all that was sent to it, and
// reports whether it has.
func (l *UDPListener) drained(t *Trial) bool {
	for end := sandbox.Within(t.Limit); !end.Over(); time.Sleep(2 * time.Millisecond) {
		all, ok := sandbox.Sockets("udp")
		if !ok || sandbox.Unread(all) == 0 {
			return true
		}
		if !t.Program.Running() {
			return false
		}
	}
	return false
}

// Again starts the program again if the check before has ended it.
func (l *UDPListener) Again(t *Trial, ports ...uint16) (Outcome, bool) {
	if t.Program.Running() {
		return Outcome{}, true
	}
	to := l.to
	o := l.start(t, ports)
	l.to = to
	return o, o.Result == verdict.Pass
}

// Deliver sends what and waits until the program shows it.
func (l *UDPListener) Deliver(t *Trial, port uint16, what string) Outcome {
	mark := len(t.Program.Screen.Text())
	if err := l.Send(port, []byte(what)); err != nil {
		return NotTried("the checker cannot send to it: %v", err)
	}
	return t.Shows(mark, match.Trimmed(what))
}

// DeliverFirst delivers what, the first message. If nothing of it is shown, it
// sends next, and looks whether one of the two is shown then.
func (l *UDPListener) DeliverFirst(t *Trial, port uint16, what, next string) Outcome {
	o := l.Deliver(t, port, what)
	if o.Code != verdict.NoOutput || !t.Program.Running() {
		return o
	}
	if err := l.Send(port, []byte(next)); err != nil {
		return o
	}
	seen := ""
	t.Program.Until(QuietLimit, func(text string) bool {
		switch {
		case match.HasText(text, match.Trimmed(what)):
			seen = "it is shown when the next message has come"
		case match.HasText(text, match.Trimmed(next)):
			seen = "the next message is shown, this one is not"
		}
		return seen != ""
	})
	if seen != "" {
		t.Silent = false
		o.Got = seen + "\n" + match.Excerpt(t.Program.Screen.Text())
		o.Why = "One turn of the loop takes two messages: is there a second recvfrom? One call gives both: data, addr = sock.recvfrom(1024)."
	}
	return o
}

// silence is how long nobody sends anything between two messages. The sensors
// send about once a second.
const silence = 1200 * time.Millisecond

// BearsSilence sends nothing for that time. The program must not end.
func (t *Trial) BearsSilence() Outcome {
	if !t.Program.Ends(silence) {
		return Pass()
	}
	o := t.Crash("the program waits for the next message")
	if o.Code == verdict.Crashed && match.TimedOut.MatchString(o.Got) {
		return o.Explained("A second of silence ended the program: catch socket.timeout and go on, or set no time limit.")
	}
	return o
}

// KeepsBuffer sends messages, and reports whether the program keeps its output in
// a buffer. Such a program prints nothing for one message, but prints the first
// messages when many more have come.
func (l *UDPListener) KeepsBuffer(t *Trial, port uint16, messages []string) bool {
	for i, m := range messages {
		l.Send(port, []byte(m))
		if i%50 == 49 && (!l.drained(t) || len(t.Program.Screen.Text()) > 4000) {
			break
		}
	}
	text := t.Program.Screen.Text()
	if !slices.ContainsFunc(messages[:20], func(m string) bool { return match.HasText(text, match.Trimmed(m)) }) {
		return false
	}
	t.Silent = false
	return true
}

// Survives sends data, and looks whether the message good is still shown after it.
// If the program has ended before, Survives starts it again.
func (l *UDPListener) Survives(t *Trial, port uint16, data []byte, good string, code verdict.Code) Outcome {
	return l.SurvivesThen(t, port, data, code, func() Outcome { return l.Deliver(t, port, good) })
}

// SurvivesThen is Survives with another way to find out whether the program goes on.
func (l *UDPListener) SurvivesThen(t *Trial, port uint16, data []byte, code verdict.Code, good func() Outcome) Outcome {
	ports := []uint16{port}
	for p := range l.Bound {
		if p != port {
			ports = append(ports, p)
		}
	}
	if o, ok := l.Again(t, ports...); !ok {
		return NotTried("the program could not be started again: %s", o.Got)
	}
	if err := l.Send(port, data); err != nil {
		return NotTried("the checker cannot send to it: %v", err)
	}
	o := good()
	if o.Result == verdict.Fail {
		return Fail(code, "the program goes on, and shows the next message", o.Got+"\nafter these bytes: "+match.Preview(data))
	}
	return o
}
