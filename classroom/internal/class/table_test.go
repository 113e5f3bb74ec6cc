package class

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
)

// made is a class with a bit of everything.
func made() *Class {
	result := func(v check.Verdict, codes ...verdict.Code) Result {
		r := &check.Report{Verdict: v, Findings: []check.Finding{}}
		for _, c := range codes {
			r.Findings = append(r.Findings, check.Finding{Check: "x", Level: check.Required, Result: check.Fail, Code: c})
		}
		return Result{Report: r}
	}
	pass, missing := result(check.Passed), result(check.Missing)
	pass.Points = 2
	unchecked := result(check.Unchecked)
	unchecked.Report.Error = "numpy is not installed here"
	changed := pass
	changed.Changed = "beside other checks: FAIL, hangs; then alone on the machine: pass"
	order := result(check.Failed, verdict.ByteOrder)
	order.Points = 0.5
	return &Class{
		Title: "made", Seed: 1,
		Steps: []Step{{Name: "2.1.3", Max: 2}, {Name: "4", Max: 2}, {Name: "5.3.1", Optional: true}},
		Students: []Student{
			{ID: "ada", Name: "Ada", Results: []Result{pass, changed, missing}},
			{ID: "bob", Name: "Bob \x1b[2J of a very long name indeed", Results: []Result{order, missing, missing}, Remarks: []string{"two\nlines"}},
			{ID: "li", Name: "李小龍", Results: []Result{order, unchecked, pass}},
			{ID: "zip", Name: "Zip", Error: "a bomb", Results: []Result{unchecked, unchecked, missing}},
		},
	}
}

func TestTable(t *testing.T) {
	const below = `
what went wrong most often:
   2 of 4: byte-order  (2.1.3)  the numbers were read big-endian

Ada:
  4: beside other checks: FAIL, hangs; then alone on the machine: pass

Bob \x1b[2J of a very long name indeed:
  two\nlines

李小龍:
  4: could not check: numpy is not installed here

Zip:
  could not check: a bomb
`
	for width, want := range map[int]string{
		0: `                          points  2.1.3            4          5.3.1
Ada                       4/4     pass             pass       -
Bob \x1b[2J of a very...  0.5/4   FAIL byte-order  missing    -
李小龍                    2.5/4   FAIL byte-order  unchecked  pass
Zip                       0/4     unchecked        unchecked  -
`,
		52: `                          points  2.1.3
Ada                       4/4     pass
Bob \x1b[2J of a very...  0.5/4   FAIL byte-order
李小龍                    2.5/4   FAIL byte-order
Zip                       0/4     unchecked

                          4          5.3.1
Ada                       pass       -
Bob \x1b[2J of a very...  missing    -
李小龍                    unchecked  pass
Zip                       unchecked  -
`,
	} {
		var b strings.Builder
		if err := made().WriteTable(&b, width, plain); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != want+below {
			t.Errorf("width %d: got\n%s\nwant\n%s", width, got, want+below)
		}
	}
	if got, want := strings.Join(made().Unchecked(), "; "), "li: 4; zip"; got != want {
		t.Errorf("unchecked: %q, want %q", got, want)
	}
}

func TestPoints(t *testing.T) {
	finding := func(r verdict.Result, c verdict.Code) check.Finding {
		return check.Finding{Level: check.Required, Result: r, Code: c}
	}
	bonus := check.Finding{Level: check.Beyond, Result: check.Fail, Code: verdict.CrashLong}
	failed := func(all ...check.Finding) *check.Report {
		return &check.Report{Step: "2.1.3", Verdict: check.Failed, Findings: append(all, bonus)}
	}
	priced := &Points{Step: map[string]StepPoints{"2.1.3": {Points: 8, Cost: map[string]float64{"byte-order": 2, "no-bind": 100}}}, Cost: map[string]float64{"too-slow": 0.5}}
	for _, test := range []struct {
		points *Points
		report *check.Report
		want   float64
	}{
		{new(Points), failed(finding(check.Pass, ""), finding(check.Fail, verdict.ByteOrder), finding(check.NotTried, "")), 2},
		{new(Points), &check.Report{Verdict: check.Passed}, 6},
		{new(Points), check.MissingReport("2.1.3"), 0},
		{new(Points), &check.Report{Verdict: check.Unchecked}, 0},
		{priced, &check.Report{Verdict: check.Passed}, 8},
		{priced, failed(finding(check.Pass, ""), finding(check.Fail, verdict.ByteOrder), finding(check.NotTried, ""), finding(check.NotTried, "")), 6},
		{priced, failed(finding(check.Pass, ""), finding(check.Fail, verdict.TooSlow), finding(check.Pass, "")), 7.5},
		{priced, failed(finding(check.Pass, ""), finding(check.Fail, verdict.Crashed), finding(check.NotTried, "")), 2.67},
		{priced, failed(finding(check.Fail, verdict.NoBind)), 0},
	} {
		step := Step{Name: "2.1.3", Max: 6}
		if s, ok := test.points.Step["2.1.3"]; ok {
			step.Max = s.Points
		}
		if got := test.points.of(step, test.report); got != test.want {
			t.Errorf("%+v of %+v: %v, want %v", test.points, test.report, got, test.want)
		}
	}
}

func TestReadPoints(t *testing.T) {
	p, err := ReadPoints("../../points.toml")
	if err != nil {
		t.Fatal(err)
	}
	if p.Step["2.1.3"].Points != 8 || p.Step["2.1.3"].Cost["byte-order"] != 2 || p.Cost["address-shown"] != 0.5 {
		t.Errorf("%+v", p)
	}
	for text, want := range map[string]string{
		"[step.\"9.9\"]\npoints = 1":            `no step "9.9"`,
		"[step.\"4\"]\npoints = -1":             "give 0 or more",
		"[step.\"4\"]\npoints = nan":            "give 0 or more",
		"[step.\"4\"]\npoint = 1":               "not known",
		"[step.\"4\"]\ncost.byteorder = 1":      `no diagnosis "byteorder"`,
		"[cost]\nhangs = -3":                    "give 0 or more",
		"[step.\"4\"]\npoints = \"many\"":       "",
		"points\n":                              "",
		strings.Repeat("[a", 1000) + "\xff\x00": "",
	} {
		file := filepath.Join(t.TempDir(), "points.toml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadPoints(file); err == nil || !strings.Contains(err.Error(), want) || !utf8.ValidString(err.Error()) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestSlots(t *testing.T) {
	s := &slots{changed: make(chan struct{}), max: 8, limit: 4}
	for _, test := range []struct {
		worst time.Duration
		want  int
	}{{time.Millisecond, 5}, {30 * time.Millisecond, 5}, {100 * time.Millisecond, 3}, {100 * time.Millisecond, 2}, {100 * time.Millisecond, 1}, {time.Second, 1}, {0, 2}} {
		s.adjust(test.worst)
		if s.limit != test.want {
			t.Errorf("late by %v: %d slots, want %d", test.worst, s.limit, test.want)
		}
	}
	if err := s.take(t.Context(), 5); err != nil { // nobody has one
		t.Fatal(err)
	}
	got := make(chan error)
	go func() { got <- s.take(t.Context(), 1) }()
	s.give(5)
	if err := <-got; err != nil {
		t.Fatal(err)
	}
}
