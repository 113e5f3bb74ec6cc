package steps

import (
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Whether a program keeps its output in a buffer is found out only if it shows
// nothing.
func TestRowNotShown(t *testing.T) {
	const row = "48.813728671885634,2.3934930846866003,105,65,1415263338000\n"
	for _, test := range []struct {
		name     string
		before   verdict.Code
		printed  string
		buffered bool // what the probe finds
		probed   bool // whether it is made
		code     verdict.Code
	}{
		{"unpacked", verdict.Crashed, "unpack requires a buffer of 40 bytes", true, false, verdict.StreamsSwapped},
		{"unpacked, error caught", verdict.NoOutput, "unpack requires a buffer of 40 bytes", true, false, verdict.StreamsSwapped},
		{"cut", verdict.Truncated, "48.81372867", true, false, verdict.Truncated},
		{"nothing", verdict.NoOutput, "", false, true, verdict.NoOutput},
		{"buffered", verdict.NoOutput, "", true, true, verdict.Buffered},
	} {
		probed := false
		o := trial.Fail(test.before, "the row", test.printed)
		o = trial.Refine(o, &trial.Evidence{Want: row, Printed: test.printed}, rowRules(o, func() bool { probed = true; return test.buffered }))
		if o.Code != test.code || probed != test.probed || o.Expected != "the row" {
			t.Errorf("%s: %q, probed %t, expected %q, came %q", test.name, o.Code, probed, o.Expected, o.Got)
		}
	}
}
