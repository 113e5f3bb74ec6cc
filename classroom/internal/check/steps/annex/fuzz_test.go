package annex

import (
	"strings"
	"testing"

	"in43.example/classroom/internal/check/trial"
)

// The name of the machine is found on a line of its own, whatever the name is and whatever
// stands around it.
func FuzzName(f *testing.F) {
	f.Add("pc-12.lab.example", "the machine: ", "root\nlocalhost\n")
	f.Add("a", "", "b\nc\nd\ne\nf\n")
	f.Add("x.", "\xff", "")
	f.Fuzz(func(t *testing.T, name, before, after string) {
		short, _, _ := strings.Cut(name, ".")
		if anyName.FindString(short) == "" { // no machine is called that
			return
		}
		if text := before + "\n" + short + "\n" + after; !hasName(text, name) {
			t.Errorf("%q does not have %q", text, name)
		} else {
			amongNames(text, name)
		}
		if o := trial.Diagnose(&trial.Evidence{Want: name, Printed: before, Errors: after, Ended: before == ""}, name, machineRules); o.Code == "" {
			t.Errorf("no diagnosis of %q, %q", before, after)
		}
	})
}
