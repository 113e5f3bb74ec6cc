package tcp

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A chat is a conversation with the program. The checker plays both the other
// side and the person at the program's keyboard.
type chat struct {
	peer *talk.Peer
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
	mark   int    // number of bytes that it had printed then
	typed  string // the last text that was typed
	said   string // the last text that the program has sent
	done   int    // number of exchanges
}

// meet begins a conversation over a new connection.
func (c *chat) meet(peer *talk.Peer) {
	c.peer, c.last, c.said, c.done = peer, "", "", 0
}

// speaks reports whether it is the program's turn to speak.
func (c *chat) speaks(t *trial.Trial) bool {
	t.Program.Settle()
	if t.Program.AtKeyboard() {
		c.typist = true
		return true
	}
	return c.first && !c.typist
}

// fresh returns the part of b, which is all that the program has sent, that was
// not looked at yet.
func (c *chat) fresh(b []byte) []byte { return b[min(c.read, len(b)):] }

// hear sends text to the program, which must show it.
func (c *chat) hear(t *trial.Trial, text string) trial.Outcome {
	mark := len(t.Program.Screen.Text())
	c.last, c.mark = text, mark
	if c.lines {
		c.peer.Send(text + "\n")
		return t.Shows(mark, text)
	}
	c.peer.Send(text)
	o := t.Shows(mark, text)
	if o.Code == verdict.NoOutput && !t.Program.AtKeyboard() {
		c.peer.Send("\n")
		c.lines = t.ShowsWithin(trial.QuietLimit, mark, text).Result == verdict.Pass
		if c.lines {
			return trial.PassBut("it waits for the end of a line: its partner must send \\n after each message, which the worksheet's does not")
		}
	}
	return o
}

// orLate returns o, the diagnosis of a text that was not shown or sent in time, or the
// one for a program that is slow, if the text still comes.
func (c *chat) orLate(t *trial.Trial, o trial.Outcome) trial.Outcome {
	return t.OrLate(o, func(limit time.Duration) bool {
		if o.Code == verdict.NotSent {
			return c.sends(t, limit, c.typed).Result == verdict.Pass
		}
		return t.ShowsWithin(limit, c.mark, c.last).Result == verdict.Pass
	})
}

// speak types text, which the program must send.
func (c *chat) speak(t *trial.Trial, text string) trial.Outcome {
	c.typed = text
	t.Program.Say(text)
	return c.sends(t, t.Limit, text)
}

// sends waits until the program sends text. Other text may come before and after
// it.
func (c *chat) sends(t *trial.Trial, limit time.Duration, text string) trial.Outcome {
	ok := c.peer.Until(limit, func(b []byte) bool { return bytes.Contains(c.fresh(b), []byte(text)) })
	got := c.fresh(c.peer.Raw())
	c.read += len(got)
	c.lines = c.lines || bytes.HasSuffix(got, []byte("\n"))
	if ok && !match.Literal(string(got), bytes.Index(got, []byte(text))) && !c.echoes(got) && c.again(got, text) == "" && !trial.HasExtra(got) {
		c.said = text
		return trial.Pass()
	}
	closed := c.peer.Closed(0)
	if len(got) == 0 && closed {
		t.Program.Ends(trial.QuietLimit)
	}
	e := t.Evidence(0, text)
	e.Received, e.Closed = got, closed
	return trial.Diagnose(e, fmt.Sprintf("%q is sent", text), c.notSentRules(limit))
}

// echoes reports whether got, from the program, contains what was sent to it last.
func (c *chat) echoes(got []byte) bool { return c.last != "" && bytes.Contains(got, []byte(c.last)) }

// again returns what got, from the program, contains a second time, or "": text,
// which was typed last, or what the program has sent before.
func (c *chat) again(got []byte, text string) string {
	switch {
	case text == "":
		return ""
	case bytes.Count(got, []byte(text)) > 1:
		return text
	case c.said != text && c.said != "" && bytes.Contains(got, []byte(c.said)):
		return c.said
	}
	return ""
}

// exchange is one message in each direction.
func (c *chat) exchange(t *trial.Trial, said, heard string) trial.Outcome {
	return c.inOrder(t, c.speaks(t), said, heard)
}

// inOrder is exchange, if it is known whether the program speaks first.
func (c *chat) inOrder(t *trial.Trial, speaks bool, said, heard string) trial.Outcome {
	if speaks {
		if o := c.speak(t, said); o.Result != verdict.Pass {
			return o
		}
		return c.hear(t, heard)
	}
	if o := c.hear(t, heard); o.Result != verdict.Pass {
		return o
	}
	return c.speak(t, said)
}

