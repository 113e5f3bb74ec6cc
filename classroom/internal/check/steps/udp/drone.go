package udp

import (
	"fmt"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// Drone is the step of worksheet 2.1.3.
var Drone = trial.Step{
	Name: "2.1.3", Title: "the drone's frames, decoded", Section: "2.1.3",
	Signs: source.Signs{
		Must: source.Listener,
		Like: "2.1.3 drone remote UDP BIND 52002 UNPACK -52001 -SELECT",
	},
	Checks: func() []trial.Check {
		l := new(talk.UDPListener)
		return []trial.Check{
			l.Listens(dronePort),
			l.Hears(dronePort),
			{Name: "shows the nine values of a frame", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return deliverFirstFrame(t, l)
			}},
			{Name: "shows one frame after the other", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if o := l.BearsSilence(t); o.Result != verdict.Pass {
					return o
				}
				for range 3 {
					if o := deliverFrame(t, l); o.Result != verdict.Pass {
						return o
					}
				}
				return trial.Pass()
			}},
			{Name: "shows the ten frames of a second that come at once", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if o, ok := l.Again(t, dronePort); !ok {
					return o
				}
				return deliverStream(t, l, match.NewStream(t.Random, 10, 0))
			}},
			{Name: goesOn, Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return goOn(t, l, match.NewStream(t.Random, talk.ManyMore, 0))
			}},
			trial.EndsAtCtrlC(),
			{Name: "survives a short frame", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				short := match.FrameBytes(match.NewFrame(t.Random))[:17]
				return l.SurvivesThen(t, dronePort, short, verdict.CrashShort, func() trial.Outcome { return deliverFrame(t, l) })
			}},
			{Name: "survives a frame with more bytes after it", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				long := append(match.FrameBytes(match.NewFrame(t.Random)), make([]byte, 20)...)
				o := l.SurvivesThen(t, dronePort, long, verdict.CrashLong, func() trial.Outcome { return deliverFrame(t, l) })
				if message := match.NeedsBytes.FindString(t.Program.Errors.Text()); o.Result == verdict.Fail && message != "" {
					o.Got = fmt.Sprintf("%s\n%d bytes came; unpack data[0:%d]", message, len(long), drone.Size)
				}
				return o
			}},
		}
	},
}

// deliverFirstFrame delivers the first frame. If nothing is shown, it finds out
// whether the program keeps its output in a buffer.
func deliverFirstFrame(t *trial.Trial, l *talk.UDPListener) trial.Outcome {
	f := match.NewFrame(t.Random)
	o := deliver(t, l, f)
	s := match.NewStream(t.Random, 2500, 0)
	var more [][]byte
	for _, f := range s.Frames {
		more = append(more, match.FrameBytes(f))
	}
	return l.Held(t, dronePort, o, more,
		func(text string) bool { return showsFrame(text, f) },
		func(text string) bool { return showsFrame(text, s.Frames[0]) })
}

// deliverFrame sends a new frame and waits until its values are shown.
func deliverFrame(t *trial.Trial, l *talk.UDPListener) trial.Outcome {
	return deliver(t, l, match.NewFrame(t.Random))
}

// deliver sends f and waits until its values are shown.
func deliver(t *trial.Trial, l *talk.UDPListener, f drone.Frame) trial.Outcome {
	mark := len(t.Program.Screen.Text())
	if err := l.Send(dronePort, match.FrameBytes(f)); err != nil {
		return trial.NotTried("the checker cannot send to it: %v", err)
	}
	return l.Judge(t, dronePort, mark, t.ShowsFrame(mark, f), func(text string) bool { return showsFrame(text, f) })
}
