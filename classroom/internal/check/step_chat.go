package check

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// A chat is a conversation with the program. The checker plays both the other
// side and the person at the program's keyboard.
type chat struct {
	peer *peer
	// first says that the program speaks first. The client does, in the sheet's
	// programs; two programs that agree on the other order are right too.
	first bool
	// typist says that the program was seen waiting for the keyboard. From then
	// on it is the program's turn whenever it waits for the keyboard, and only
	// then.
	typist bool
	asks   int    // how many questions it asks before the chat begins
	lines  bool   // its partner must end a message with \n
	read   int    // number of bytes from the program that were looked at
	last   string // the last text that was sent to the program
}

// speaks reports whether it is the program's turn to speak.
func (c *chat) speaks(t *trial) bool {
	t.p.settle()
	if t.p.atKeyboard() {
		c.typist = true
		return true
	}
	return c.first && !c.typist
}

// fresh returns the part of b, which is all that the program has sent, that was
// not looked at yet.
func (c *chat) fresh(b []byte) []byte { return b[min(c.read, len(b)):] }

// hear sends text to the program, which must show it.
func (c *chat) hear(t *trial, text string) outcome {
	mark := len(t.p.screen.text())
	c.last = text
	if c.lines {
		c.peer.send(text + "\n")
		return t.shows(mark, text)
	}
	c.peer.send(text)
	o := t.shows(mark, text)
	if o.code == noOutput && !t.p.atKeyboard() {
		c.peer.send("\n")
		c.lines = t.showsWithin(quietLimit, mark, text).result == Pass
		if c.lines {
			return passBut("it waits for the end of a line: its partner must send \\n after each message, which the worksheet's does not")
		}
	}
	return o
}

// speak types text, which the program must send.
func (c *chat) speak(t *trial, text string) outcome {
	t.p.say(text)
	return c.sends(t, t.limit, text)
}

