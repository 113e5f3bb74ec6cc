package check

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/safetext"

	"in43.example/pkg/labtest"
)

// sample has a finding of each kind, and the output of a hostile program.
func sample() *Report {
	r := &Report{
		Step: "2.1.3", Title: "the drone's frames, decoded", Command: []string{"python3", "mine.py"}, Seed: 4, Isolation: Full,
		Findings: []Finding{
			{Check: "listens", Level: Required, Result: Pass},
			{Check: "hears", Level: Required, Result: Pass, Remark: "on Windows only"},
			{Check: "shows", Level: Required, Result: Fail, Code: verdict.ByteOrder, Expected: "67", Got: "1124073472\x1b[2J\n^", Why: verdict.ByteOrder.Why(), Section: "2.1.3"},
			{Check: "goes on", Level: Required, Result: NotTried, Because: `"shows" has not passed`},
			{Check: "survives", Level: Beyond, Result: Fail, Code: verdict.CrashShort, Expected: "it goes on", Got: "it ended", Why: verdict.CrashShort.Why(), Section: "2.1.3"},
		},
		Unchecked: []string{"broadcasts"}, Output: "1124073472\x1b[2J\x00\n", Seconds: 1.234,
	}
	r.conclude()
	return r
}

func TestReports(t *testing.T) {
	r := sample()
	golden(t, filepath.Join("testdata", "reports", "sample.txt"), text(r, true))

	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "reports", "sample.json"), string(b)+"\n")

	var junit bytes.Buffer
	if err := WriteJUnit(&junit, []*Report{r, {Step: "4", Error: "no python3"}, MissingReport("5.3.1")}); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(junit.Bytes(), new(struct{})); err != nil {
		t.Errorf("the JUnit report is no XML: %v", err)
	}
	golden(t, filepath.Join("testdata", "reports", "sample.xml"), junit.String())
}

func TestConclude(t *testing.T) {
	for _, test := range []struct {
		findings []Finding
		err      string
		want     Verdict
	}{
		{[]Finding{{Level: Required, Result: Pass}, {Level: Beyond, Result: Fail}}, "", Passed},
		{[]Finding{{Level: Required, Result: Pass}, {Level: Required, Result: Fail}}, "", Failed},
		{[]Finding{{Level: Required, Result: NotTried}}, "", Unchecked},
		{[]Finding{{Level: Required, Result: Pass}, {Level: Required, Result: NotTried}}, "", Unchecked},
		{[]Finding{{Level: Required, Result: NotTried}, {Level: Required, Result: Fail}}, "", Failed},
		{[]Finding{{Level: Required, Result: Pass}, {Level: Beyond, Result: NotTried}}, "", Passed},
		{[]Finding{{Level: Beyond, Result: Pass}}, "", Unchecked},
		{nil, "", Unchecked},
		{[]Finding{{Level: Required, Result: Fail}}, "no namespace", Unchecked},
	} {
		r := &Report{Findings: test.findings, Error: test.err}
		if r.conclude(); r.Verdict != test.want || (r.Verdict == Unchecked) != (r.Error != "") {
			t.Errorf("%v: verdict %s, error %q, want %s", test.findings, r.Verdict, r.Error, test.want)
		}
	}
}

// CHECK.md lists every step.
func TestDocument(t *testing.T) {
	b, err := os.ReadFile("../../CHECK.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	for _, s := range Steps() {
		if !strings.Contains(doc, "| "+s.Name+" |") {
			t.Errorf("CHECK.md does not have the step %s", s.Name)
		}
	}
}

// The text of a TODO is the student's, so it is escaped before it is printed.
func TestHostileTODO(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hostile.py", []byte("# TODO 1: \x1b[2Jgone\xff\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := &Report{Step: "4", Findings: []Finding{{Check: "answers", Level: Required, Result: Fail}}, Next: source.NextTODO("", []string{"hostile.py"})}
	r.conclude()
	if got := text(r, false); !strings.Contains(got, "\nnext: TODO 1 (hostile.py, line 1): \\x1b[2Jgone") || !strings.HasSuffix(got, "\n4: FAIL: 0 of 1 passed, 1 failed\n") {
		t.Errorf("%q", got)
	}
}

// A program that could not be checked has nothing to do next.
func TestNextUnchecked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.py")
	if err := os.WriteFile(file, []byte("# TODO 1: start\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := Run(t.Context(), Job{Step: "5.3.1", Command: []string{"no-such-program", file}}); r.Verdict != Unchecked || r.Next != "" {
		t.Errorf("%s, next %q", r.Verdict, r.Next)
	}
}

// Whatever a program, its files and its output are called and contain, the
// reports do nothing to a terminal and can be read by a machine.
func FuzzReport(f *testing.F) {
	f.Add("python3\x1b[2J", "out\u009b\xff\x00\n4: pass\r\n")
	f.Add("a\n== 4  b", "]]>&<\ufffe\U0010ffff")
	f.Fuzz(func(t *testing.T, name, output string) {
		r := &Report{
			Step: "4", Command: []string{name}, Remarks: []string{name}, Next: name, Output: output,
			Findings: []Finding{{Check: "answers", Level: Required, Result: Fail, Code: verdict.Crashed, Got: output}},
		}
		r.conclude()
		failed := MissingReport("4")
		failed.Error = name
		for _, r := range []*Report{r, failed} {
			var plain, line, junit bytes.Buffer
			err := errors.Join(r.WriteText(&plain, Layout{Show: true, FailLast: true}), r.WriteJSON(&line, true), WriteJUnit(&junit, []*Report{r}))
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range []bytes.Buffer{plain, line} {
				if _, clean := safetext.UTF8Lines.Append(nil, b.Bytes()); !clean {
					t.Errorf("%q", &b)
				}
			}
			if n := bytes.Count(line.Bytes(), []byte("\n")); n != 1 || json.Unmarshal(line.Bytes(), new(Report)) != nil {
				t.Errorf("this is not one line of JSON: %q", &line)
			}
			if err := xml.Unmarshal(junit.Bytes(), new(struct{})); err != nil {
				t.Errorf("%v: %q", err, &junit)
			}
		}
		if shown := Harmless(name); strings.ContainsAny(shown, "\n\r\t\x1b") {
			t.Errorf("%q", shown)
		}
	})
}

// A module that is not installed here says nothing about the program.
func TestModuleNotInstalled(t *testing.T) {
	needPython(t)
	needNamespace(t)
	file := filepath.Join(t.TempDir(), "mine.py")
	if err := os.WriteFile(file, []byte("import no_such_module_at_all.part\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := Run(t.Context(), Job{Step: "2.1.3", Command: []string{"python3", file}}); r.Verdict != Unchecked || r.Error != "no_such_module_at_all is not installed here" {
		t.Errorf("%s", text(r, true))
	}
}

// With First, nothing is tried after the first failure.
func TestFirst(t *testing.T) {
	needPython(t)
	needNamespace(t)
	r := Run(t.Context(), Job{Step: "2.1.3", Command: []string{"python3", "testdata/gallery/wrong/2.1.3-big-endian.py"}, First: true})
	failed := false
	for _, f := range r.Findings {
		if f.Level != Required || failed && f.Result != NotTried {
			t.Errorf("%q is tried: %s", f.Check, f.Result)
		}
		failed = failed || f.Result == Fail
	}
	if r.Verdict != Failed || !failed {
		t.Errorf("%s", text(r, true))
	}
}

// needPython skips the test if there is no Python.
func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		labtest.Missing(t, "python3")
	}
}
