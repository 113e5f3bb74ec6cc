package grades

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/classroom/internal/class"
	"in43.example/pkg/safetext"
)

var update = flag.Bool("update", false, "write the files in testdata again")

// golden compares got with a file in testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; it is now\n%s", file, got)
	}
}

// hostile is a text that does something in every form, if it is let.
const hostile = "\x1b[2J\u009b2J\x00=1+1,@x;-2|+3\t\"'\\\",1,2\r\n</pre></script><script>alert(1)</script>]]>&amp;\ufffe\xff"

func passed(step string) class.Result {
	return class.Result{Points: 2, Report: &check.Report{Step: step, Title: "the title", Command: []string{"python3", "mine.py"}, Seed: 1, Isolation: check.Full, Verdict: check.Passed, Output: "48.8\n",
		Findings: []check.Finding{{Check: "listens", Level: check.Required, Result: check.Pass}, {Check: "shows", Level: check.Required, Result: check.Pass}}}}
}

func failed(step, got string) class.Result {
	return class.Result{Points: 1, Report: &check.Report{Step: step, Title: "the title", Command: []string{"python3", "mine.py"}, Seed: 1, Isolation: check.Full, Verdict: check.Failed, Output: got, Next: "TODO 2 (mine.py, line 7): unpack",
		Findings: []check.Finding{
			{Check: "listens", Level: check.Required, Result: check.Pass},
			{Check: "shows", Level: check.Required, Result: check.Fail, Code: verdict.ByteOrder, Expected: "67", Got: got, Why: verdict.ByteOrder.Why(), Section: "2.1.3"},
			{Check: "survives", Level: check.Beyond, Result: check.Fail, Code: verdict.CrashShort, Expected: "it goes on", Got: "it ended", Why: verdict.CrashShort.Why(), Section: "2.1.3"},
		}}}
}

func missing(step string) class.Result { return class.Result{Report: check.MissingReport(step)} }

func unable(step, why string) class.Result {
	r := missing(step)
	r.Report.Verdict, r.Report.Error = check.Unchecked, why
	return r
}

