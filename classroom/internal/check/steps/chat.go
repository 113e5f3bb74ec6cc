package steps

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A chat is a conversation with the program. The checker plays both the other
// side and the person at the program's keyboard.
type chat struct {
	peer *trial.Peer
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
func (c *chat) meet(peer *trial.Peer) {
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
	if ok && !match.Literal(string(got), bytes.Index(got, []byte(text))) && !c.echoes(got) && c.again(got, text) == "" && !hasExtra(got) {
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

// notSentRules are for a program that has not sent what was typed within limit.
func (c *chat) notSentRules(limit time.Duration) []trial.Rule {
	return slices.Concat(
		[]trial.Rule{
			{
				Code: verdict.WrongMessage,
				When: func(e *trial.Evidence) (string, bool) {
					return fmt.Sprintf("%q is sent, which is what the other side has said", c.last), c.echoes(e.Received)
				},
				Why: "The program still sends back what it receives. Leave out the echo of 3.1: only what is typed is sent.",
			},
			{
				Code: verdict.WrongMessage,
				When: func(e *trial.Evidence) (string, bool) {
					text := c.again(e.Received, e.Want)
					return fmt.Sprintf("%q is sent twice", text), text != ""
				},
				Why: "What is typed must be sent once. Are there two calls of send for one input()?",
			},
			{
				Code: verdict.WrongMessage,
				When: func(e *trial.Evidence) (string, bool) {
					i := bytes.Index(e.Received, []byte(e.Want))
					return fmt.Sprintf("%q", e.Received), i >= 0 && match.Literal(string(e.Received), i)
				},
				Why: "str() of bytes gives the text b'...'. Use the text's own encode(): s.send(text.encode('utf8')).",
			},
		},
		otherBytesRules,
		[]trial.Rule{
			{
				Code: verdict.Truncated,
				When: func(e *trial.Evidence) (string, bool) {
					return match.Diff(e.Received, []byte(e.Want)), len(e.Received) > 0 && strings.HasPrefix(e.Want, string(e.Received))
				},
				Why: "Only the start of the line is sent. Some functions read one word: in C scanf with %s (fgets reads the line), in Java next (nextLine does).",
			},
			{
				Code: verdict.WrongMessage,
				When: func(e *trial.Evidence) (string, bool) {
					return match.Diff(e.Received, []byte(e.Want)), len(e.Received) > 0
				},
				Why: "What goes out must be what the user has typed: s.send(text.encode('utf8')), with the text that input() has returned.",
			},
		},
		trial.IfFailed(trial.CrashRules(verdict.NoLoop)),
		[]trial.Rule{
			{
				Code: verdict.NotSent,
				When: func(e *trial.Evidence) (string, bool) {
					return "the connection is closed, nothing has come\n" + match.Excerpt(e.Printed), e.Closed
				},
				Why: closesEach,
			},
			{
				Code: verdict.NotSent,
				When: func(e *trial.Evidence) (string, bool) {
					return fmt.Sprintf("nothing within %v\n%s", limit, match.Excerpt(e.Printed)), true
				},
			},
		},
	)
}

// closesEach explains why a program closes the connection too early.
const closesEach = "The program closes the connection. A chat goes over one: connect, or accept, before the loop, and close after it."

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
		t.Program.Say(trial.Nickname)
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
			c.peer.Send(trial.Filler)
			if t.Program.Until(trial.QuietLimit, func(text string) bool { return strings.Contains(match.Since(text, c.mark), heard[2:]) }) {
				return o.Explained(trial.ReadsTooMuch)
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
			if o := noRest(match.Since(t.Program.Screen.Text(), c.mark), heard, longHeard); o.Result != verdict.Pass {
				return o
			}
			if match.WithRest(string(c.peer.Raw()), said, longSaid) {
				return trial.Fail(verdict.WrongMessage, fmt.Sprintf("%q is sent, and no more, after %q", said, longSaid), "the rest of the longer text is sent too").
					Explained(oldRest)
			}
		}
	}
	return trial.Pass()
}

// stopped is the diagnosis for a program that has made some exchanges, the last of
// which has failed with o. repeated says that both sides have said the same as before.
func (c *chat) stopped(t *trial.Trial, o trial.Outcome, repeated bool) trial.Outcome {
	if o.Code == verdict.NoOutput || o.Code == verdict.NotSent {
		if repeated && c.ignored(t, o) {
			return trial.Fail(o.Code, o.Expected, "the text that was sent before is ignored; another text is not\n"+match.Excerpt(t.Program.Screen.Text())).
				Explained("A user may say the same thing twice. Show and send each message, also if it is equal to the one before.")
		}
		t.Program.Ends(trial.QuietLimit)
		if o = c.orLate(t, o); o.Code != verdict.TooSlow {
			e := t.Evidence(0, "")
			e.Closed = c.peer.Closed(0)
			o = trial.Refine(o, e, stoppedRules(o, c.done))
		}
	}
	worked := "the first exchange works"
	if c.done > 1 {
		worked = fmt.Sprintf("the first %d exchanges work", c.done)
	}
	o.Got = worked + ", the next does not\n" + o.Got
	return o
}

// ignored reports whether the program has ignored the text that it should have shown or
// sent, as o says, and goes on with other texts.
func (c *chat) ignored(t *trial.Trial, o trial.Outcome) bool {
	mark, heard, said := c.mark, c.last, c.typed
	if !t.Program.Running() || c.exchange(t, match.Words(t.Random, 2), match.Words(t.Random, 2)).Result != verdict.Pass {
		return false
	}
	if o.Code == verdict.NotSent {
		return bytes.Count(c.peer.Raw(), []byte(said)) == 1
	}
	return !match.HasText(match.Since(t.Program.Screen.Text(), mark), heard)
}

// stoppedRules are for a program that has made some exchanges and then does not
// show or send anything. o is the diagnosis of the exchange that does not work, after
// done that do.
func stoppedRules(o trial.Outcome, done int) []trial.Rule {
	rule := func(code verdict.Code, why string, when func(*trial.Evidence) bool) trial.Rule {
		return trial.Rule{Code: code, Why: why, When: func(e *trial.Evidence) (string, bool) { return o.Got, when(e) }}
	}
	return []trial.Rule{
		rule(verdict.NoLoop, fmt.Sprintf("The program ends by itself after %d exchanges. The chat of the worksheet goes on for ever: while True, not a number of times.", done),
			func(e *trial.Evidence) bool { return e.Ended && done > 1 }),
		rule(verdict.NoLoop, "", func(e *trial.Evidence) bool { return e.Ended }),
		rule(verdict.NoLoop, closesEach, func(e *trial.Evidence) bool { return e.Closed }),
		rule(verdict.NoTurns, "", func(e *trial.Evidence) bool { return e.AtKeyboard && o.Code == verdict.NoOutput }),
		rule(verdict.NoLoop, "The program neither receives nor asks for the next line. Is accept in the loop? It waits for another client. Accept or connect before the loop, and receive and send in it.",
			func(e *trial.Evidence) bool { return !e.AtKeyboard }),
	}
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
