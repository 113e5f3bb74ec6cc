package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// Only what changes from run to run is hidden.
func TestHide(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"", "from ('10.9.12.87', 34497): hello", "from ('10.9.12.87', PORT): hello"},
		{"", "...9.12.87', 38957) pour ('192.168.1.26', 52001)", "...9.12.87', PORT) pour ('192.168.1.26', 52001)"},
		{"", "it listens on 0.0.0.0:45291: bind has failed", "it listens on 0.0.0.0:PORT: bind has failed"},
		{"", "it listens on 127.0.0.1:55510 and 127.0.0.1:5005", "it listens on 127.0.0.1:55510 and 127.0.0.1:5005"},
		{"", "48.82, 39349 and 52.50005", "48.82, 39349 and 52.50005"},
		{"", `the date "Thu Nov 26 12:04:33 2026GMT", not "Thu, 01 Jan 1970 00:00:00 GMT"`, `the date "DATE", not "Thu, 01 Jan 1970 00:00:00 GMT"`},
		{"", `File "/opt/lib/python3.11/threading.py", line 7`, `File "LIBRARY/threading.py", line 7`},
		{"wrong/3.1-server-quiet.py", "the program has ended\n('127.0.0.1', 45291)\ndone", "the program has ended\n(MAYBE THE CLIENT'S ADDRESS)\ndone"},
		{"wrong/3.1-server-silent.py", "the program has ended\ndone", "the program has ended\ndone"},
	} {
		if got := hide(test.name, test.text); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	report := map[string]any{"verdict": "fail", "findings": []any{map[string]any{"got": "10.9.12.87:34497"}}, "seed": 1.0}
	mask(report, func(s string) string { return hide("", s) })
	if got, want := fmt.Sprint(report), "map[findings:[map[got:10.9.12.87:PORT]] seed:1 verdict:fail]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Each race is that of a program, whose saved report holds what stands for it.
func TestRaces(t *testing.T) {
	t.Chdir("../..")
	lines, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range races {
		mark := r.instead[strings.LastIndex(r.instead, "("):]
		mark = mark[:strings.Index(mark, ")")+1]
		if !strings.Contains(lines[r.name], mark) {
			t.Errorf("the report of %s does not have %q", r.name, mark)
		}
	}
}

// A difference names the fields that differ.
func TestDifference(t *testing.T) {
	old := `{"program":"a.py","report":{"verdict":"fail","findings":[{"check":"listens","got":"one\ntwo"}]}}`
	now := `{"program":"a.py","report":{"verdict":"fail","findings":[{"check":"listens","got":"one\nsix","why":"w"}]}}`
	want := `  report.findings[0] (listens).got
    - one
    - two
    + one
    + six
  report.findings[0] (listens).why
    + w
`
	if got := difference(old, now); got != want {
		t.Errorf("the difference is\n%s, want\n%s", got, want)
	}
	if got := difference(old, old); got != "" {
		t.Errorf("a report differs from itself:\n%s", got)
	}
}

// Every program of the gallery is found, with its step.
func TestFind(t *testing.T) {
	t.Chdir("../..")
	all, err := find(folder, "")
	files, _ := filepath.Glob(folder + "/*/*")
	if err != nil || len(all) != len(files) {
		t.Fatalf("%d of %d programs, %v", len(all), len(files), err)
	}
	for _, p := range all {
		if p.step != strings.TrimSpace(p.step) || strings.ContainsAny(p.step, "*/") {
			t.Errorf("%s: step %q", p.name, p.step)
		}
	}
	if _, err := find(folder, "no such program"); err == nil {
		t.Error("it has found a program that is not there")
	}
}
