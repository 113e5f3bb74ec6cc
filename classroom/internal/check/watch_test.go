package check

import (
	"strings"
	"testing"
)

// A report says what was won and lost since the one before.
func TestSince(t *testing.T) {
	report := func(results string) *Report {
		r := new(Report)
		for i, result := range results {
			f := Finding{Check: string(rune('a' + i)), Level: Required, Result: NotTried}
			switch result {
			case '+':
				f.Result = Pass
			case '-':
				f.Result = Fail
			}
			r.Findings = append(r.Findings, f)
		}
		return r
	}
	for _, test := range []struct{ before, now, want string }{
		{"+-", "+-", "since the last time: nothing won, nothing lost\n"},
		{"-.", ".-", "since the last time: nothing won, nothing lost\n"},
		{"+-.", "-++", "since the last time:\n   won        b\n   won        c\n   lost       a\n"},
		{"++", "-.", "since the last time:\n   lost       a\n   lost       b: now not tried\n"},
		{"", "+-", "since the last time:\n   won        a\n"}, // with --first, a check may be in one report only
	} {
		if got := report(test.now).Since(report(test.before)); got != test.want {
			t.Errorf("%s after %s: %q, want %q", test.now, test.before, got, test.want)
		}
	}
	if got := report("+").Since(nil); got != "" {
		t.Errorf("the first time: %q", got)
	}
}

// What is to be done first is what the worksheet asks for, then a bonus.
func TestFirstOnly(t *testing.T) {
	bonus := Finding{Check: "survives", Level: Beyond, Result: Fail, Code: "crashed", Expected: "x", Got: "y", Why: "z"}
	wrong := Finding{Check: "shows", Level: Required, Result: Fail, Code: "no-output", Expected: "x", Got: "y", Why: "z"}
	good := Finding{Check: "listens", Level: Required, Result: Pass}
	const fields = "              expected  x\n              came      y\n              why       z\n"
	for _, test := range []struct {
		findings []Finding
		want     string
	}{
		{[]Finding{good, wrong, wrong, bonus}, "==   \n   FAIL       shows  [no-output]\n" + fields + ": FAIL: 1 of 3 passed, 2 failed (1s)\n"},
		{[]Finding{good, bonus, bonus}, "==   \n   missed     survives  [crashed]\n" + fields + ": pass: 1 of 1 passed, bonus 0 of 2 (1s)\n"},
		{[]Finding{good}, "==   \n: pass: 1 of 1 passed (1s)\n"},
	} {
		r := &Report{Findings: test.findings, Seconds: 1}
		r.conclude()
		if got := firstOnly(t, r); got != test.want {
			t.Errorf("%q, want\n%q", got, test.want)
		}
	}
}

func firstOnly(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.WriteText(&b, Layout{FirstOnly: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