// sends waits until the program sends text. Other text may come before and after
// it.
func (c *chat) sends(t *trial, limit time.Duration, text string) outcome {
	ok := c.peer.until(limit, func(b []byte) bool { return bytes.Contains(c.fresh(b), []byte(text)) })
	got := c.fresh(c.peer.raw())
	c.read += len(got)
	c.lines = c.lines || bytes.HasSuffix(got, []byte("\n"))
	expected := fmt.Sprintf("%q is sent", text)
	switch {
	case c.last != "" && bytes.Contains(got, []byte(c.last)):
		return fail(wrongMessage, expected, fmt.Sprintf("%q is sent, which is what the other side has said", c.last)).
			explained("The program still sends back what it receives. Leave out the echo of 3.1: only what is typed is sent.")
	case ok && literal(string(got), bytes.Index(got, []byte(text))):
		return fail(wrongMessage, expected, fmt.Sprintf("%q", got)).
			explained("str() of bytes gives the text b'...'. Use the text's own encode(): s.send(text.encode('utf8')).")
	case ok:
		return pass()
	case len(got) > 0 && bytes.IndexByte(got, 0) >= 0, bytes.Contains(got, latin1(text)):
		return fail(wrongEncoding, expected, dump(got, 0))
	case len(got) > 0:
		return fail(wrongMessage, expected, diff(got, []byte(text))).
			explained("What goes out must be what the user has typed: s.send(text.encode('utf8')), with the text that input() has returned.")
	case c.peer.closed(0):
		if t.p.ends(quietLimit) && !t.p.success() {
			return t.crash(expected)
		}
		return fail(notSent, expected, "the connection is closed, nothing has come\n"+excerpt(t.p.screen.text())).
			explained("The program closes the connection. A chat goes over one: connect, or accept, before the loop, and close after it.")
	case !t.p.running() && !t.p.success():
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
	if c.speaks(t) {
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

// begin is the first exchange. It finds out who speaks first. What the program
// sends before that is a greeting. If the program does not send a line that was
// typed, the line was the answer to a question, for example for a name.
func (c *chat) begin(t *trial) outcome {
	t.p.settle()
	c.read = len(c.peer.raw())
	said, heard := words(t.random, 2), words(t.random, 2)
	for range c.asks {
		t.p.say(nickname)
	}
	for c.speaks(t) && c.typist {
		t.p.say(said)
		o := c.sends(t, 2*quietLimit, said)
		switch {
		case o.result == Pass && c.first:
			return c.answered(t, heard)
		case o.result == Pass:
			if o = c.answered(t, heard); o.result == Pass {
				return passBut("the server speaks first: then its client must wait for it")
			}
			return o
		case o.code != notSent || c.peer.closed(0) || c.asks == 2:
			return o
		}
		said = words(t.random, 2)
		c.asks++
	}
	if c.first && !c.typist {
		o := c.speak(t, said)
		if o.code == notSent && c.hear(t, heard).result == Pass {
			c.first = false // the line that was typed is its answer
			if c.sends(t, t.limit, said).result == Pass {
				return passBut("the server speaks first: then its server must do so too")
			}
		}
		if o.result != Pass {
			return o
		}
		return c.answered(t, heard)
	}
	o := c.hear(t, heard)
	if o.result != Pass {
		if o.code == noOutput && c.speak(t, said).result == Pass && t.shows(0, heard).result == Pass {
			c.first = true
			return passBut("the server speaks first: then its client must wait for it")
		}
		return o
	}
	remark := o.remark
	o = c.speak(t, said)
	if o.code == notSent && t.p.running() && c.hear(t, words(t.random, 1)).result == Pass {
		return fail(noTurns, "the program sends what is typed", "it shows one message after the other, and sends nothing\n"+excerpt(t.p.screen.text()))
	}
	if o.result == Pass {
		o.remark = remark
	}
	return o
}

// answered is the second half of the first exchange, for a program that has
// spoken: it must show the answer.
func (c *chat) answered(t *trial, heard string) outcome {
	o := c.hear(t, heard)
	if o.code == noOutput && c.speak(t, words(t.random, 1)).result == Pass {
		return fail(noTurns, "the program waits for the answer and shows it", "it sends one line after the other, and shows no answer\n"+excerpt(t.p.screen.text()))
	}
	return o
}

// more makes n more exchanges.
func (c *chat) more(t *trial, n int) outcome {
	for i := range n {
		o := c.exchange(t, words(t.random, 2), words(t.random, 2))
		if o.result == Fail {
			if o.code == noOutput || o.code == notSent {
				switch {
				case t.p.ends(quietLimit):
					o.code, o.why = noLoop, ""
				case o.code == noOutput && t.p.atKeyboard():
					o.code, o.why = noTurns, ""
				case !t.p.atKeyboard():
					o.code = noLoop
					o.why = "The program neither receives nor asks for the next line. Is accept in the loop? It waits for another client. Accept or connect before the loop, and receive and send in it."
				}
			}
			o.got = fmt.Sprintf("%d exchanges work, the next does not\n%s", i+1, o.got)
			return o
		}
	}
	return pass()
}

// turns checks that the program does not send a line that is typed too early
// until it is its turn.
func (c *chat) turns(t *trial) outcome {
	said, early, heard := words(t.random, 1), words(t.random, 1), words(t.random, 1)
	if c.speaks(t) {
		if o := c.speak(t, said); o.result != Pass {
			return o
		}
	} else if o := c.exchange(t, said, words(t.random, 1)); o.result != Pass {
		return o
	}
	if c.speakEarly(t, early) {
		// A program that can send and receive at any time does more than the sheet
		// asks for.
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
	return c.myTurn(t)
}

// speakEarly types text when it is not the program's turn, and reports whether
// it is sent anyway.
func (c *chat) speakEarly(t *trial, text string) bool {
	t.p.say(text)
	return c.peer.until(quietLimit, func(b []byte) bool { return bytes.Contains(c.fresh(b), []byte(text)) })
}

// myTurn brings the chat to the point where it is the program's turn to speak.
func (c *chat) myTurn(t *trial) outcome {
	if c.speaks(t) {
		return pass()
	}
	return c.hear(t, words(t.random, 1))
}

// chatChecks returns the checks that the server and the client have in common.
// connect starts the program and connects with it.
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
	// start begins a chat, or goes on with the previous one if that is still
	// running and the checker can see whose turn it is.
	start := func(t *trial) outcome {
		if c.typist && t.p.running() && !c.peer.closed(0) {
			return pass()
		}
		if o := connect(t); o.result != Pass {
			return notTried("the program could not be started for this: %s", oneLine(o.got))
		}
		if o := c.begin(t); o.result != Pass {
			return notTried("the first exchange does not work this time: %s", oneLine(o.got))
		}
		return pass()
	}
	// startSpeaking is start, and goes on until it is the program's turn to speak.
	startSpeaking := func(t *trial) outcome {
		if o := start(t); o.result != Pass {
			return o
		}
		return c.myTurn(t)
	}
	beyond = []check{
		{name: "carries accents in both directions", level: Beyond, run: func(t *trial) outcome {
			if o := start(t); o.result != Pass {
				return o
			}
			o := c.exchange(t, "ça et là "+words(t.random, 1), "É et Ç "+words(t.random, 1))
			if o.code == decodeError || o.code == crashed {
				o.code = crashNonASCII
			}
			if o.result != Pass {
				t.stop()
			}
			return o
		}},
		{name: "is not blocked by an empty line", level: Beyond, run: func(t *trial) outcome {
			if o := startSpeaking(t); o.result != Pass {
				return o
			}
			t.p.say("")
			if c.peer.until(quietLimit, func(b []byte) bool { return len(b) > c.read }) {
				c.read = len(c.peer.raw())
				return passBut("it sends something for it")
			}
			text := words(t.random, 1)
			t.p.say(text)
			if o := c.sends(t, quietLimit, text); o.result != Pass {
				t.stop()
				return fail(emptyDeadlock, "the next line is sent", o.got)
			}
			return pass()
		}},
		{name: "ends when \"end\" is typed", level: Beyond, run: func(t *trial) outcome {
			if o := startSpeaking(t); o.result != Pass {
				return o
			}
			t.p.say("end")
			if o := c.ends(t, t.limit); o.result != Pass {
				return o.explained("The sheet does not say how the chat ends. \"end\" is the word of worksheet 5.3.1.")
			}
			return pass()
		}},
		{name: "ends when the other side leaves", level: Beyond, run: func(t *trial) outcome {
			if o := startSpeaking(t); o.result != Pass {
				return o
			}
			c.speak(t, words(t.random, 1))
			c.peer.conn.CloseWrite()
			for range 2 {
				if t.p.settle(); t.p.atKeyboard() {
					t.p.say(words(t.random, 1)) // it may notice the end when it sends
				}
				if t.p.ends(quietLimit) {
					break
				}
			}
			if o := c.ends(t, quietLimit); o.result != Pass {
				return o.explained(emptyReceive)
			}
			if strings.Contains(t.p.errors.text(), "Traceback") {
				return t.crash("the program says so and ends")
			}
			return pass()
		}},
	}
	return required, beyond
}

// ends waits for the end of the chat: either the program ends, or it closes the
// connection and waits for the next client.
func (c *chat) ends(t *trial, limit time.Duration) outcome {
	if t.p.ends(limit) {
		return pass()
	}
	if listening, _ := sockets("tcp"); len(listening) > 0 && c.peer.closed(0) && !t.p.atKeyboard() {
		return passBut("it waits for the next client")
	}
	return fail(noEnd, "the program ends", "it still runs\n"+excerpt(t.p.screen.text()))
}

var chatServerStep = step{
	name: "3.2-server", title: "the server of the chat", section: "3.2.1",
	signs: Signs{
		Must: Server + " !HTTP",
		Like: "3.2 server chat -client ex2 ex3 TCP LISTEN 55000 CHAT",
	},
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
			c.peer, c.last = s.peer, ""
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
			c.peer, c.last = s.peer, ""
			if c.begin(t).result != Pass || c.myTurn(t).result != Pass {
				return false
			}
			t.p.say("end")
			return true
		}))
	},
}

var chatClientStep = step{
	name: "3.2-client", title: "the client of the chat", section: "3.2.1",
	signs: Signs{
		Must: Client,
		Like: "3.2 client chat -server ex2 ex3 TCP CONNECT 55000 CHAT",
	},
	checks: func() []check {
		cl, c := &tcpClient{asked: nickname}, &chat{first: true}
		connect := func(t *trial) outcome {
			o := cl.start(t)
			c.peer, c.last = cl.peer, ""
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
			t.p.settle()
			return t.endsAtCtrlC()
		}})
		return append(all, beyond...)
	},
}
