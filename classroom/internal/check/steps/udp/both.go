package udp

import (
	"strings"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// Both is the step of worksheet 2.1.4 and 2.1.5.
var Both = trial.Step{
	Name: "2.1.5", Title: "both streams with select", Section: "2.1.4 and 2.1.5",
	Signs: source.Signs{
		Must: source.Listener,
		Like: "2.1.5 2.1.4 select both remote UDP BIND BOTH SELECT",
	},
	Checks: func() []trial.Check {
		l := new(talk.UDPListener)
		return []trial.Check{
			l.Listens(sensorsPort, dronePort),
			l.Hears(sensorsPort, dronePort),
			{Name: "shows a message of each port, each decoded in its own way", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return deliverBoth(t, l)
			}},
			{Name: "bears a silence", Level: verdict.Required, Gate: true, Run: l.BearsSilence},
			{Name: "shows all frames while the sensors are silent", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return deliverStream(t, l, match.NewStream(t.Random, 5, 0))
			}},
			{Name: "shows all rows while the drone is silent", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				if o, ok := l.Again(t, sensorsPort, dronePort); !ok {
					return o
				}
				return deliverStream(t, l, match.NewStream(t.Random, 0, 4))
			}},
			{Name: "misses nothing of 20 frames and 4 rows that come at once", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return deliverStream(t, l, match.NewStream(t.Random, 20, 4))
			}},
			{Name: goesOn, Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return goOn(t, l, match.NewStream(t.Random, talk.ManyMore-20, 20))
			}},
			trial.EndsAtCtrlC(),
			{Name: "survives a short frame", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				short := match.FrameBytes(match.NewFrame(t.Random))[:17]
				return l.SurvivesThen(t, dronePort, short, verdict.CrashShort, func() trial.Outcome { return deliverFrame(t, l) })
			}},
			{Name: "survives a row with a byte that is not ASCII", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, sensorsPort, []byte("48.8,2.3\xc3\xa9,5\n"), match.NewRow(t.Random), verdict.CrashNonASCII)
			}},
		}
	},
}

// deliverBoth sends a frame and a row and waits until both are shown.
func deliverBoth(t *trial.Trial, l *talk.UDPListener) trial.Outcome {
	f, row := match.NewFrame(t.Random), match.NewRow(t.Random)
	mark := len(t.Program.Screen.Text())
	if err := sendStream(l, &match.Stream{Frames: []drone.Frame{f}, Rows: []string{row}}); err != nil {
		return trial.NotTried("the checker cannot send to it: %v", err)
	}
	if t.Program.Until(t.Limit, func(text string) bool {
		text = match.Since(text, mark)
		return showsRow(text, row) && match.Shows(text, 0, f)
	}) {
		l.Shown += 2
		return trial.ShownOnce(match.Since(t.Program.Screen.Text(), mark), f)
	}
	e := t.Evidence(mark, match.Trimmed(row))
	o := trial.Diagnose(e, "text from port 52001, nine values from port 52002", bothRules(f, row, newProbes(t, l)))
	if o.Code != "" {
		return o
	}
	if o = oneNotShown(e, f, row); o.Code == verdict.NoOutput && !showsRow(e.Printed, row) {
		t.Silent = true
		rows := match.NewStream(t.Random, 0, 2500).Rows
		var more [][]byte
		for _, r := range rows {
			more = append(more, []byte(r))
		}
		o = l.Held(t, sensorsPort, o, more,
			func(text string) bool { return showsRow(text, row) || showsFrame(text, f) },
			func(text string) bool { return showsRow(text, rows[0]) })
	}
	return o
}

func showsRow(text, row string) bool             { return match.HasText(text, match.Trimmed(row)) }
func showsFrame(text string, f drone.Frame) bool { return len(match.Missing(text, f)) == 0 }

// bothRules are for a program that does not show both f and row, which were sent
// to a port each. None applies if what is wrong has nothing to do with the other
// port.
func bothRules(f drone.Frame, row string, p probes) []trial.Rule {
	return []trial.Rule{
		{
			Code: verdict.BytesPrinted,
			When: func(e *trial.Evidence) (string, bool) {
				return match.ExcerptAround(e.Printed, match.Repr(row[:8])),
					match.HasBytes(e.Printed, []byte(row)) || match.HasBytes(e.Printed, match.FrameBytes(f))
			},
		},
		{
			Code: verdict.StreamsSwapped,
			When: trial.Printed(func(e *trial.Evidence) bool { return match.AsText(e.Printed, match.FrameBytes(f)) }),
		},
		{
			Code: verdict.FirstOnly,
			When: func(e *trial.Evidence) (string, bool) {
				return "the row of port 52001 is shown, of port 52002 nothing is\n" + match.Excerpt(e.Printed),
					!e.Ended && showsRow(e.Printed, row) && nothingOf(e, f)
			},
		},
		{
			Code: verdict.Starved,
			When: func(e *trial.Evidence) (string, bool) {
				return "each alone is shown; when both ports have something to read, neither is",
					!e.Ended && !showsRow(e.Printed, row) && !showsFrame(e.Printed, f) && p.onlyAlone()
			},
			Why: goThrough,
		},
		{
			Code: verdict.StreamsSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				return match.Excerpt(e.Printed) + "\nthis is what struct.unpack makes of the text from port 52001", match.RowAsFrame(e.Printed, row)
			},
		},
		{
			Code: verdict.StreamsSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				return match.Excerpt(e.Printed) + "\na frame that is sent to port 52001, or text to port 52002, is decoded", p.swapped()
			},
		},
		{
			Code: verdict.FirstOnly,
			When: func(e *trial.Evidence) (string, bool) {
				return "the frame of port 52002 is shown, of port 52001 nothing is\n" + match.Excerpt(e.Printed),
					!e.Ended && showsFrame(e.Printed, f) && match.CutAt(e.Printed, e.Want) == 0 && len(match.MissingOfRow(e.Printed, e.Want)) == len(match.RowNames)
			},
		},
	}
}

