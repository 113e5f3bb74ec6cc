package check

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

var tcpServerStep = step{
	name: "3.1-server", title: "a TCP server that sends back what it gets", section: "3.1 and 5.1",
	signs: Signs{
		Must: Server + " !HTTP",
		Like: "3.1 server -client tcp ex1 ex3 TCP LISTEN 55000 -CHAT",
	},
	checks: func() []check {
		s := new(tcpServer)
		var said string
		var mark int
		return []check{
			{name: fmt.Sprintf("listens on TCP port %d", tcpPort), level: Required, gate: true, run: func(t *trial) outcome {
				return s.start(t, false)
			}},
			s.onLocalhost(false),
			s.waitsForCtrlC(false),
			{name: "sends back what a client says", level: Required, gate: true, run: func(t *trial) outcome {
				if err := s.dial(); err != nil {
					return fail(noConnect, "a connection", err.Error())
				}
				mark = len(t.p.screen.text())
				said = words(t.random, 4) + "!"
				s.peer.send(said)
				return s.echoes(t, said)
			}},
			{name: "shows what the client says", level: Required, run: func(t *trial) outcome {
				return t.shows(mark, said)
			}},
			{name: "ends without an error, or waits for the next client", level: Required, run: func(t *trial) outcome {
				s.peer.closed(quietLimit)
				s.peer.leave()
				if t.p.ends(quietLimit) && !t.p.success() {
					return t.crash("no error")
				}
				if t.computes() {
					return fail(hangs, "it ends, or waits", "the client has left, and the program computes without end\n"+excerpt(t.p.screen.text())).
						explained(emptyReceive)
				}
				return pass()
			}},
			{name: "survives a byte that is no ASCII", level: Beyond, run: func(t *trial) outcome {
				return s.survives(t, func() outcome {
					s.peer.send("caf\xe9")
					return s.echoes(t, "caf\xe9")
				}, crashNonASCII)
			}},
			{name: "survives a client that leaves without a word", level: Beyond, run: func(t *trial) outcome {
				return s.survives(t, func() outcome {
					s.peer.conn.Close()
					if t.p.ends(quietLimit) && !t.p.success() {
						return t.crash("no error")
					}
					return pass()
				}, crashed)
			}},
			s.startsAgain(false, func(t *trial) bool {
				s.peer.send("Hello")
				return s.peer.until(t.limit, func(b []byte) bool { return len(b) >= 5 })
			}),
		}
	},
}

// echoes waits until the program sends back said.
func (s *tcpServer) echoes(t *trial, said string) outcome {
	if s.peer.until(t.limit, func(b []byte) bool { return string(b) == said }) {
		return pass()
	}
	expected := fmt.Sprintf("%q comes back", said)
	got := s.peer.raw()
	switch {
	case len(got) > 0 && strings.HasPrefix(said, string(got)):
		return fail(truncated, expected, diff(got, []byte(said)))
	case len(got) > 0:
		return fail(wrongMessage, expected, diff(got, []byte(said))).
			explained("The server must send back the bytes that it has received, nothing else: s.send(rawdata).")
	case !t.p.running() && !t.p.success(), t.p.ends(quietLimit) && !t.p.success():
		return t.crash(expected)
	case t.p.running() && !s.peer.closed(0):
		return s.quiet(t, noEcho, expected, said)
	}
	return fail(noEcho, expected, "the connection is closed, nothing has come\n"+excerpt(t.p.screen.text()))
}

// quiet is the diagnosis for a server that sends nothing. It finds out what the
// server is waiting for.
func (s *tcpServer) quiet(t *trial, code Code, expected, answer string) outcome {
	o := t.waits(code, expected, fmt.Sprintf("nothing comes within %v", t.limit))
	answers := func() bool {
		return s.peer.until(quietLimit, func(b []byte) bool { return len(b) > 0 && bytes.Contains(b, []byte(answer)) })
	}
	if t.p.atKeyboard() {
		return o
	}
	if s.peer.send("\n"); answers() {
		return o.explained("The program answers when the line ends. The worksheet's client sends no \\n: take what recv returns, not a line (readline, BufferedReader, scanf).")
	}
	if s.peer.conn.CloseWrite(); answers() {
		return o.explained("The program answers when the other side has closed the connection. The other side waits for the answer first: do not receive until recv returns b''.")
	}
	return o
}

// survives starts the program, connects, and calls do, which does something unusual.
// A failure gets the given code.
func (s *tcpServer) survives(t *trial, do func() outcome, code Code) outcome {
	if o := s.start(t, true); o.result != Pass {
		return notTried("the program could not be started for this: %s", oneLine(o.got))
	}
	if err := s.dial(); err != nil {
		return notTried("nobody can connect to it: %v", err)
	}
	o := do()
	if o.result == Fail {
		o = fail(code, o.expected, o.got)
	}
	return o
}

// emptyReceive explains what people forget about the end of a connection.
const emptyReceive = "When the other side has closed the connection, recv returns b'' at once, again and again: leave the loop then."

