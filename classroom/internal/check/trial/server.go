package trial

import (
	"bytes"
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// TCPPort is the port of worksheet 3 and 4.
const TCPPort = 55000

// A TCPServer is the part of a step that has to do with a program that listens.
type TCPServer struct {
	addr netip.AddrPort // where it listens
	Peer *Peer          // the connection with it
}

// Start starts the program, and waits until it listens. anyPort says that
// another port is fine too.
func (s *TCPServer) Start(t *Trial, anyPort bool) Outcome {
	t.Stop() // first, so that the program does not see the connection end
	s.Peer.Reset()
	s.Peer = nil
	if who := t.Taken("tcp", TCPPort); who != "" {
		return NotTried("%s", who)
	}
	if err := t.Start(); err != nil {
		return NotTried("%v", err)
	}
	return s.listening(t, anyPort)
}

func (s *TCPServer) listening(t *Trial, anyPort bool) Outcome {
	port := uint16(TCPPort)
	if s.addr.IsValid() {
		port = s.addr.Port() // the port of its first run
	}
	all := t.waitBound("tcp", port)
	addr, ok := sandbox.OnPort(all, port)
	if !ok && t.outlives(port, len(all) > 0) {
		if err := t.Start(); err != nil {
			return NotTried("%v", err)
		}
		all = t.waitBound("tcp", port)
		addr, ok = sandbox.OnPort(all, port)
	}
	if !ok && anyPort && !s.addr.IsValid() && len(all) > 0 {
		addr, ok = all[0].Addr, true
	}
	if ok {
		s.addr = addr
		switch {
		case onlyIPv6(addr):
			s.addr = netip.AddrPortFrom(netip.IPv6Loopback(), addr.Port())
		case addr.Addr().IsUnspecified():
			s.addr = netip.AddrPortFrom(Localhost, addr.Port())
		}
		if addr.Port() != TCPPort {
			return PassBut("it listens on port %d; the server that it is a copy of uses %d", addr.Port(), TCPPort)
		}
		return Pass()
	}
	e := t.Evidence(0, "")
	e.TCP = all
	return t.orAbsent(Diagnose(e, fmt.Sprintf("a TCP socket that listens on port %d", TCPPort), notListeningRules))
}

// onlyIPv6 reports whether a program that listens on addr does so with IPv6 alone.
func onlyIPv6(addr netip.AddrPort) bool {
	return addr.Addr().Is6() && addr.Addr().IsUnspecified() && sandbox.Free("tcp", addr.Port())
}

// OnLocalhost returns the check of the address that the program listens on.
// lanToo says that an address on the LAN is fine too.
func (s *TCPServer) OnLocalhost(lanToo bool) Check {
	return Check{Name: "listens on 127.0.0.1", Level: verdict.Required, Run: func(t *Trial) Outcome {
		all, _ := sandbox.Sockets("tcp")
		addr, _ := sandbox.OnPort(all, s.addr.Port())
		a := addr.Addr()
		switch {
		case a == Localhost || a.IsUnspecified() && !onlyIPv6(addr):
			return Pass()
		case lanToo && !a.IsLoopback():
			return PassBut("it listens on %v: right for a client on the LAN, but 127.0.0.1 does not reach it", a)
		}
		o := Fail(verdict.WrongAddress, "127.0.0.1 (or '', all addresses)", "it listens on "+addr.String())
		if a.Is6() {
			return o.Explained("This is IPv6, which a client of 127.0.0.1 does not reach. Some systems take \"localhost\" for ::1. Write 127.0.0.1, as the worksheet does.")
		}
		return o
	}}
}

// Dial connects to the program.
func (s *TCPServer) Dial() error {
	conn, err := net.DialTimeout("tcp", s.addr.String(), ActLimit)
	if err != nil {
		return err
	}
	s.Peer = newPeer(conn)
	return nil
}

// WaitsForCtrlC returns the check of ctrl-c for a server to which no client has
// connected yet. The check starts the program again.
func (s *TCPServer) WaitsForCtrlC(anyPort bool) Check {
	return Check{Name: "ends at ctrl-c while it waits for a client", Level: verdict.Required, Run: func(t *Trial) Outcome {
		o := t.EndsAtCtrlC()
		if again := s.Start(t, anyPort); again.Result != verdict.Pass {
			return again
		}
		return o
	}}
}

// StartsAgain returns the check that a server can start again right after it has
// closed a connection. use talks with the server in such a way that the server
// closes the connection.
func (s *TCPServer) StartsAgain(anyPort bool, use func(t *Trial) bool) Check {
	return Check{Name: "can start again at once", Level: verdict.Beyond, Run: func(t *Trial) Outcome {
		if t.onLoopback() {
			return Unseen("to try it would keep the port from the next check for a minute")
		}
		if o := s.Start(t, anyPort); o.Result != verdict.Pass {
			return NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
		}
		if err := s.Dial(); err != nil {
			return NotTried("nobody can connect to it: %v", err)
		}
		used := use(t)
		if !s.Peer.Closed(QuietLimit) {
			used = false
		}
		s.Peer.Conn.Close() // with FIN, so that the program's end goes to TIME-WAIT (RFC 9293)
		<-s.Peer.gone
		s.Peer = nil
		if !used {
			return NotTried("it does not close its connections first")
		}
		o := s.Start(t, anyPort)
		switch {
		case o.Result == verdict.Fail && match.InUse.MatchString(t.Program.Screen.Text()):
			e := t.Evidence(0, "")
			return Fail(verdict.NoReuseaddr, "it listens again", match.LastLines(cmp.Or(e.Errors, e.Printed), 2)).Explained(reuseAddress(e.Errors, t.source()))
		case o.Code == verdict.WrongPort:
			return Fail(verdict.NoReuseaddr, "it listens again", o.Got+": bind has failed, and the program has not looked whether it did")
		}
		return o
	}}
}

// source returns the text of the Python program that the command runs, or "".
func (t *Trial) source() string {
	for _, arg := range t.Setup.Command {
		if filepath.Ext(arg) == ".py" {
			text, _ := os.ReadFile(arg)
			return string(text)
		}
	}
	return ""
}

// reuseAddress explains to whom errors come from bind, in a Python program with that
// source, how to avoid them; or returns "".
func reuseAddress(errors, source string) string {
	all := bindCall.FindAllStringSubmatch(errors, -1)
	if all == nil {
		return ""
	}
	const kept = "After a connection the system keeps the port for a minute. "
	if strings.Contains(errors, "socketserver.py") {
		return kept + "Before the server is made: socketserver.TCPServer.allow_reuse_address = True."
	}
	module := "socket."
	if m := importAs.FindStringSubmatch(source); m != nil {
		module = m[1] + "."
	} else if importAll.MatchString(source) {
		module = ""
	}
	return fmt.Sprintf("%sBefore bind: %s.setsockopt(%sSOL_SOCKET, %sSO_REUSEADDR, 1).", kept, all[len(all)-1][1], module, module)
}

var (
	bindCall  = regexp.MustCompile(`(?m)^ +.*?([\w.]+)\.bind\(`)
	importAs  = regexp.MustCompile(`(?m)^import socket as (\w+)`)
	importAll = regexp.MustCompile(`(?m)^from socket import \*`)
)

// OrLate returns o, the diagnosis of something that has not come in time, or the one
// for a program that is slow. comes waits for it once more, and reports whether it
// comes.
func (t *Trial) OrLate(o Outcome, comes func(limit time.Duration) bool) Outcome {
	if !t.Program.Running() || t.Program.AtKeyboard() || !comes(LateLimit) {
		return o
	}
	return t.TooSlow(o.Expected)
}

// TooSlow is the diagnosis when what was expected has come too late.
func (t *Trial) TooSlow(expected string) Outcome {
	t.Silent = false
	return Fail(verdict.TooSlow, expected, fmt.Sprintf("it comes, but not within %v", t.Limit)).
		Explained("The program does what it should, but takes seconds. Is there a sleep in it? recv and input wait by themselves.")
}

// Quiet is the diagnosis for a server that sends nothing. It finds out what the
// server is waiting for.
func (s *TCPServer) Quiet(t *Trial, code verdict.Code, expected, answer string) Outcome {
	answers := func() bool {
		return s.Peer.Until(QuietLimit, func(b []byte) bool { return len(b) > 0 })
	}
	o := t.OrLate(Fail("", expected, ""), func(limit time.Duration) bool {
		return s.Peer.Until(limit, func(b []byte) bool { return bytes.Contains(b, []byte(answer)) })
	})
	if o.Code != "" {
		return o
	}
	return Diagnose(t.Evidence(0, ""), expected, quietRules(code, fmt.Sprintf("nothing comes within %v", t.Limit),
		func() bool { s.Peer.Send("\n"); return answers() },
		func() bool { s.Peer.Send(Filler); return answers() },
		func() bool { s.Peer.Conn.CloseWrite(); return answers() }))
}

// Filler is more than a program can wait for that fills a buffer, or takes the first two
// bytes for a length.
var Filler = strings.Repeat("x", 1<<16)

// ReadsTooMuch explains why a program waits for more bytes than a message has.
const ReadsTooMuch = "The program waits until many more bytes have come. Java's readUTF takes the first two bytes for a length, readFully and MSG_WAITALL fill a buffer. The worksheet's programs send the text alone: take what one recv or read returns."

// quietRules are for a server that sends nothing. The three functions end the line,
// send much more, and end the connection, and report whether the server answers then.
func quietRules(code verdict.Code, got string, endLine, sendMore, endConnection func() bool) []Rule {
	then := func(answers func() bool) func(*Evidence) (string, bool) {
		return func(e *Evidence) (string, bool) { return got + "\n" + match.Excerpt(e.Printed), answers() }
	}
	return slices.Insert(StillWaits(code, got), 1,
		Rule{Code: code, When: then(endLine),
			Why: "The program answers when the line ends. The worksheet's client sends no \\n: take what recv returns, not a line (readline, BufferedReader, scanf)."},
		Rule{Code: code, When: then(sendMore), Why: ReadsTooMuch},
		Rule{Code: code, When: then(endConnection),
			Why: "The program answers when the other side has closed the connection. The other side waits for the answer first: do not receive until recv returns b''."},
	)
}

// Survives starts the program, connects, and calls do, which does something unusual.
func (s *TCPServer) Survives(t *Trial, do func() Outcome) Outcome {
	if o := s.Start(t, true); o.Result != verdict.Pass {
		return NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
	}
	if err := s.Dial(); err != nil {
		return NotTried("nobody can connect to it: %v", err)
	}
	return do()
}

// OrCrash returns o, or the diagnosis of the error that has ended the program.
func (t *Trial) OrCrash(o Outcome) Outcome {
	t.Program.Settle() // it may be about to end
	if !t.Program.Ends(QuietLimit/6) || t.Program.Success() {
		return o
	}
	return t.Crash(cmp.Or(o.Expected, "it goes on, or ends without an error"))
}
