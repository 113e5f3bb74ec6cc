package talk

import (
	"fmt"
	"net"
	"net/netip"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A TCPClient is the part of a step that has to do with a program that connects.
type TCPClient struct {
	listener net.Listener
	udp      *net.UDPConn // for a program that does not use TCP; nil if the wire hears it
	Peer     *Peer
	Asked    string // what is typed if it asks for something other than a port or an address
}

// Start starts the program, and waits until it has connected.
func (c *TCPClient) Start(t *trial.Trial) trial.Outcome {
	t.Stop() // first, so that the program does not see the connection end
	c.Peer.Reset()
	c.Peer = nil
	if c.listener == nil {
		if who := t.Taken("tcp", TCPPort); who != "" {
			return trial.NotTried("%s", who)
		}
		l, err := net.Listen("tcp4", netip.AddrPortFrom(Localhost, TCPPort).String())
		if err != nil {
			return trial.NotTried("the checker cannot listen where the client connects: %v", err)
		}
		c.listener = l
		t.Closers = append(t.Closers, l)
		c.udp = listenUDP(t, TCPPort)
	}
	if err := t.Start(); err != nil {
		return trial.NotTried("%v", err)
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
	wait := t.WaitForStart()
	for waiting := true; waiting; {
		select {
		case conn = <-accepted:
			waiting = false
		case <-t.Program.Ended:
			waiting = false
		case <-time.After(10 * time.Millisecond):
			asks := t.Program.AtKeyboard()
			if sandbox.Connected(TCPPort) {
				continue // it has connected, so what it asks now already belongs to the step
			}
			waiting = (asks || !t.Program.HasTerminal()) && t.Program.Answer(wait.Idle(), TCPPort, Localhost.String(), c.Asked) ||
				!wait.Over()
		}
	}
	if conn == nil { // it may have connected just now
		l.SetDeadline(time.Now().Add(trial.QuietLimit))
		if conn = <-accepted; conn == nil {
			e := t.Evidence(0, "")
			e.Sent = append(e.Sent, heardUDP(c.udp)...)
			return trial.Diagnose(e, fmt.Sprintf("a TCP connection to 127.0.0.1:%d", TCPPort), notConnectedRules)
		}
	}
	c.Peer = newPeer(conn)
	return trial.Pass()
}

// EndsAtOnce returns the check of ctrl-c for a client that has connected.
func (c *TCPClient) EndsAtOnce(name string) trial.Check {
	return trial.Check{Name: name, Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
		if o := c.Start(t); o.Result != verdict.Pass {
			return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
		}
		// Wait until the client waits for the reply: most clients send first.
		c.Peer.Until(trial.QuietLimit, func(b []byte) bool { return len(b) > 0 })
		return t.EndsAtCtrlC()
	}}
}
