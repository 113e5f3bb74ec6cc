package tcp

import (
	"testing"
	"time"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Whatever a program sends and prints, and however it ends, there is a diagnosis.
func FuzzNotSent(f *testing.F) {
	for _, s := range []string{"", "Hello, World!", "hello world", "b'Hello, World!'", "\x00\x0dHello, World!", "Hello, World!\x00\x00", "H\x00e\x00l\x00l\x00o\x00", "\xff\xfe", "Hello, World!Hello, World!", "Hello", "\r\n"} {
		f.Add([]byte(s), s, s, false, true)
		f.Add([]byte(s), "10.9.0.1", "Traceback (most recent call last):\n"+s, true, false)
	}
	f.Fuzz(func(t *testing.T, sent []byte, printed, errors string, ended, closed bool) {
		e := &trial.Evidence{Network: "tcp", Command: []string{"python3"}, Want: "Hello, World!", Received: sent, Printed: printed, Errors: errors, Ended: ended, Closed: closed, Status: errors}
		c := &chat{last: printed, said: errors}
		stopped := append(stoppedRules(trial.Fail(verdict.NotSent, "a text", "nothing"), 2), trial.StillWaits(verdict.NoLoop, "it still runs")...)
		for name, rules := range map[string][]trial.Rule{"echo": noEchoRules, "chat": c.notSentRules(time.Second), "stopped": stopped} {
			if o := trial.Diagnose(e, "a text", rules); o.Code == "" {
				t.Errorf("%s: no diagnosis of %+v", name, e)
			}
		}
	})
}
