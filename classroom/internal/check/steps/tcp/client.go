package tcp

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// emptyReceive explains what people forget about the end of a connection.
const emptyReceive = "When the other side has closed the connection, recv returns b'' at once, again and again: leave the loop then."

// greeting is what the sheet's client sends.
const greeting = "Hello, Everyone!"

// Client is the step of worksheet 3.1 that connects.
var Client = trial.Step{
	Name: "3.1-client", Title: "a TCP client that says something and shows the reply", Section: "3.1 and 5.1",
	Signs: source.Signs{
		Must: source.Client,
		Like: "3.1 client -server tcp ex1 ex3 TCP CONNECT 55000 -CHAT",
	},
	Checks: func() []trial.Check {
		c := &talk.TCPClient{Asked: greeting}
		return []trial.Check{
			{Name: fmt.Sprintf("connects to TCP port %d of 127.0.0.1", talk.TCPPort), Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return c.Start(t)
			}},
			{Name: "sends its message", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return hears(t, c)
			}},
			{Name: "the message is \"Hello, Everyone!\" in ASCII", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return trial.JudgeMessage(c.Peer.Raw(), greeting)
			}},
			{Name: "shows the reply", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				reply := newReply(t, c)
				mark := len(t.Program.Screen.Text())
				c.Peer.Send(reply)
				c.Peer.Conn.CloseWrite() // as the sheet's server does; some clients wait for that
				o := t.Shows(mark, reply)
				if o.Code == verdict.NoOutput && match.HasText(match.Since(t.Program.Screen.Text(), mark), string(c.Peer.Raw())) {
					return o.Explained("The program shows what it has sent itself. Receive the reply and print that: rawdata = s.recv(BUFFER_SIZE).")
				}
				return o
			}},
			{Name: "ends when the server has closed the connection", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				if !t.Program.Ends(trial.QuietLimit) {
					t.Program.Say("") // it may wait for the return key
				}
				if !t.Program.Ends(t.Limit) {
					return trial.Fail(verdict.Hangs, "the program ends", fmt.Sprintf("it still runs %v after the server has closed the connection\n%s", t.Limit, match.Excerpt(t.Program.Screen.Text()))).
						Explained("Is there a loop without an end? " + emptyReceive)
				}
				if !t.Program.Success() {
					return t.Crash("no error")
				}
				return trial.Pass()
			}},
			c.EndsAtOnce("ends at ctrl-c while it waits for the reply"),
			{Name: "shows a reply that comes in two pieces", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				if o := c.Start(t); o.Result != verdict.Pass {
					return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
				}
				if o := hears(t, c); o.Result != verdict.Pass {
					return trial.NotTried("it has sent nothing this time")
				}
				reply := newReply(t, c)
				half := len(reply) / 2
				c.Peer.Send(reply[:half])
				t.Program.Until(trial.QuietLimit, func(text string) bool { return match.HasText(text, reply[:half]) })
				c.Peer.Send(reply[half:])
				c.Peer.Conn.CloseWrite()
				if !t.Program.Until(trial.QuietLimit, func(text string) bool {
					return match.HasText(text, reply[:half]) && match.HasText(text, reply[half:])
				}) {
					if !t.Program.Running() && !t.Program.Success() {
						return t.Crash(fmt.Sprintf("%q on the screen", reply))
					}
					if printed := t.Program.Screen.Text(); match.WithRest(printed, reply[:half], string(c.Peer.Raw())) {
						return trial.Fail(verdict.WrongOutput, fmt.Sprintf("%q, and no more, after the first piece", reply[:half]), match.ExcerptAround(printed, reply[:half])).Explained(trial.OldRest)
					}
					return trial.Fail(verdict.CutReply, fmt.Sprintf("%q on the screen", reply), match.Excerpt(t.Program.Screen.Text()))
				}
				return trial.Pass()
			}},
			{Name: "survives a server that closes without a reply", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				if o := c.Start(t); o.Result != verdict.Pass {
					return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
				}
				hears(t, c)
				c.Peer.Conn.CloseWrite()
				if !t.Program.Ends(t.Limit) {
					return trial.Fail(verdict.Hangs, "the program ends", "it still runs\n"+match.Excerpt(t.Program.Screen.Text()))
				}
				if t.Crashed() {
					return t.Crash("the program says so and ends")
				}
				return trial.Pass()
			}},
		}
	},
}

// hears waits until the client has sent something. If it waits for the
// keyboard, the checker types the sheet's message.
func hears(t *trial.Trial, c *talk.TCPClient) trial.Outcome {
	some := func(b []byte) bool { return len(b) > 0 }
	for range 70 {
		if c.Peer.Until(10*time.Millisecond, some) || t.Program.AtKeyboard() {
			break
		}
	}
	if !some(c.Peer.Raw()) {
		t.Program.Say(greeting)
		if !c.Peer.Until(t.Limit, some) {
			expected := "the bytes of a message"
			if !t.Program.Running() && !t.Program.Success() {
				return t.Crash(expected)
			}
			return trial.Fail(verdict.NotSent, expected, "nothing\n"+match.Excerpt(t.Program.Screen.Text()))
		}
	}
	// TCP may deliver the rest a moment later.
	for n := 0; len(c.Peer.Raw()) != n; {
		n = len(c.Peer.Raw())
		limit := 20 * time.Millisecond
		if strings.HasPrefix(greeting, string(c.Peer.Raw())) && n < len(greeting) {
			limit = t.Limit
		}
		c.Peer.Until(limit, func(b []byte) bool { return len(b) > n })
	}
	return trial.Pass()
}

// newReply returns a text as long as the one that the client has sent. The client
// may rely on this length, since the sheet's server sends back what it gets.
func newReply(t *trial.Trial, c *talk.TCPClient) string {
	n := max(8, len(bytes.TrimRight(c.Peer.Raw(), "\x00")))
	return match.Words(t.Random, n)[:n]
}
