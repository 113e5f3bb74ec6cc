package udp

import (
	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// The ports of worksheet 2.1.2 and 2.1.3.
const (
	sensorsPort = 52001
	dronePort   = 52002
)

// header is the first row of the sensors' log, which is sent like the others.
const header = `"latitude","longitude","altitude","accuracy","time"` + "\n"

// Sensors is the step of worksheet 2.1.2.
var Sensors = trial.Step{
	Name: "2.1.2", Title: "a listener to the sensors' broadcasts", Section: "2.1.2",
	Signs: source.Signs{
		Must: source.Listener,
		Like: "2.1.2 sensor remote listener UDP BIND 52001 -52002 -UNPACK -SELECT",
	},
	Checks: func() []trial.Check {
		l := new(talk.UDPListener)
		return []trial.Check{
			l.Listens(sensorsPort),
			l.Hears(sensorsPort),
			{Name: "shows a message", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return l.DeliverFirst(t, sensorsPort, newRow, rowRules)
			}},
			{Name: "shows one message after the other", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if o := l.BearsSilence(t); o.Result != verdict.Pass {
					return o
				}
				row := newRow(t)
				for _, row := range []string{newRow(t), newRow(t), row} {
					if o := l.Deliver(t, sensorsPort, row); o.Result != verdict.Pass {
						return o
					}
				}
				return deliverAgain(t, l, sensorsPort, row)
			}},
			{Name: goesOn, Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return l.GoesOnWith(t, sensorsPort, newRow)
			}},
			trial.EndsAtCtrlC(),
			{Name: "survives the header row of the log", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, sensorsPort, []byte(header), match.NewRow(t.Random), verdict.Crashed)
			}},
			{Name: "survives a byte that is not ASCII", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, sensorsPort, []byte("48.8,2.3\xc3\xa9,5\n"), match.NewRow(t.Random), verdict.CrashNonASCII)
			}},
		}
	},
}

func newRow(t *trial.Trial) string { return match.NewRow(t.Random) }

// rowRules are for a program that does not show its first row.
var rowRules = []trial.Rule{{
	Code: verdict.StreamsSwapped,
	When: trial.Printed(func(e *trial.Evidence) bool { return match.ReadAsFrame(e.Printed, e.Want) }),
	Why:  "Port 52001 carries ASCII text: data.decode('ascii'). struct.unpack is for the frames of port 52002.",
}}
