package steps

import (
	"math/rand/v2"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
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

var sensorsStep = trial.Step{
	Name: "2.1.2", Title: "a listener to the sensors' broadcasts", Section: "2.1.2",
	Signs: source.Signs{
		Must: source.Listener,
		Like: "2.1.2 sensor remote listener UDP BIND 52001 -52002 -UNPACK -SELECT",
	},
	Checks: func() []trial.Check {
		l := new(trial.UDPListener)
		return []trial.Check{
			l.Listens(sensorsPort),
			l.Hears(sensorsPort),
			{Name: "shows a message", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return deliverRow(t, l)
			}},
			{Name: "shows one message after the other", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				if o := t.BearsSilence(); o.Result != verdict.Pass {
					return o.AfterShowing(1)
				}
				for i := range 3 {
					if o := l.Deliver(t, sensorsPort, match.NewRow(t.Random)); o.Result != verdict.Pass {
						return o.AfterShowing(1 + i)
					}
				}
				return trial.Pass()
			}},
			trial.EndsAtCtrlC(),
			{Name: "survives the header row of the log", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, sensorsPort, []byte(header), match.NewRow(t.Random), verdict.Crashed)
			}},
			{Name: "survives a byte that is no ASCII", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, sensorsPort, []byte("48.8,2.3\xc3\xa9,5\n"), match.NewRow(t.Random), verdict.CrashNonASCII)
			}},
		}
	},
}

// deliverRow sends a row. If nothing is shown, it finds out whether the program
// keeps its output in a buffer.
func deliverRow(t *trial.Trial, l *trial.UDPListener) trial.Outcome {
	row := match.NewRow(t.Random)
	mark := len(t.Program.Screen.Text())
	o := l.DeliverFirst(t, sensorsPort, row, match.NewRow(t.Random))
	if printed := match.Since(t.Program.Screen.Text(), mark); o.Result == verdict.Fail && match.ReadAsFrame(printed, row) {
		return trial.Fail(verdict.StreamsSwapped, o.Expected, match.Excerpt(printed)).
			Explained("Port 52001 carries ASCII text: data.decode('ascii'). struct.unpack is for the frames of port 52002.")
	}
	if o.Code == verdict.NoOutput && t.LastRun() {
		rows := rand.New(rand.NewPCG(t.Setup.Seed, 2))
		all := make([][]byte, 2500)
		for i := range all {
			all[i] = []byte(match.NewRow(rows))
		}
		if l.KeepsBuffer(t, sensorsPort, func(i int) []byte { return all[i] }) {
			t.Silent = false
			o.Code, o.Got = verdict.Buffered, "nothing, until many messages have come; then all at once"
		}
	}
	return o
}
