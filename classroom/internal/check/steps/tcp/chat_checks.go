package tcp

import (
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// chatChecks returns the checks that the server and the client have in common.
// connect starts the program and connects with it.
func chatChecks(c *chat, connect func(t *trial.Trial) trial.Outcome) (required, beyond []trial.Check) {
	required = []trial.Check{
		{Name: "sends what is typed and shows what the other side says", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
			if c.peer == nil {
				if o := connect(t); o.Result != verdict.Pass {
					return o
				}
			}
			return c.begin(t)
		}},
		{Name: "does so five times", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return c.more(t, 4) }},
		{Name: "goes on for thirty more", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return c.more(t, 30) }},
		{Name: "takes turns: after a message it waits for the answer", Level: verdict.Required, Run: c.turns},
	}
	// start begins a chat, or goes on with the previous one if that is still
	// running and the checker can see whose turn it is.
	start := func(t *trial.Trial) trial.Outcome {
		if c.typist && t.Program.Running() && !c.peer.Closed(0) {
			return trial.Pass()
		}
		if o := connect(t); o.Result != verdict.Pass {
			return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
		}
		if o := c.begin(t); o.Result != verdict.Pass {
			return trial.NotTried("the first exchange does not work this time: %s", match.OneLine(o.Got))
		}
		return trial.Pass()
	}
	// startSpeaking is start, and goes on until it is the program's turn to speak.
	startSpeaking := func(t *trial.Trial) trial.Outcome {
		if o := start(t); o.Result != verdict.Pass {
			return o
		}
		return c.myTurn(t)
	}
	beyond = []trial.Check{
		{Name: "carries accents in both directions", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
			if o := start(t); o.Result != verdict.Pass {
				return o
			}
			o := c.exchange(t, "ça et là "+match.Words(t.Random, 1), "É et Ç "+match.Words(t.Random, 1))
			o = t.OrNonASCII(o)
			if o.Result != verdict.Pass {
				t.Stop()
			}
			return o
		}},
		{Name: "is not blocked by an empty line", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
			if o := startSpeaking(t); o.Result != verdict.Pass {
				return o
			}
			t.Program.Say("")
			if c.peer.Until(trial.QuietLimit, func(b []byte) bool { return len(b) > c.read }) {
				c.read = len(c.peer.Raw())
				return trial.PassBut("it sends something for it")
			}
			text := match.Words(t.Random, 1)
			t.Program.Say(text)
			if o := c.sends(t, trial.QuietLimit, text); o.Result != verdict.Pass {
				if t.Crashed() {
					return t.Crash("the next line is sent")
				}
				t.Stop()
				return trial.Fail(verdict.EmptyDeadlock, "the next line is sent", o.Got)
			}
			return trial.Pass()
		}},
		{Name: "ends when \"end\" is typed", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
			if o := startSpeaking(t); o.Result != verdict.Pass {
				return o
			}
			t.Program.Say("end")
			if o := c.ends(t, t.Limit); o.Result != verdict.Pass {
				return o.Explained("The sheet does not say how the chat ends. \"end\" is the word of worksheet 5.3.1.")
			}
			return trial.Pass()
		}},
		{Name: "ends when the other side leaves", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
			if o := startSpeaking(t); o.Result != verdict.Pass {
				return o
			}
			c.speak(t, match.Words(t.Random, 1))
			c.peer.Conn.CloseWrite()
			for range 2 {
				if t.Program.Settle(); t.Program.AtKeyboard() {
					t.Program.Say(match.Words(t.Random, 1)) // it may notice the end when it sends
				}
				if t.Program.Ends(trial.QuietLimit) {
					break
				}
			}
			if o := c.ends(t, trial.QuietLimit); o.Result != verdict.Pass {
				if o.Why == "" {
					o = o.Explained(emptyReceive)
				}
				return o
			}
			if t.Crashed() {
				return t.Crash("the program says so and ends")
			}
			return trial.Pass()
		}},
	}
	return required, beyond
}

// ends waits for the end of the chat: either the program ends, or it closes the
// connection and waits for the next client.
func (c *chat) ends(t *trial.Trial, limit time.Duration) trial.Outcome {
	if t.Program.Ends(limit) {
		return trial.Pass()
	}
	if listening, _ := sandbox.Sockets("tcp"); len(listening) > 0 && !t.Program.AtKeyboard() {
		if c.peer.Closed(0) {
			return trial.PassBut("it waits for the next client")
		}
		if !t.Computes() {
			return trial.Fail(verdict.NoEnd, "the program ends, or closes the connection", "it does neither, and does not wait for the keyboard\n"+match.Excerpt(t.Program.Screen.Text())).
				Explained("After the loop, close the socket that accept has returned: the other side waits for that.")
		}
	}
	return trial.Fail(verdict.NoEnd, "the program ends", "it still runs\n"+match.Excerpt(t.Program.Screen.Text()))
}