// oneNotShown is the diagnosis for the frame, or for the row if the frame is shown
// or nothing is.
func oneNotShown(e *trial.Evidence, f drone.Frame, row string) trial.Outcome {
	if !match.Shows(e.Printed, 0, f) {
		if o := trial.FrameNotShown(withoutRow(e), f); o.Code != verdict.NoOutput || showsRow(e.Printed, row) {
			return o
		}
	}
	return trial.TextNotShown(e)
}

// withoutRow returns e without the text of the row on the screen: its numbers are not
// those of a frame.
func withoutRow(e *trial.Evidence) *trial.Evidence {
	rest := *e
	rest.Printed = strings.ReplaceAll(e.Printed, e.Want, "")
	return &rest
}

// nothingOf reports whether the screen shows nothing of f, and no reading of it that
// is wrong. A number of it or two may be there by chance.
func nothingOf(e *trial.Evidence, f drone.Frame) bool {
	if len(match.Missing(e.Printed, f)) <= 6 || match.NeedsBytes.MatchString(e.Printed) {
		return false
	}
	switch o := trial.FrameNotShown(withoutRow(e), f); o.Code {
	case verdict.NoOutput, verdict.MissingField:
		return true
	case verdict.WrongOutput:
		return o.Why == "" // it is not known what else is there
	}
	return false
}

// swapped reports whether the program decodes on one of the ports what belongs
// to the other port, but does not decode what belongs to this port.
func swapped(t *trial.Trial, l *talk.UDPListener) bool {
	return decodesFrame(t, l, sensorsPort) && !decodesRow(t, l, sensorsPort) ||
		decodesRow(t, l, dronePort) && !decodesRow(t, l, sensorsPort)
}

// onlyAlone reports whether the program reads nothing when messages have come to
// both ports, but, after a restart, shows messages that come to one port at a
// time.
func onlyAlone(t *trial.Trial, l *talk.UDPListener) bool {
	if all, _ := sandbox.Sockets("udp"); sandbox.Unread(all) < 2 {
		return false
	}
	t.Stop()
	return decodesFrame(t, l, dronePort) && decodesRow(t, l, sensorsPort) && decodesFrame(t, l, dronePort)
}

const goThrough = "If both ports have something to read, select returns both sockets. Go through the list that it returns: for s in ls[0]."

func decodesFrame(t *trial.Trial, l *talk.UDPListener, port uint16) bool {
	f := match.NewFrame(t.Random)
	return decodes(t, l, port, match.FrameBytes(f), func(text string) bool { return showsFrame(text, f) })
}

func decodesRow(t *trial.Trial, l *talk.UDPListener, port uint16) bool {
	row := match.NewRow(t.Random)
	return decodes(t, l, port, []byte(row), func(text string) bool { return showsRow(text, row) })
}

// decodes reports whether the program shows data, which is sent to port.
func decodes(t *trial.Trial, l *talk.UDPListener, port uint16, data []byte, shown func(text string) bool) bool {
	if _, ok := l.Again(t, sensorsPort, dronePort); !ok {
		return false
	}
	mark := len(t.Program.Screen.Text())
	l.Send(port, data)
	return t.Program.Until(trial.QuietLimit, func(text string) bool { return shown(match.Since(text, mark)) })
}

// probes find out more by running the program again. The evidence is of the run
// before.
type probes struct {
	onlyAlone, keepsUp, swapped func() bool
}

func newProbes(t *trial.Trial, l *talk.UDPListener) probes {
	return probes{
		onlyAlone: func() bool { return onlyAlone(t, l) },
		keepsUp:   func() bool { return keepsUp(t, l) },
		swapped:   func() bool { return swapped(t, l) },
	}
}

// keepsUp reports whether the program, after a restart, shows at once what comes
// to both ports.
func keepsUp(t *trial.Trial, l *talk.UDPListener) bool {
	t.Stop()
	if _, ok := l.Again(t, sensorsPort, dronePort); !ok {
		return false
	}
	s, mark := match.NewStream(t.Random, 5, 5), len(t.Program.Screen.Text())
	return sendStream(l, s) == nil && t.Program.Until(t.Limit, func(printed string) bool { return s.Look(match.Since(printed, mark)) })
}
