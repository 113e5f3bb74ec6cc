package check

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// A chat is a talk with the program: the checker plays the other side and the
// person at the program's keyboard.
type chat struct {
	peer *peer
	// first says that the program speaks first. The client does, in the sheet's
	// programs; two programs that agree on the other order are right too.
	first bool
	read  int // how much of what the program sent was looked at, in bytes
}

// hear sends text to the program, which must show it.
func (c *chat) hear(t *trial, text string) outcome {
	mark := len(t.p.screen.text())
	c.peer.send(text)
	return t.shows(mark, text)
}

// speak types text, which the program must send.
func (c *chat) speak(t *trial, text string) outcome {
	t.p.say(text)
	return c.sends(t, t.limit, text)
}

// sends waits until the program sends text, with whatever before and after it.
func (c *chat) sends(t *trial, limit time.Duration, text string) outcome {
	fresh := func(b []byte) []byte { return b[min(c.read, len(b)):] }
	ok := c.peer.until(t, limit, func(b []byte) bool { return bytes.Contains(fresh(b), []byte(text)) })
	got := fresh(c.peer.raw())
	c.read += len(got)
	expected := fmt.Sprintf("%q is sent", text)
	switch {
	case ok:
		return pass()
	case len(got) > 0 && bytes.IndexByte(got, 0) >= 0, bytes.Contains(got, latin1(text)):
		return fail(wrongEncoding, expected, dump(got, 0))
	case len(got) > 0:
		return fail(wrongMessage, expected, diff(got, []byte(text))).
			explained("What goes out must be what the user has typed: s.send(text.encode('utf8')), with the text that input() has returned.")
	case !t.p.running() && !success(t.p):
		return t.crash(expected)
	}
	return fail(notSent, expected, fmt.Sprintf("nothing within %v\n%s", limit, excerpt(t.p.screen.text())))
}

func latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

// exchange is one message in each direction.
func (c *chat) exchange(t *trial, said, heard string) outcome {
	if c.first {
		if o := c.speak(t, said); o.result != Pass {
			return o
		}
		return c.hear(t, heard)
	}
	if o := c.hear(t, heard); o.result != Pass {
		return o
	}
	return c.speak(t, said)
}

// begin is the first exchange, which finds out who speaks first.
func (c *chat) begin(t *trial) outcome {
	said, heard := words(t.random, 2), words(t.random, 2)
	if c.first {
		o := c.speak(t, said)
		if o.result != Pass {
			if o.code == notSent && c.hear(t, heard).result == Pass {
				c.first = false // what was typed is its answer
				if c.sends(t, t.limit, said).result == Pass {
					return passBut("the server speaks first: then its server must do so too")
				}
			}
			return o
		}
		o = c.hear(t, heard)
		if o.code == noOutput || o.code == wrongOutput {
			more := words(t.random, 1)
			if c.speak(t, more).result == Pass {
				return fail(noTurns, "the program waits for the answer and shows it", "it sends one line after the other, and shows no answer\n"+excerpt(t.p.screen.text()))
			}
		}
		return o
	}
	o := c.hear(t, heard)
	if o.result != Pass {
		if o.code == noOutput || o.code == wrongOutput {
			if c.speak(t, said).result == Pass && t.shows(0, heard).result == Pass {
				c.first = true
				return passBut("the server speaks first: then its client must wait for it")
			}
		}
		return o
	}
	o = c.speak(t, said)
	if o.code == notSent && t.p.running() && c.hear(t, words(t.random, 1)).result == Pass {
		return fail(noTurns, "the program sends what is typed", "it shows one message after the other, and sends nothing\n"+excerpt(t.p.screen.text()))
	}
	return o
}

// more are further exchanges.
func (c *chat) more(t *trial, n int) outcome {
	for i := range n {
		o := c.exchange(t, words(t.random, 2), words(t.random, 2))
		if o.result != Pass {
			switch o.code {
			case noOutput, notSent, crashed, noLoop:
				if t.p.running() || success(t.p) {
					o.code = noLoop
					o.got = fmt.Sprintf("%d exchanges work, the next does not\n%s", i+1, o.got)
				}
			}
			return o
		}
	}
	return pass()
}

// turns checks that a line that is typed too early waits for its turn.
func (c *chat) turns(t *trial) outcome {
	said, early, heard := words(t.random, 1), words(t.random, 1), words(t.random, 1)
	if c.first {
		if o := c.speak(t, said); o.result != Pass {
			return o
		}
	} else if o := c.exchange(t, said, words(t.random, 1)); o.result != Pass {
		return o
	}
	if c.speakEarly(t, early) {
		// A program that can do both at any time does more than is asked.
		for range 2 {
			if c.hear(t, words(t.random, 1)).result != Pass {
				return fail(noTurns, "the second line waits until the other side has answered the first", fmt.Sprintf("%q was sent before that", early))
			}
		}
		return passBut("it sends and receives at any time: more than the sheet asks for")
	}
	if o := c.hear(t, heard); o.result != Pass {
		return o
	}
	if c.sends(t, quietLimit, early).result != Pass {
		// It has thrown away what was typed too early.
		if o := c.speak(t, early); o.result != Pass {
			return o
		}
	}
	if c.first {
		return c.hear(t, words(t.random, 1)) // now it is the program's turn again
	}
	return pass()
}

// speakEarly types text when it is not the program's turn, and reports whether
// it is sent all the same.
func (c *chat) speakEarly(t *trial, text string) bool {
	t.p.say(text)
	return c.peer.until(t, quietLimit, func(b []byte) bool { return bytes.Contains(b[min(c.read, len(b)):], []byte(text)) })
}

