package tcp

import (
	"fmt"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// ChatClient is the step of worksheet 3.2.1 that connects.
var ChatClient = trial.Step{
	Name: "3.2-client", Title: "the client of the chat", Section: "3.2.1",
	Signs: source.Signs{
		Must: source.Client,
		Like: "3.2 client chat -server ex2 ex3 TCP CONNECT 55000 CHAT",
	},
	Checks: func() []trial.Check {
		cl, c := &talk.TCPClient{Asked: talk.Nickname}, &chat{first: true}
		connect := func(t *trial.Trial) trial.Outcome {
			o := cl.Start(t)
			c.meet(cl.Peer)
			t.Program.GiveName(trial.QuietLimit, talk.Nickname)
			return o
		}
		required, beyond := chatChecks(c, connect)
		all := []trial.Check{
			{Name: fmt.Sprintf("connects to TCP port %d of 127.0.0.1", talk.TCPPort), Level: verdict.Required, Gate: true, Run: connect},
		}
		all = append(all, required...)
		all = append(all, trial.Check{Name: "ends at ctrl-c while it waits for the keyboard", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
			if o := connect(t); o.Result != verdict.Pass {
				return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
			}
			t.Program.Settle()
			return t.EndsAtCtrlC()
		}})
		return append(all, beyond...)
	},
}