// sample is a class with a student for each case. 4 points are 20 of Moodle's.
func sample() *class.Class {
	again := passed("4")
	again.Changed = "beside other checks: FAIL, hangs; then alone on the machine: pass"
	optional := passed("5.3.1")
	optional.Points = 0
	return &class.Class{
		Title: "handed-in.zip", Seed: 1,
		Steps: []class.Step{{Name: "2.1.3", Title: "the title", Max: 2}, {Name: "4", Title: "the title", Max: 2}, {Name: "5.3.1", Title: "the title", Optional: true}},
		Students: []class.Student{
			{ID: "ada-lovelace-101", Name: "Ada Lovelace", Number: "101", Folder: "Ada Lovelace_101_assignsubmission_file", Results: []class.Result{passed("2.1.3"), again, missing("5.3.1")}},
			{ID: "eloise-o-connor-102", Name: "Éloïse OConnor", Number: "102", Remarks: []string{"client_tcp.py looks like the server"}, Results: []class.Result{failed("2.1.3", "1124073472"), missing("4"), missing("5.3.1")}},
			{ID: "hostile-103", Name: "../../=HYPERLINK(\"x\")_666_assignfeedback_file_" + hostile, Number: "103", Folder: "../" + hostile, Remarks: []string{hostile}, Results: []class.Result{failed("2.1.3", hostile), missing("4"), optional}},
			{ID: "lost-104", Name: "Lost", Number: "104", Error: "the zip is broken: " + hostile, Results: []class.Result{unable("2.1.3", hostile), unable("4", hostile), missing("5.3.1")}},
			{ID: "zoe", Name: "Zoé", Results: []class.Result{passed("2.1.3"), unable("4", "numpy is not installed here"), missing("5.3.1")}},
		},
	}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// one returns f for the student of the sample at i.
func one(i int, f func(io.Writer, *class.Class, *class.Student) error) func(io.Writer) error {
	c := sample()
	return func(w io.Writer) error { return f(w, c, &c.Students[i]) }
}

func TestForms(t *testing.T) {
	c := sample()
	from := Origin{"in43", "sockets", "individual", "ada", "submit/2026-06-01T14-32-05Z-a1b2c3d", "https://x/c", "https://x/r", "https://x/v", "2026-06-01T14:33:11Z"}
	for name, write := range map[string]func(io.Writer) error{
		"class.csv":           func(w io.Writer) error { return WriteCSV(w, c) },
		"class.json":          func(w io.Writer) error { return WriteJSON(w, c) },
		"class.xml":           func(w io.Writer) error { return WriteJUnit(w, c) },
		"gradescope.json":     one(1, WriteGradescope),
		"gradescope-bad.json": one(2, WriteGradescope),
		"classroom50.json": one(1, func(w io.Writer, c *class.Class, s *class.Student) error {
			return WriteClassroom50(w, c, s, from)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			got := written(t, write)
			golden(t, name, got)
			if again := written(t, write); again != got {
				t.Error("the second time it is different")
			}
			switch filepath.Ext(name) {
			case ".json":
				if err := json.Unmarshal([]byte(got), new(any)); err != nil {
					t.Error(err)
				}
			case ".xml":
				if err := xml.Unmarshal([]byte(got), new(struct{})); err != nil {
					t.Error(err)
				}
				return // a U+009B is allowed there
			}
			if _, clean := safetext.UTF8Lines.Append(nil, []byte(strings.TrimPrefix(got, bom))); !clean {
				t.Errorf("this does something to a terminal: %q", got)
			}
		})
	}
}

// What WriteJSON writes is the class itself.
func TestJSONIsTheClass(t *testing.T) {
	c := sample()
	c.Students = c.Students[:2]
	for _, c := range []*class.Class{c, {Steps: []class.Step{}, Students: []class.Student{}}} {
		var back class.Class
		if err := json.Unmarshal([]byte(written(t, func(w io.Writer) error { return WriteJSON(w, c) })), &back); err != nil {
			t.Fatal(err)
		}
		want, got := written(t, func(w io.Writer) error { return WriteJSON(w, c) }), written(t, func(w io.Writer) error { return WriteJSON(w, &back) })
		if got != want || len(back.Students) != len(c.Students) || !reflect.DeepEqual(back.Steps, c.Steps) {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}

func TestInert(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"Ada Lovelace", "Ada Lovelace"},
		{"Jean-Luc O'Neil", "Jean-Luc O'Neil"},
		{`=HYPERLINK("http://x","a")`, `'=HYPERLINK("http://x","a")`},
		{"+1", "'+1"}, {"-1+2", "'-1+2"}, {"@SUM(A1)", "'@SUM(A1)"}, {"＝1", "'＝1"},
		{" \u00a0=1", " \u00a0'=1"},
		{`"=1"`, `"'=1"`},
		{"'=1", "''=1"},
		{"\t=1", `\t=1`}, {"\r\n=1", `\r\n=1`}, {"\x00=1", `\x00=1`},
		{"Bob;=1", "Bob;'=1"}, {"Bob, -1", "Bob, '-1"}, {"a|@b", "a|'@b"},
	} {
		if got := inert(test.in); got != test.want {
			t.Errorf("inert(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// A spreadsheet sees a row for each student, numbers where numbers are, and no formula,
// whichever of comma and semicolon it takes for the separator.
func TestCSVCells(t *testing.T) {
	got := written(t, func(w io.Writer) error { return WriteCSV(w, sample()) })
	for _, separator := range ",;" {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(got, bom)))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator, true, -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 6 {
			t.Errorf("%c: %d rows", separator, len(rows))
		}
		for _, row := range rows {
			if separator == ',' && len(row) != 7 {
				t.Errorf("%d cells in %q", len(row), row)
			}
			for _, cell := range row {
				if strings.IndexAny(strings.Trim(cell, " \"'"), "=+-@") == 0 && !strings.Contains(cell, "'") {
					t.Errorf("%c: %q is a formula", separator, cell)
				}
			}
		}
	}
}

func TestOriginFrom(t *testing.T) {
	env := map[string]string{"CLASSROOM": "in43", "ASSIGNMENT": "sockets", "USERNAME": "ada", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "https://x/c", "RELEASE_URL": "https://x/r"}
	now := time.Date(2026, 6, 1, 16, 33, 11, 5, time.FixedZone("", 7200))
	got, err := OriginFrom(func(name string) string { return env[name] }, now)
	want := Origin{"in43", "sockets", "individual", "ada", "submit/1", "https://x/c", "https://x/r", "https://x/c", "2026-06-01T14:33:11Z"}
	if got != want || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	delete(env, "COMMIT_URL")
	env["OWNER"], env["USERNAME"] = "grace", ""
	if got, err = OriginFrom(func(name string) string { return env[name] }, now); got.Owner != "grace" || err == nil || !strings.Contains(err.Error(), "not set: COMMIT_URL") {
		t.Errorf("%+v, %v", got, err)
	}
}

// A part of a point is not given: a step that failed has never all points.
func TestClassroom50WholePoints(t *testing.T) {
	c := sample()
	c.Students[1].Results[0].Points = 1.99
	got := written(t, func(w io.Writer) error { return WriteClassroom50(w, c, &c.Students[1], Origin{}) })
	if !strings.Contains(got, `"passed":false,"score":1,"max-score":2`) || !strings.Contains(got, `"score":1,"max-score":4`) {
		t.Error(got)
	}
}
