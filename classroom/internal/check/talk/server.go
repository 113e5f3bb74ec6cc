package talk

import (
	"bytes"
	"cmp"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
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
func (s *TCPServer) Start(t *trial.Trial, anyPort bool) trial.Outcome {
	t.Stop() // first, so that the program does not see the connection end
	s.Peer.Reset()
	s.Peer = nil
	if who := t.Taken("tcp", TCPPort); who != "" {
		return trial.NotTried("%s", who)
	}
	if err := t.Start(); err != nil {
		return trial.NotTried("%v", err)
	}
	return s.listening(t, anyPort)
}

func (s *TCPServer) listening(t *trial.Trial, anyPort bool) trial.Outcome {
	port := uint16(TCPPort)
	if s.addr.IsValid() {
		port = s.addr.Port() // the port of its first run
	}
	all := waitBound(t, "tcp", port)
	addr, ok := sandbox.OnPort(all, port)
	if !ok && outlives(t, port, len(all) > 0) {
		if err := t.Start(); err != nil {
			return trial.NotTried("%v", err)
		}
		all = waitBound(t, "tcp", port)
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
			return trial.PassBut("it listens on port %d; the server that it is a copy of uses %d", addr.Port(), TCPPort)
		}
		return trial.Pass()
	}
	e := t.Evidence(0, "")
	e.TCP = all
	return orAbsent(t, trial.Diagnose(e, fmt.Sprintf("a TCP socket that listens on port %d", TCPPort), notListeningRules))
}

// onlyIPv6 reports whether a program that listens on addr does so with IPv6 alone.
func onlyIPv6(addr netip.AddrPort) bool {
	return addr.Addr().Is6() && addr.Addr().IsUnspecified() && sandbox.Free("tcp", addr.Port())
}

// OnLocalhost returns the check of the address that the program listens on.
// lanToo says that an address on the LAN is fine too.
func (s *TCPServer) OnLocalhost(lanToo bool) trial.Check {
	return trial.Check{Name: "listens on 127.0.0.1", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
		all, _ := sandbox.Sockets("tcp")
		addr, _ := sandbox.OnPort(all, s.addr.Port())
		a := addr.Addr()
		switch {
		case a == Localhost || a.IsUnspecified() && !onlyIPv6(addr):
			return trial.Pass()
		case lanToo && !a.IsLoopback():
			return trial.PassBut("it listens on %v: right for a client on the LAN, but 127.0.0.1 does not reach it", a)
		}
		o := trial.Fail(verdict.WrongAddress, "127.0.0.1 (or '', all addresses)", "it listens on "+addr.String())
		if a.Is6() {
			return o.Explained("This is IPv6, which a client of 127.0.0.1 does not reach. Some systems take \"localhost\" for ::1. Write 127.0.0.1, as the worksheet does.")
		}
		return o
	}}
}

// Dial connects to the program.
func (s *TCPServer) Dial() error {
	conn, err := trial.Dial(s.addr)
	if err != nil {
		return err
	}
	s.Peer = newPeer(conn)
	return nil
}

// WaitsForCtrlC returns the check of ctrl-c for a server to which no client has
// connected yet. The check starts the program again.
func (s *TCPServer) WaitsForCtrlC(anyPort bool) trial.Check {
	return trial.Check{Name: "ends at ctrl-c while it waits for a client", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
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
func (s *TCPServer) StartsAgain(anyPort bool, use func(t *trial.Trial) bool) trial.Check {
	return trial.Check{Name: "can start again at once", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
		if t.OnLoopback() {
			return trial.Unseen("to try it would keep the port from the next check for a minute")
		}
		if o := s.Start(t, anyPort); o.Result != verdict.Pass {
			return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
		}
		if err := s.Dial(); err != nil {
			return trial.NotTried("nobody can connect to it: %v", err)
		}
		used := use(t)
		if !s.Peer.Closed(trial.QuietLimit) {
			used = false
		}
		s.Peer.Conn.Close() // with FIN, so that the program's end goes to TIME-WAIT (RFC 9293)
		<-s.Peer.gone
		s.Peer = nil
		if !used {
			return trial.NotTried("it does not close its connections first")
		}
		o := s.Start(t, anyPort)
		switch {
		case o.Result == verdict.Fail && match.InUse.MatchString(t.Program.Screen.Text()):
			e := t.Evidence(0, "")
			return trial.Fail(verdict.NoReuseaddr, "it listens again", match.LastLines(cmp.Or(e.Errors, e.Printed), 2)).Explained(reuseAddress(e.Errors, sourceOf(t.Setup.Command)))
		case o.Code == verdict.WrongPort:
			return trial.Fail(verdict.NoReuseaddr, "it listens again", o.Got+": bind has failed, and the program has not looked whether it did")
		}
		return o
	}}
}

// sourceOf returns the text of the Python program that command runs, or "".
func sourceOf(command []string) string {
	for _, arg := range command {
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

// Quiet is the diagnosis for a server that sends nothing. It finds out what the
// server is waiting for.
func (s *TCPServer) Quiet(t *trial.Trial, code verdict.Code, expected, answer string) trial.Outcome {
	answers := func() bool {
		return s.Peer.Until(trial.QuietLimit, func(b []byte) bool { return len(b) > 0 })
	}
	o := t.OrLate(trial.Fail("", expected, ""), func(limit time.Duration) bool {
		return s.Peer.Until(limit, func(b []byte) bool { return bytes.Contains(b, []byte(answer)) })
	})
	if o.Code != "" {
		return o
	}
	return trial.Diagnose(t.Evidence(0, ""), expected, quietRules(code, fmt.Sprintf("nothing comes within %v", t.Limit),
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
func quietRules(code verdict.Code, got string, endLine, sendMore, endConnection func() bool) []trial.Rule {
	then := func(answers func() bool) func(*trial.Evidence) (string, bool) {
		return func(e *trial.Evidence) (string, bool) { return got + "\n" + match.Excerpt(e.Printed), answers() }
	}
	return slices.Insert(trial.StillWaits(code, got), 1,
		trial.Rule{Code: code, When: then(endLine),
			Why: "The program answers when the line ends. The worksheet's client sends no \\n: take what recv returns, not a line (readline, BufferedReader, scanf)."},
		trial.Rule{Code: code, When: then(sendMore), Why: ReadsTooMuch},
		trial.Rule{Code: code, When: then(endConnection),
			Why: "The program answers when the other side has closed the connection. The other side waits for the answer first: do not receive until recv returns b''."},
	)
}

// Survives starts the program, connects, and calls do, which does something unusual.
func (s *TCPServer) Survives(t *trial.Trial, do func() trial.Outcome) trial.Outcome {
	if o := s.Start(t, true); o.Result != verdict.Pass {
		return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
	}
	if err := s.Dial(); err != nil {
		return trial.NotTried("nobody can connect to it: %v", err)
	}
	return do()
}