// greeting is what the sheet's client sends.
const greeting = "Hello, Everyone!"

var tcpClientStep = step{
	name: "3.1-client", title: "a TCP client that says something and shows the reply", section: "3.1 and 5.1",
	signs: Signs{
		Must: Client,
		Like: "3.1 client -server tcp ex1 ex3 TCP CONNECT 55000 -CHAT",
	},
	checks: func() []check {
		c := &tcpClient{asked: greeting}
		return []check{
			{name: fmt.Sprintf("connects to TCP port %d of 127.0.0.1", tcpPort), level: Required, gate: true, run: func(t *trial) outcome {
				return c.start(t)
			}},
			{name: "sends its message", level: Required, gate: true, run: func(t *trial) outcome {
				return c.hears(t)
			}},
			{name: "the message is \"Hello, Everyone!\" in ASCII", level: Required, run: func(t *trial) outcome {
				return judgeMessage(c.peer.raw(), greeting)
			}},
			{name: "shows the reply", level: Required, run: func(t *trial) outcome {
				reply := c.reply(t)
				mark := len(t.p.screen.text())
				c.peer.send(reply)
				c.peer.conn.CloseWrite() // as the sheet's server does; some clients wait for that
				o := t.shows(mark, reply)
				if o.code == noOutput && hasText(since(t.p.screen.text(), mark), string(c.peer.raw())) {
					return o.explained("The program shows what it has sent itself. Receive the reply and print that: rawdata = s.recv(BUFFER_SIZE).")
				}
				return o
			}},
			{name: "ends when the server has closed the connection", level: Required, run: func(t *trial) outcome {
				if !t.p.ends(quietLimit) {
					t.p.say("") // it may wait for the return key
				}
				if !t.p.ends(t.limit) {
					return fail(hangs, "the program ends", fmt.Sprintf("it still runs %v after the server has closed the connection\n%s", t.limit, excerpt(t.p.screen.text()))).
						explained("Is there a loop without an end? " + emptyReceive)
				}
				if !t.p.success() {
					return t.crash("no error")
				}
				return pass()
			}},
			c.endsAtOnce("ends at ctrl-c while it waits for the reply"),
			{name: "shows a reply that comes in two pieces", level: Beyond, run: func(t *trial) outcome {
				if o := c.start(t); o.result != Pass {
					return notTried("the program could not be started for this: %s", oneLine(o.got))
				}
				if o := c.hears(t); o.result != Pass {
					return notTried("it has sent nothing this time")
				}
				reply := c.reply(t)
				half := len(reply) / 2
				c.peer.send(reply[:half])
				t.p.until(quietLimit, func(text string) bool { return hasText(text, reply[:half]) })
				c.peer.send(reply[half:])
				c.peer.conn.CloseWrite()
				if !t.p.until(quietLimit, func(text string) bool {
					return hasText(text, reply[:half]) && hasText(text, reply[half:])
				}) {
					return fail(cutReply, fmt.Sprintf("%q on the screen", reply), excerpt(t.p.screen.text()))
				}
				return pass()
			}},
			{name: "survives a server that closes without a reply", level: Beyond, run: func(t *trial) outcome {
				if o := c.start(t); o.result != Pass {
					return notTried("the program could not be started for this: %s", oneLine(o.got))
				}
				c.hears(t)
				c.peer.conn.CloseWrite()
				if !t.p.ends(t.limit) {
					return fail(hangs, "the program ends", "it still runs\n"+excerpt(t.p.screen.text()))
				}
				if strings.Contains(t.p.errors.text(), "Traceback") {
					return t.crash("the program says so and ends")
				}
				return pass()
			}},
		}
	},
}

// hears waits until the client has sent something. If it waits for the
// keyboard, the checker types the sheet's message.
func (c *tcpClient) hears(t *trial) outcome {
	some := func(b []byte) bool { return len(b) > 0 }
	for range 70 {
		if c.peer.until(10*time.Millisecond, some) || t.p.atKeyboard() {
			break
		}
	}
	if !some(c.peer.raw()) {
		t.p.say(greeting)
		if !c.peer.until(t.limit, some) {
			expected := "the bytes of a message"
			if !t.p.running() && !t.p.success() {
				return t.crash(expected)
			}
			return fail(notSent, expected, "nothing\n"+excerpt(t.p.screen.text()))
		}
	}
	// TCP may deliver the rest a moment later.
	for n := 0; len(c.peer.raw()) != n; {
		n = len(c.peer.raw())
		limit := 20 * time.Millisecond
		if strings.HasPrefix(greeting, string(c.peer.raw())) && n < len(greeting) {
			limit = t.limit
		}
		c.peer.until(limit, func(b []byte) bool { return len(b) > n })
	}
	return pass()
}

// reply returns a text as long as the one that the client has sent. The client
// may rely on this length, since the sheet's server sends back what it gets.
func (c *tcpClient) reply(t *trial) string {
	n := max(8, len(c.peer.raw()))
	return words(t.random, n)[:n]
}