// begin is the first exchange. It finds out who speaks first. What the program
// sends before that is a greeting. If the program does not send a line that was
// typed, the line was the answer to a question, for example for a name.
func (c *chat) begin(t *trial.Trial) trial.Outcome {
	t.Program.Settle()
	c.read = len(c.peer.Raw())
	said, heard := match.Words(t.Random, 2), match.Words(t.Random, 2)
	for range c.asks {
		t.Program.Say(talk.Nickname)
	}
	for c.speaks(t) && c.typist {
		t.Program.Say(said)
		o := c.sends(t, 2*trial.QuietLimit, said)
		switch {
		case o.Result == verdict.Pass && c.first:
			return c.answered(t, heard)
		case o.Result == verdict.Pass:
			if o = c.answered(t, heard); o.Result == verdict.Pass {
				return trial.PassBut("the server speaks first: then its client must wait for it")
			}
			return o
		case o.Code != verdict.NotSent || c.peer.Closed(0) || c.asks == 2:
			return o
		}
		said = match.Words(t.Random, 2)
		c.asks++
	}
	if c.first && !c.typist {
		o := c.speak(t, said)
		if o.Code == verdict.NotSent && t.Program.Unread() {
			o = c.sends(t, trial.LateLimit, said) // it may begin with a sleep
		}
		if o.Code == verdict.NotSent && c.hear(t, heard).Result == verdict.Pass {
			c.first = false // the line that was typed is its answer
			if c.sends(t, t.Limit, said).Result == verdict.Pass {
				return trial.PassBut("the server speaks first: then its server must do so too")
			}
		}
		if o.Result != verdict.Pass {
			return o
		}
		return c.answered(t, heard)
	}
	o := c.hear(t, heard)
	if o.Result != verdict.Pass {
		if o.Code == verdict.NoOutput && c.speak(t, said).Result == verdict.Pass && t.Shows(0, heard).Result == verdict.Pass {
			c.first = true
			return trial.PassBut("the server speaks first: then its client must wait for it")
		}
		if o = c.orLate(t, o); o.Code == verdict.NoOutput && t.Program.Running() && !t.Program.AtKeyboard() {
			c.peer.Send(talk.Filler)
			if t.Program.Until(trial.QuietLimit, func(text string) bool { return strings.Contains(match.Since(text, c.mark), heard[2:]) }) {
				return o.Explained(talk.ReadsTooMuch)
			}
		}
		return o
	}
	remark := o.Remark
	o = c.speak(t, said)
	if o.Code == verdict.NotSent && t.Program.Running() && c.hear(t, match.Words(t.Random, 1)).Result == verdict.Pass {
		o = trial.Fail(verdict.NoTurns, "the program sends what is typed", "it shows one message after the other, and sends nothing\n"+match.Excerpt(t.Program.Screen.Text()))
		if t.Program.Unread() {
			return o.Explained("What was typed is still waiting to be read. After each message, read a line from the keyboard (input) and send it.")
		}
		return o
	}
	if o.Result == verdict.Pass {
		o.Remark = remark
	}
	return o
}

// answered is the second half of the first exchange, for a program that has
// spoken: it must show the answer.
func (c *chat) answered(t *trial.Trial, heard string) trial.Outcome {
	o := c.hear(t, heard)
	if o.Code == verdict.NoOutput && c.speak(t, match.Words(t.Random, 1)).Result == verdict.Pass {
		return trial.Fail(verdict.NoTurns, "the program waits for the answer and shows it", "it sends one line after the other, and shows no answer\n"+match.Excerpt(t.Program.Screen.Text()))
	}
	return o
}

// more makes n more exchanges. In the second one, both sides say again what they
// have said in the first. In the third one they say more, in the fourth one less.
func (c *chat) more(t *trial.Trial, n int) trial.Outcome {
	speaks := c.speaks(t)
	var said, heard string
	for i := range n {
		longSaid, longHeard := said, heard
		switch i {
		case 1:
		case 2:
			said, heard = match.Words(t.Random, 6), match.Words(t.Random, 6)
		case 3:
			said, heard = match.Words(t.Random, 1), match.Words(t.Random, 1)
		default:
			said, heard = match.Words(t.Random, 2), match.Words(t.Random, 2)
		}
		c.done++
		if o := c.inOrder(t, speaks, said, heard); o.Result == verdict.Fail {
			return c.stopped(t, o, i == 1)
		}
		if i == 3 {
			t.Program.Settle()
			if o := trial.NoRest(match.Since(t.Program.Screen.Text(), c.mark), heard, longHeard); o.Result != verdict.Pass {
				return o
			}
			if match.WithRest(string(c.peer.Raw()), said, longSaid) {
				return trial.Fail(verdict.WrongMessage, fmt.Sprintf("%q is sent, and no more, after %q", said, longSaid), "the rest of the longer text is sent too").
					Explained(trial.OldRest)
			}
		}
	}
	return trial.Pass()
}

// turns checks that the program does not send a line that is typed too early
// until it is its turn.
func (c *chat) turns(t *trial.Trial) trial.Outcome {
	said, early, heard := match.Words(t.Random, 1), match.Words(t.Random, 1), match.Words(t.Random, 1)
	if c.speaks(t) {
		if o := c.speak(t, said); o.Result != verdict.Pass {
			return o
		}
	} else if o := c.exchange(t, said, match.Words(t.Random, 1)); o.Result != verdict.Pass {
		return o
	}
	if c.speakEarly(t, early) {
		// A program that can send and receive at any time does more than the sheet
		// asks for.
		for range 2 {
			if c.hear(t, match.Words(t.Random, 1)).Result != verdict.Pass {
				return trial.Fail(verdict.NoTurns, "the second line waits until the other side has answered the first", fmt.Sprintf("%q was sent before that", early))
			}
		}
		return trial.PassBut("it sends and receives at any time: more than the sheet asks for")
	}
	if o := c.hear(t, heard); o.Result != verdict.Pass {
		return o
	}
	if c.sends(t, trial.QuietLimit, early).Result != verdict.Pass {
		// It has thrown away what was typed too early.
		if o := c.speak(t, early); o.Result != verdict.Pass {
			return o
		}
	}
	return c.myTurn(t)
}

// speakEarly types text when it is not the program's turn, and reports whether
// it is sent anyway.
func (c *chat) speakEarly(t *trial.Trial, text string) bool {
	t.Program.Say(text)
	return c.peer.Until(trial.QuietLimit, func(b []byte) bool { return bytes.Contains(c.fresh(b), []byte(text)) })
}

// myTurn brings the chat to the point where it is the program's turn to speak.
func (c *chat) myTurn(t *trial.Trial) trial.Outcome {
	if c.speaks(t) {
		return trial.Pass()
	}
	return c.hear(t, match.Words(t.Random, 1))
}
