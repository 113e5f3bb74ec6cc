package tcp

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
		trial.OtherBytesRules,
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
