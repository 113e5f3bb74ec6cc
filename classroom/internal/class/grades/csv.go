package grades

import (
	"cmp"
	"encoding/csv"
	"io"
	"regexp"
	"strings"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

// bom is U+FEFF in UTF-8. Excel takes a CSV file for UTF-8 only if it begins with it.
const bom = "\ufeff"

// WriteCSV writes a table for a spreadsheet: a row for each student with the name, the
// course page's number, the points, each step, and remarks. It is UTF-8 with a byte
// order mark, and otherwise as RFC 4180 says, with CR LF.
func WriteCSV(w io.Writer, c *class.Class) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := []string{"student", "identifier", "points"}
	for _, s := range c.Steps {
		row = append(row, s.Name)
	}
	if err := out.Write(append(row, "remarks")); err != nil {
		return err
	}
	for i := range c.Students {
		s := &c.Students[i]
		row := []string{inert(cmp.Or(s.Name, s.ID)), inert(cmp.Or(s.Number, s.ID)), number(s.Points())}
		for j := range s.Results {
			row = append(row, inert(word(&c.Steps[j], &s.Results[j])))
		}
		if err := out.Write(append(row, inert(strings.Join(remarks(c, s), "; ")))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// formula finds where a spreadsheet could see the beginning of a formula: at the
// beginning of a cell, and after what separates the cells in another country's files.
var formula = regexp.MustCompile(`(^|[,;|])([\s"'\x{a0}]*)([=+\-@＝＋－＠])`)

// inert returns a text as one line that no spreadsheet takes for a formula: it has an
// apostrophe before the sign.
func inert(text string) string {
	return formula.ReplaceAllString(check.Harmless(text), "$1$2'$3")
}
