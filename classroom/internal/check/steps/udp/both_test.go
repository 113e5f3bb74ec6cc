package udp

import (
	"fmt"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// What is shown of a frame and a row that come together leads to the right
// diagnosis.
func TestBothNotShown(t *testing.T) {
	f := drone.Frame{Date: 1416886794, Pitch: 11, Roll: 22, Yaw: 33, Battery: 44, Barometer: 48.5, AGX: 2.25, AGY: 5.5, AGZ: 6.75}
	const row = "48.813728671885634,2.3934930846866003,105,65,1415263338000\n"
	shown := fmt.Sprintf("%.0f %d %d %d %d %v %v %v %v\n", f.Date, f.Pitch, f.Roll, f.Yaw, f.Battery, f.Barometer, f.AGX, f.AGY, f.AGZ)
	for _, test := range []struct {
		name    string
		printed string
		ended   bool
		probes  string // those that are made; the last one finds something if finds is true
		finds   bool
		code    verdict.Code // "" if no rule applies
	}{
		{"bytes", "b'48.813728671885634,2.3934930846866003,105,65,1415263338000\\n'", false, "", false, verdict.BytesPrinted},
		{"the row only", row, false, "", false, verdict.FirstOnly},
		{"the row, the frame as text", row + "\ufffd\ufffd\ufffdC", false, "", false, verdict.StreamsSwapped},
		{"the row, the frame from the other end", row + "184549376 369098752 553648128 738197504", false, "swapped", false, ""},
		{"the frame only", shown, false, "swapped", false, verdict.FirstOnly},
		{"nothing", "", false, "onlyAlone swapped", false, ""},
		{"nothing, but each alone", "", false, "onlyAlone", true, verdict.Starved},
		{"numbers that are wrong", "1 2 3", false, "onlyAlone swapped", true, verdict.StreamsSwapped},
		{"ended", row, true, "swapped", false, ""},
		{"ended, nothing", "", true, "swapped", true, verdict.StreamsSwapped},
	} {
		names := strings.Fields(test.probes)
		last := ""
		if len(names) > 0 {
			last = names[len(names)-1]
		}
		e := trial.Evidence{Want: strings.TrimSpace(row), Printed: test.printed, Ended: test.ended}
		o, probed := diagnoseWith(&e, func(p probes) []trial.Rule { return bothRules(f, row, p) }, last, test.finds)
		if o.Code != test.code || probed != test.probes {
			t.Errorf("%s: %q after the probes %q, came %q", test.name, o.Code, probed, o.Got)
		}
	}
}

// diagnoseWith tries rules. The named probe finds what finds says, the others find
// nothing. It also returns the names of the probes that were made.
func diagnoseWith(e *trial.Evidence, rules func(probes) []trial.Rule, probe string, finds bool) (o trial.Outcome, probed string) {
	var names []string
	named := func(name string) func() bool {
		return func() bool {
			names = append(names, name)
			return name == probe && finds
		}
	}
	o = trial.Diagnose(e, "", rules(probes{onlyAlone: named("onlyAlone"), keepsUp: named("keepsUp"), swapped: named("swapped")}))
	return o, strings.Join(names, " ")
}
