// Package tcp has the steps of worksheet 3: a server that sends back what it gets, a chat,
// and their clients.
package tcp

import (
	"fmt"
	"slices"
	"strings"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Server is the step of worksheet 3.1 that listens.
var Server = trial.Step{
	Name: "3.1-server", Title: "a TCP server that sends back what it gets", Section: "3.1 and 5.1",
	Signs: source.Signs{
		Must: source.Server + " !HTTP",
		Like: "3.1 server -client tcp ex1 ex3 TCP LISTEN 55000 -CHAT",
	},
	Checks: func() []trial.Check {
		s := new(talk.TCPServer)
		var said string
		var mark int
		return []trial.Check{
			{Name: fmt.Sprintf("listens on TCP port %d", talk.TCPPort), Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return s.Start(t, false)
			}},
			s.OnLocalhost(false),
			s.WaitsForCtrlC(false),
			{Name: "sends back what a client says", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if err := s.Dial(); err != nil {
					return trial.Fail(verdict.NoConnect, "a connection", err.Error())
				}
				mark = len(t.Program.Screen.Text())
				said = match.Words(t.Random, 4) + "!"
				s.Peer.Send(said)
				return echoes(t, s, said)
			}},
			{Name: "shows what the client says", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				o := t.Shows(mark, said)
				if o.Code == verdict.NoOutput && t.Program.Running() {
					s.Peer.Conn.CloseWrite()
					if t.ShowsWithin(trial.QuietLimit, mark, said).Result == verdict.Pass {
						return trial.Fail(verdict.Buffered, o.Expected, "nothing, until the client has left; then it is there").
							Explained("Print what the client says as soon as recv has returned it, not after the loop.")
					}
				}
				return o
			}},
			{Name: "ends without an error, or goes on with the next client", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				s.Peer.Closed(trial.QuietLimit)
				s.Peer.Leave()
				if t.Program.Ends(trial.QuietLimit) && !t.Program.Success() {
					return t.Crash("no error")
				}
				if o := waits(t); o.Result != verdict.Pass {
					return o
				}
				return echoesAnother(t, s, said)
			}},
			{Name: "survives a byte that is not ASCII", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return s.Survives(t, func() trial.Outcome {
					s.Peer.Send("caf\xe9")
					o := echoes(t, s, "caf\xe9")
					if o.Code == verdict.WrongMessage || o.Code == verdict.Truncated {
						o = trial.PassBut("what comes back for it is %q: it sends back the text, not the bytes", s.Peer.Raw())
					}
					return t.OrNonASCII(t.OrCrash(o))
				})
			}},
			{Name: "survives a client that leaves without a word", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return s.Survives(t, func() trial.Outcome {
					s.Peer.Conn.Close()
					return t.OrCrash(waits(t))
				})
			}},
			s.StartsAgain(false, func(t *trial.Trial) bool {
				s.Peer.Send("Hello")
				return s.Peer.Until(t.Limit, func(b []byte) bool { return len(b) >= 5 })
			}),
		}
	},
}

// waits checks that the program, whose client has left, has ended or waits.
func waits(t *trial.Trial) trial.Outcome {
	if t.Computes() {
		return trial.Fail(verdict.Hangs, "it ends, or waits", "the client has left, and the program computes without end\n"+match.Excerpt(t.Program.Screen.Text())).
			Explained(emptyReceive)
	}
	return trial.Pass()
}

// echoesAnother checks what the program sends back to a second client, who says less
// than the first, and something else. The worksheet's server deals with one client: so
// it is no failure if nothing comes back.
func echoesAnother(t *trial.Trial, s *talk.TCPServer, before string) trial.Outcome {
	if !t.Program.Running() || s.Dial() != nil {
		return trial.Pass()
	}
	defer s.Peer.Leave()
	mark, said := len(t.Program.Screen.Text()), match.Words(t.Random, 1)
	s.Peer.Send(said)
	if !s.Peer.Until(trial.QuietLimit, func(b []byte) bool { return len(b) > 0 }) {
		return trial.Pass()
	}
	o := echoes(t, s, said)
	got := string(s.Peer.Raw())
	switch {
	case o.Result == verdict.Pass:
		return trial.NoRest(match.Since(t.Program.Screen.Text(), mark), said, before)
	case match.WithRest(got, said, before):
		return o.Explained(trial.OldRest)
	case got == before:
		o.Got = "the second client gets what the first one has said\n" + o.Got
		return o.Explained("Each client must get back what it says itself: send the bytes that recv has just returned.")
	}
	return o
}

// echoes waits until the program sends back said.
func echoes(t *trial.Trial, s *talk.TCPServer, said string) trial.Outcome {
	if s.Peer.Until(t.Limit, func(b []byte) bool { return string(b) == said }) {
		t.Program.Settle() // it may send more
		if string(s.Peer.Raw()) == said {
			return trial.Pass()
		}
	}
	expected := fmt.Sprintf("%q comes back", said)
	got := s.Peer.Raw()
	if len(got) == 0 && !t.Program.Ends(trial.QuietLimit) && !s.Peer.Closed(0) {
		return s.Quiet(t, verdict.NoEcho, expected, said)
	}
	e := t.Evidence(0, said)
	if e.Received = got; len(got) == 0 && string(s.Peer.Raw()) == said { // it has come in the meantime
		return t.TooSlow(expected)
	}
	return trial.Diagnose(e, expected, noEchoRules)
}

// noEchoRules are for a server that has ended or closed the connection, or has sent
// back something else than Want.
var noEchoRules = slices.Concat(
	trial.OtherBytesRules,
	[]trial.Rule{
		{
			Code: verdict.Truncated,
			When: func(e *trial.Evidence) (string, bool) {
				return match.Diff(e.Received, []byte(e.Want)), len(e.Received) > 0 && strings.HasPrefix(e.Want, string(e.Received))
			},
		},
		{
			Code: verdict.WrongMessage,
			When: func(e *trial.Evidence) (string, bool) {
				return match.Diff(e.Received, []byte(e.Want)), len(e.Received) > 0
			},
			Why: "The server must send back the bytes that it has received, nothing else: s.send(rawdata).",
		},
	},
	trial.IfFailed(trial.CrashRules(verdict.NoLoop)),
	[]trial.Rule{{
		Code: verdict.DecodeError,
		When: func(e *trial.Evidence) (string, bool) {
			return "the connection is closed, nothing has come\n" + match.ErrorLines(e.Errors), match.CannotDecode.MatchString(e.Errors)
		},
	}, {
		Code: verdict.NoEcho,
		When: func(e *trial.Evidence) (string, bool) {
			return "the connection is closed, nothing has come\n" + match.Excerpt(e.Printed), true
		},
	}},
)
