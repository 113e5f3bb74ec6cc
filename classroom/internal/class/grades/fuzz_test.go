package grades

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"in43.example/classroom/internal/class"
	"in43.example/pkg/safetext"
)

// bare finds a sign without an apostrophe before it where a formula could begin.
var bare = regexp.MustCompile(`(^|[,;|])[\s"\x{a0}]*[=+\-@＝＋－＠]`)

// Whatever a student is called and a program prints, it does nothing in any form.
func FuzzHostile(f *testing.F) {
	f.Add("Ada Lovelace", "48.8137")
	f.Add("../_1_assignfeedback_file_/..", hostile)
	f.Add("\" ;=1", "]]><script>\u202e")
	f.Fuzz(func(t *testing.T, name, printed string) {
		c := sample()
		s := &c.Students[1]
		s.Name, s.Number, s.Remarks, s.Results[0] = name, "102", []string{printed}, failed("2.1.3", printed)
		c.Students = c.Students[1:2]
		s = &c.Students[0]
		clean := func(form, text string) {
			if _, clean := safetext.UTF8Lines.Append(nil, []byte(text)); !clean {
				t.Errorf("%s does something to a terminal: %q", form, text)
			}
		}

		table := written(t, func(w io.Writer) error { return WriteCSV(w, c) })
		clean("the CSV", strings.TrimPrefix(table, bom))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, bom))).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%v, %q", err, rows)
		}
		for _, cell := range rows[1] {
			if bare.MatchString(cell) {
				t.Errorf("%q may be a formula", cell)
			}
		}

		for form, write := range map[string]func(io.Writer) error{
			"the JSON":         func(w io.Writer) error { return WriteJSON(w, c) },
			"Gradescope's":     func(w io.Writer) error { return WriteGradescope(w, c, s) },
			"that of 50":       func(w io.Writer) error { return WriteClassroom50(w, c, s, Origin{}) },
			"the JUnit report": func(w io.Writer) error { return WriteJUnit(w, c) },
		} {
			text := written(t, write)
			if form == "the JUnit report" {
				err = xml.Unmarshal([]byte(text), new(struct{}))
			} else {
				clean(form, text)
				err = json.Unmarshal([]byte(text), new(class.Class))
			}
			if err != nil {
				t.Errorf("%s: %v", form, err)
			}
		}

		page := feedbackOf(c, s)
		clean("the page of text", page.text())
		var b bytes.Buffer
		if err := feedbackPage.Execute(&b, page); err != nil {
			t.Fatal(err)
		}
		clean("the page", b.String())
		inertPage(t, "the page", b.String())
		if dir := feedbackFolder(s); !filepath.IsLocal(dir) || strings.Count(dir, "_") != 4 || strings.ContainsAny(dir, `/\:`) {
			t.Errorf("the folder is %q", dir)
		}
	})
}