// myTurn brings the chat to where the person at the program's keyboard speaks.
func (c *chat) myTurn(t *trial) outcome {
	if c.first {
		return pass()
	}
	return c.hear(t, words(t.random, 1))
}

// chatChecks are the checks of both sides. connect starts the program and
// connects with it.
func chatChecks(c *chat, connect func(t *trial) outcome) (required, beyond []check) {
	required = []check{
		{name: "sends what is typed and shows what the other side says", level: Required, gate: true, run: func(t *trial) outcome {
			if c.peer == nil {
				if o := connect(t); o.result != Pass {
					return o
				}
			}
			return c.begin(t)
		}},
		{name: "does so five times", level: Required, gate: true, run: func(t *trial) outcome { return c.more(t, 4) }},
		{name: "takes turns: after a message it waits for the answer", level: Required, run: c.turns},
	}
	start := func(t *trial) outcome {
		if o := connect(t); o.result != Pass {
			return notTried("the program could not be started for this: %s", oneLine(o.got))
		}
		return c.myTurn(t)
	}
	beyond = []check{
		{name: "carries accents in both directions", level: Beyond, run: func(t *trial) outcome {
			if o := connect(t); o.result != Pass {
				return notTried("the program could not be started for this: %s", oneLine(o.got))
			}
			o := c.exchange(t, "ça et là "+words(t.random, 1), "É et Ç "+words(t.random, 1))
			if o.code == decodeError || o.code == crashed {
				o.code = crashNonASCII
			}
			return o
		}},
		{name: "is not blocked by an empty line", level: Beyond, run: func(t *trial) outcome {
			if o := start(t); o.result != Pass {
				return o
			}
			t.p.say("")
			if c.peer.until(t, quietLimit, func(b []byte) bool { return len(b) > c.read }) {
				c.read = len(c.peer.raw())
				return passBut("it sends something for it")
			}
			text := words(t.random, 1)
			if o := c.speak(t, text); o.result != Pass {
				return fail(emptyDeadlock, "the next line is sent", o.got)
			}
			return pass()
		}},
		{name: "ends when \"end\" is typed", level: Beyond, run: func(t *trial) outcome {
			if o := start(t); o.result != Pass {
				return o
			}
			t.p.say("end")
			if !t.p.ends(t.limit) {
				return fail(noEnd, "the program ends", "it still runs\n"+excerpt(t.p.screen.text())).
					explained("The sheet does not say how the chat ends. \"end\" is the word of worksheet 5.3.1.")
			}
			return pass()
		}},
		{name: "ends when the other side leaves", level: Beyond, run: func(t *trial) outcome {
			if o := start(t); o.result != Pass {
				return o
			}
			c.speak(t, words(t.random, 1))
			c.peer.conn.CloseWrite()
			for range 2 {
				if t.p.ends(quietLimit) {
					break
				}
				t.p.say(words(t.random, 1)) // it may wait for the keyboard first
			}
			if !t.p.ends(t.limit) {
				return fail(noEnd, "the program ends", "it still runs\n"+excerpt(t.p.screen.text())).
					explained("recv returns b'' when the other side has closed the connection: leave the loop then.")
			}
			if strings.Contains(t.p.errors.text(), "Traceback") {
				return t.crash("the program says so and ends")
			}
			return pass()
		}},
	}
	return required, beyond
}

var chatServerStep = step{
	name: "3.2-server", title: "the server of the chat", section: "3.2.1",
	checks: func() []check {
		s, c := new(tcpServer), new(chat)
		connect := func(t *trial) outcome {
			if c.peer != nil || t.p == nil || !t.p.running() {
				if o := s.start(t, false); o.result != Pass {
					return o
				}
			}
			if err := s.dial(); err != nil {
				return fail(noConnect, "a connection", err.Error())
			}
			c.peer, c.read = s.peer, 0
			return pass()
		}
		required, beyond := chatChecks(c, connect)
		all := []check{
			{name: fmt.Sprintf("listens on TCP port %d", tcpPort), level: Required, gate: true, run: func(t *trial) outcome {
				return s.start(t, false)
			}},
			s.onLocalhost(true),
			s.waitsForCtrlC(false),
		}
		all = append(all, required...)
		all = append(all, beyond...)
		return append(all, s.startsAgain(false, func(t *trial) bool {
			c.peer, c.read = s.peer, 0
			if c.myTurn(t).result != Pass {
				return false
			}
			t.p.say("end")
			t.p.ends(quietLimit)
			return true
		}))
	},
}

var chatClientStep = step{
	name: "3.2-client", title: "the client of the chat", section: "3.2.1",
	checks: func() []check {
		cl, c := new(tcpClient), &chat{first: true}
		connect := func(t *trial) outcome {
			o := cl.start(t)
			c.peer, c.read = cl.peer, 0
			return o
		}
		required, beyond := chatChecks(c, connect)
		all := []check{
			{name: fmt.Sprintf("connects to TCP port %d of 127.0.0.1", tcpPort), level: Required, gate: true, run: connect},
		}
		all = append(all, required...)
		all = append(all, check{name: "ends at ctrl-c while it waits for the keyboard", level: Required, run: func(t *trial) outcome {
			if o := connect(t); o.result != Pass {
				return notTried("the program could not be started for this: %s", oneLine(o.got))
			}
			if !c.first {
				c.myTurn(t)
			}
			return t.endsAtCtrlC()
		}})
		return append(all, beyond...)
	},
}
