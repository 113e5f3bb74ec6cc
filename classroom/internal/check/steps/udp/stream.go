package udp

import (
	"fmt"
	"slices"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// sendStream sends all messages of s at the same time.
func sendStream(l *talk.UDPListener, s *match.Stream) error {
	return sandbox.WhilePaused(func() error {
		for _, row := range s.Rows {
			if err := l.Send(sensorsPort, []byte(row)); err != nil {
				return err
			}
		}
		for _, f := range s.Frames {
			if err := l.Send(dronePort, match.FrameBytes(f)); err != nil {
				return err
			}
		}
		return nil
	})
}

// deliverStream sends s and waits until all of it is shown.
func deliverStream(t *trial.Trial, l *talk.UDPListener, s *match.Stream) trial.Outcome {
	mark, lost := len(t.Program.Screen.Text()), l.Lost()
	if err := sendStream(l, s); err != nil {
		return trial.NotTried("the checker cannot send to it: %v", err)
	}
	look := func(printed string) bool { return s.Look(match.Since(printed, mark)) }
	if t.Program.Until(t.Limit, look) {
		l.Shown += len(s.Frames) + len(s.Rows)
		printed := match.Since(t.Program.Screen.Text(), mark)
		for _, f := range s.Frames {
			if o := trial.ShownOnce(printed, f); o.Result != verdict.Pass {
				return o
			}
		}
		return trial.Pass()
	}
	return streamNotShown(t, l, s, look, mark, l.Lost()-lost)
}

// goOn looks whether the program goes on, and shows s too.
func goOn(t *trial.Trial, l *talk.UDPListener, s *match.Stream) trial.Outcome {
	return l.GoesOn(t, dronePort, func() error { return sendStream(l, s) },
		func(text string) bool {
			const tail = 4000 // enough to have the last messages in it
			text = text[max(0, len(text)-tail):]
			return showsFrame(text, s.Frames[len(s.Frames)-1]) && (len(s.Rows) == 0 || showsRow(text, s.Rows[len(s.Rows)-1]))
		},
		func(text string) int { s.Look(text); return s.ShownFrames + s.ShownRows })
}

// streamNotShown is the diagnosis when not all of s is on the screen. look
// counts what is shown; lost is how many messages found no room in a receive buffer.
func streamNotShown(t *trial.Trial, l *talk.UDPListener, s *match.Stream, look func(string) bool, mark, lost int) trial.Outcome {
	expected := s.Count(len(s.Frames), len(s.Rows)) + " on the screen"
	e := t.Evidence(mark, "")
	r := streamRest{onePort: len(l.Bound) == 1, lost: lost}
	r.known = sandbox.KnowsQueues(e.UDP)
	r.got = fmt.Sprintf("after %v there are %s; the others %s", t.Limit, s.Count(s.ShownFrames, s.ShownRows), r.state(e))
	if !e.Ended {
		before := s.ShownFrames + s.ShownRows
		r.goesOn = t.Program.Until(l.Patience(t), func(printed string) bool { look(printed); return s.ShownFrames+s.ShownRows > before })
	}
	return trial.Diagnose(e, expected, streamRules(r, newProbes(t, l)))
}

// A streamRest is what has become of the messages of a stream that are not shown
// in time.
type streamRest struct {
	got     string // what is shown, and the state of the others
	known   bool   // the system says whether the others were received
	goesOn  bool   // more of them are shown later
	onePort bool   // all messages go to one port
	lost    int    // how many found no room in a receive buffer
}

// received reports whether the program has received all messages.
func (r streamRest) received(e *trial.Evidence) bool { return r.known && sandbox.Unread(e.UDP) == 0 }

// state says where the messages are that are not shown.
func (r streamRest) state(e *trial.Evidence) string {
	switch {
	case r.received(e):
		return "were received, but are not shown"
	case r.known:
		return "wait unread"
	}
	return "are not shown"
}

// streamRules are for a program that does not show all messages of a stream in
// time.
func streamRules(r streamRest, p probes) []trial.Rule {
	rule := func(code verdict.Code, why string, when func(*trial.Evidence) bool) trial.Rule {
		return trial.Rule{Code: code, Why: why, When: func(e *trial.Evidence) (string, bool) {
			return r.got + "\n" + match.Excerpt(e.Printed), when(e)
		}}
	}
	return slices.Concat(trial.IfEnded(trial.CrashRules(verdict.NoLoop)), []trial.Rule{
		{
			Code: verdict.TooSlow,
			When: func(*trial.Evidence) (string, bool) {
				return fmt.Sprintf("%s\n%d of them found no room in the receive buffer of the socket", r.got, r.lost), r.lost > 0
			},
			Why: "The receive buffer of the socket is too small for the messages that come at once: the system throws the others away. Leave out setsockopt(SOL_SOCKET, SO_RCVBUF, ...), or give it a larger number.",
		},
		rule(verdict.NoOutput, "Show every message that is received, not only the last of those that have come.",
			func(e *trial.Evidence) bool { return r.received(e) && !r.goesOn }),
		// A program that waits for a silent port keeps up when none is silent.
		rule(verdict.TooSlow, "", func(*trial.Evidence) bool { return r.onePort || r.goesOn && !p.keepsUp() }),
		rule(verdict.Starved, goThrough, func(*trial.Evidence) bool { return !r.goesOn && p.onlyAlone() }),
		rule(verdict.Starved, "", func(*trial.Evidence) bool { return true }),
	})
}
