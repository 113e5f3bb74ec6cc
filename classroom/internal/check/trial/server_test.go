package trial

import (
	"strings"
	"testing"

	"in43.example/classroom/internal/check/verdict"
)

// What a silent server waits for is found out only if it is not the keyboard.
func TestQuiet(t *testing.T) {
	for _, test := range []struct {
		Evidence
		answersTo string
		tried     string
		why       string // part of the explanation
	}{
		{Evidence{AtKeyboard: true}, "line", "", "input()"},
		{Evidence{}, "line", " line", "when the line ends"},
		{Evidence{}, "connection", " line connection", "has closed the connection"},
		{Evidence{}, "", " line connection", ""},
	} {
		tried := ""
		end := func(what string) func() bool {
			return func() bool { tried += " " + what; return what == test.answersTo }
		}
		o := Diagnose(&test.Evidence, "an answer", quietRules(verdict.NoEcho, "nothing comes", end("line"), end("connection")))
		if o.Code != verdict.NoEcho || !strings.Contains(o.Why, test.why) || test.why == "" && o.Why != "" || tried != test.tried {
			t.Errorf("answers to %q: %q, because %q; tried%s", test.answersTo, o.Code, o.Why, tried)
		}
	}
}
