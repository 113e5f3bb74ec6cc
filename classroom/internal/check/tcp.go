package check

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"
)

// tcpPort is the port of worksheet 3 and 4.
const tcpPort = 55000

// A peer is the checker's end of a TCP connection with the program.
type peer struct {
	conn *net.TCPConn
	in   *screen       // what the program has sent
	gone chan struct{} // closed when the program has closed its end
}

func newPeer(conn net.Conn) *peer {
	p := &peer{conn: conn.(*net.TCPConn), in: newScreen(), gone: make(chan struct{})}
	go func() {
		defer close(p.gone)
		buf := make([]byte, 32<<10)
		for {
			n, err := conn.Read(buf)
			p.in.Write(buf[:n])
			if err != nil {
				return
			}
		}
	}()
	return p
}

// raw returns all bytes that the program has sent.
func (p *peer) raw() []byte { return p.in.bytes() }

// until waits until ok returns true for all bytes that have come. It gives up
// after limit, or when the program has closed its end.
func (p *peer) until(limit time.Duration, ok func([]byte) bool) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		defer cancel()
		wait(limit, p.gone)
	}()
	return p.in.until(ctx, func(string) bool {
		return ok(p.raw())
	})
}

// closed waits until the program closes its end, and reports whether it does so
// within limit.
func (p *peer) closed(limit time.Duration) bool {
	wait(limit, p.gone)
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

func (p *peer) send(text string) { p.conn.Write([]byte(text)) }

// reset ends the connection so that the program's port is free at once,
// whichever side has closed first: with RST, not FIN (socket(7), SO_LINGER).
func (p *peer) reset() {
	if p == nil {
		return
	}
	p.conn.SetLinger(0)
	p.conn.Close()
}

// leave ends the connection as a client does that has received everything: it
// closes its side and waits until the program has closed the other. If the
// program has closed first, leave does the same as reset.
func (p *peer) leave() {
	if p.closed(0) {
		p.reset()
		return
	}
	p.conn.CloseWrite()
	p.closed(quietLimit)
	p.conn.Close()
}

// A tcpServer is the part of a step that has to do with a program that listens.
type tcpServer struct {
	addr netip.AddrPort // where it listens
	peer *peer          // the connection with it
}

// start starts the program, and waits until it listens. anyPort says that
// another port is fine too.
func (s *tcpServer) start(t *trial, anyPort bool) outcome {
	t.stop() // first, so that the program does not see the connection end
	s.peer.reset()
	s.peer = nil
	if err := t.start(); err != nil {
		return notTried("%v", err)
	}
	return s.listening(t, anyPort)
}

func (s *tcpServer) listening(t *trial, anyPort bool) outcome {
	expected := fmt.Sprintf("a TCP socket that listens on port %d", tcpPort)
	port := uint16(tcpPort)
	if s.addr.IsValid() {
		port = s.addr.Port() // the port of its first run
	}
	all := t.waitBound("tcp", port)
	addr, ok := onPort(all, port)
	if !ok && anyPort && !s.addr.IsValid() && len(all) > 0 {
		addr, ok = all[0].addr, true
	}
	if ok {
		s.addr = addr
		if addr.Addr().IsUnspecified() {
			s.addr = netip.AddrPortFrom(localhost, addr.Port())
		}
		if addr.Port() != tcpPort {
			return passBut("it listens on port %d; the server that it is a copy of uses %d", addr.Port(), tcpPort)
		}
		return pass()
	}
	if len(all) > 0 {
		o := fail(wrongPort, expected, "it listens on "+places(all))
		if _, swapped := onPort(all, swapBytes(tcpPort)); swapped {
			o.why = fmt.Sprintf("The bytes of the port are in the wrong order: in C it is htons(%d).", tcpPort)
		}
		return o
	}
	_, calls := t.wire.heard()
	errs := t.p.errors.text()
	if len(calls) > 0 {
		return fail(rolesSwapped, expected, fmt.Sprintf("it tries to connect to %v\n%s", calls[0], excerpt(errs)))
	}
	if refused.MatchString(errs) {
		return fail(rolesSwapped, expected, lastLines(errs, 2))
	}
	if !t.p.running() {
		o := t.crash(expected)
		if o.code == noLoop {
			o.code = noBind
		}
		return o
	}
	if udp, _ := sockets("udp"); len(udp) > 0 {
		return fail(noBind, expected, "it is bound with UDP, to "+places(udp)).
			explained("TCP sockets are made with socket.SOCK_STREAM; SOCK_DGRAM makes a UDP one.")
	}
	return t.waits(noBind, expected, "it does not listen")
}

// swapBytes returns the port that a program gets if it does not convert port to
// network byte order.
func swapBytes(port uint16) uint16 { return port<<8 | port>>8 }

// onLocalhost returns the check of the address that the program listens on.
// lanToo says that an address on the LAN is fine too.
func (s *tcpServer) onLocalhost(lanToo bool) check {
	return check{name: "listens on 127.0.0.1", level: Required, run: func(t *trial) outcome {
		all, ok := sockets("tcp")
		if !ok {
			return pass() // its port was found there
		}
		addr, _ := onPort(all, s.addr.Port())
		a := addr.Addr()
		switch {
		case a == localhost || a.IsUnspecified():
			return pass()
		case lanToo && !a.IsLoopback():
			return passBut("it listens on %v: right for a client on the LAN, but 127.0.0.1 does not reach it", a)
		}
		return fail(wrongAddress, "127.0.0.1 (or '', all addresses)", "it listens on "+addr.String())
	}}
}

// dial connects to the program.
func (s *tcpServer) dial() error {
	conn, err := net.DialTimeout("tcp4", s.addr.String(), actLimit)
	if err != nil {
		return err
	}
	s.peer = newPeer(conn)
	return nil
}

// waitsForCtrlC returns the check of ctrl-c for a server to which no client has
// connected yet. The check starts the program again.
func (s *tcpServer) waitsForCtrlC(anyPort bool) check {
	return check{name: "ends at ctrl-c while it waits for a client", level: Required, run: func(t *trial) outcome {
		o := t.endsAtCtrlC()
		if again := s.start(t, anyPort); again.result != Pass {
			return again
		}
		return o
	}}
}

// startsAgain returns the check that a server can start again right after it has
// closed a connection. use talks with the server in such a way that the server
// closes the connection.
func (s *tcpServer) startsAgain(anyPort bool, use func(t *trial) bool) check {
	return check{name: "can start again at once", level: Beyond, run: func(t *trial) outcome {
		if o := s.start(t, anyPort); o.result != Pass {
			return notTried("the program could not be started for this: %s", oneLine(o.got))
		}
		if err := s.dial(); err != nil {
			return notTried("nobody can connect to it: %v", err)
		}
		used := use(t)
		if !s.peer.closed(quietLimit) {
			used = false
		}
		s.peer.conn.Close() // with FIN, so that the program's end goes to TIME-WAIT (RFC 9293)
		<-s.peer.gone
		s.peer = nil
		if !used {
			return notTried("it does not close its connections first")
		}
		o := s.start(t, anyPort)
		switch {
		case o.result == Fail && inUse.MatchString(t.p.screen.text()):
			return fail(noReuseaddr, "it listens again", lastLines(t.p.screen.text(), 2))
		case o.code == wrongPort:
			return fail(noReuseaddr, "it listens again", o.got+": bind has failed, and the program has not looked whether it did")
		}
		return o
	}}
}

// A tcpClient is the part of a step that has to do with a program that connects.
type tcpClient struct {
	listener net.Listener
	peer     *peer
	asked    string // what is typed if it asks for something other than a port or an address
}

// start starts the program, and waits until it has connected.
func (c *tcpClient) start(t *trial) outcome {
	t.stop() // first, so that the program does not see the connection end
	c.peer.reset()
	c.peer = nil
	if c.listener == nil {
		l, err := net.Listen("tcp4", netip.AddrPortFrom(localhost, tcpPort).String())
		if err != nil {
			return notTried("the checker cannot listen where the client connects: %v", err)
		}
		c.listener = l
		t.closers = append(t.closers, l)
	}
	if err := t.start(); err != nil {
		return notTried("%v", err)
	}
	l := c.listener.(*net.TCPListener)
	l.SetDeadline(time.Time{})
	accepted := make(chan net.Conn, 1)
	go func() {
		conn, err := c.listener.Accept()
		if err == nil {
			accepted <- conn
		}
		close(accepted)
	}()
	var conn net.Conn
	end, idler := within(t.limitToStart()), t.idler()
	for waiting := true; waiting; {
		select {
		case conn = <-accepted:
			waiting = false
		case <-t.p.ended:
			waiting = false
		case <-time.After(10 * time.Millisecond):
			asks := t.p.atKeyboard()
			if connected(tcpPort) {
				continue // it has connected, so what it asks now already belongs to the step
			}
			waiting = (asks || !t.p.hasTerminal()) && t.p.answer(idler.idle(), tcpPort, localhost.String(), c.asked) ||
				!end.over() && !idler.stuck()
		}
	}
	if conn == nil { // it may have connected just now
		l.SetDeadline(time.Now().Add(quietLimit))
		if conn = <-accepted; conn == nil {
			return c.notConnected(t)
		}
	}
	c.peer = newPeer(conn)
	return pass()
}

// notConnected is the diagnosis for a client that has not connected.
func (c *tcpClient) notConnected(t *trial) outcome {
	expected := fmt.Sprintf("a TCP connection to 127.0.0.1:%d", tcpPort)
	sent, calls := t.wire.heard()
	errs := t.p.errors.text()
	if len(calls) > 0 {
		code := wrongAddress
		if calls[0].Port() != tcpPort {
			code = wrongPort
		}
		return fail(code, expected, fmt.Sprintf("it tries to connect to %v\n%s", calls[0], excerpt(errs)))
	}
	if all, _ := sockets("tcp"); len(all) > 0 {
		return fail(rolesSwapped, expected, "it listens on "+places(all))
	}
	if inUse.MatchString(errs) {
		return fail(rolesSwapped, expected, lastLines(errs, 2))
	}
	if len(sent) > 0 {
		return fail(noConnect, expected, fmt.Sprintf("a UDP datagram to %v", sent[0].to)).
			explained("TCP sockets are made with socket.SOCK_STREAM; SOCK_DGRAM makes a UDP one.")
	}
	if refused.MatchString(errs) {
		return fail(wrongPort, expected, lastLines(errs, 2))
	}
	if !t.p.running() && !t.p.success() {
		return t.crash(expected)
	}
	return t.waits(noConnect, expected, "it does not connect")
}

// endsAtOnce returns the check of ctrl-c for a client that has connected.
func (c *tcpClient) endsAtOnce(name string) check {
	return check{name: name, level: Required, run: func(t *trial) outcome {
		if o := c.start(t); o.result != Pass {
			return notTried("the program could not be started for this: %s", oneLine(o.got))
		}
		// Wait until the client waits for the reply: most clients send first.
		c.peer.until(quietLimit, func(b []byte) bool { return len(b) > 0 })
		return t.endsAtCtrlC()
	}}
}

// oneLine returns text on one line.
func oneLine(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", `\n`) }
