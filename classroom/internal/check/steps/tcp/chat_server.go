package tcp

import (
	"fmt"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// ChatServer is the step of worksheet 3.2.1 that listens.
var ChatServer = trial.Step{
	Name: "3.2-server", Title: "the server of the chat", Section: "3.2.1",
	Signs: source.Signs{
		Must: source.Server + " !HTTP",
		Like: "3.2 server chat -client ex2 ex3 TCP LISTEN 55000 CHAT",
	},
	Checks: func() []trial.Check {
		s, c := new(talk.TCPServer), new(chat)
		connect := func(t *trial.Trial) trial.Outcome {
			if c.peer != nil || t.Program == nil || !t.Program.Running() {
				if o := s.Start(t, false); o.Result != verdict.Pass {
					return o
				}
			}
			if err := s.Dial(); err != nil {
				return trial.Fail(verdict.NoConnect, "a connection", err.Error())
			}
			c.meet(s.Peer)
			t.Program.GiveName(trial.QuietLimit, talk.Nickname)
			return trial.Pass()
		}
		required, beyond := chatChecks(c, connect)
		all := []trial.Check{
			{Name: fmt.Sprintf("listens on TCP port %d", talk.TCPPort), Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return s.Start(t, false)
			}},
			s.OnLocalhost(true),
			s.WaitsForCtrlC(false),
		}
		all = append(all, required...)
		all = append(all, beyond...)
		return append(all, s.StartsAgain(false, func(t *trial.Trial) bool {
			c.meet(s.Peer)
			if c.begin(t).Result != verdict.Pass || c.myTurn(t).Result != verdict.Pass {
				return false
			}
			t.Program.Say("end")
			return true
		}))
	},
}
