package udp

import (
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A row that is read as a frame is recognised. For anything else the diagnosis of a
// text that is not shown is kept.
func TestRowNotShown(t *testing.T) {
	const row = "48.813728671885634,2.3934930846866003,105,65,1415263338000\n"
	for _, test := range []struct {
		name    string
		before  verdict.Code
		printed string
		code    verdict.Code
	}{
		{"unpacked", verdict.Crashed, "unpack requires a buffer of 40 bytes", verdict.StreamsSwapped},
		{"unpacked, error caught", verdict.NoOutput, "unpack requires a buffer of 40 bytes", verdict.StreamsSwapped},
		{"cut", verdict.Truncated, "48.81372867", verdict.Truncated},
		{"nothing", verdict.NoOutput, "", verdict.NoOutput},
	} {
		o := trial.Fail(test.before, "the row", test.printed)
		o = trial.Refine(o, &trial.Evidence{Want: row, Printed: test.printed}, rowRules)
		if o.Code != test.code || o.Expected != "the row" {
			t.Errorf("%s: %q, expected %q, came %q", test.name, o.Code, o.Expected, o.Got)
		}
	}
}
