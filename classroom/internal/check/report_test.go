package check

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sample has a finding of each kind, and the output of a hostile program.
func sample() *Report {
	r := &Report{
		Step: "2.1.3", Title: "the drone's frames, decoded", Command: []string{"python3", "mine.py"}, Seed: 4, Isolation: Full,
		Findings: []Finding{
			{Check: "listens", Level: Required, Result: Pass},
			{Check: "hears", Level: Required, Result: Pass, Remark: "on Windows only"},
			{Check: "shows", Level: Required, Result: Fail, Code: byteOrder, Expected: "67", Got: "1124073472\x1b[2J\n^", Why: byteOrder.why(), Section: "2.1.3"},
			{Check: "goes on", Level: Required, Result: NotTried, Because: `"shows" has not passed`},
			{Check: "survives", Level: Beyond, Result: Fail, Code: crashShort, Expected: "it goes on", Got: "it ended", Why: crashShort.why(), Section: "2.1.3"},
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
	if err := WriteJUnit(&junit, []*Report{r, {Step: "4", Error: "no python3"}}); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(junit.Bytes(), new(junitSuites)); err != nil {
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

// CHECK.md has the table of diagnoses.
func TestDiagnoses(t *testing.T) {
	b, err := os.ReadFile("../../CHECK.md")
	if err != nil {
		t.Fatal(err)
	}
	table := "| code | meaning |\n|---|---|\n"
	for _, d := range Diagnoses {
		table += fmt.Sprintf("| `%s` | %s |\n", d.Code, d.Meaning)
		if d.Why == "" {
			t.Errorf("%s has no explanation", d.Code)
		}
	}
	if !strings.Contains(string(b), "\n\n"+table+"\n") {
		t.Errorf("the table of diagnoses in CHECK.md is to be\n%s", table)
	}
}

func TestLiterals(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.py"), []byte(`UDP_IP = "192.168.1.26" # not 1.2.3.400, 1.2.3`), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	got := literals([]string{"python3", "mine.py", "--ip", "172.16.5.4"})
	if len(got) < 2 || got[0] != "192.168.1.26" || got[1] != "172.16.5.4" || slices.Contains(got, "1.2.3.400") {
		t.Errorf("literals: %v", got)
	}
}
