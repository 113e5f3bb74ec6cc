package class

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
)

// How a verdict stands in the table.
var words = map[check.Verdict]string{check.Passed: "pass", check.Failed: "FAIL", check.Unchecked: "unchecked", check.Missing: "missing"}

// columnsOf counts the columns of a terminal that text takes. What is ambiguous takes one.
var columnsOf = &runewidth.Condition{}

// maxName is how many columns the name of a student takes.
const maxName = 24

// WriteTable writes the table of c, with a student in each row, what went wrong most
// often, and the remarks. If width is not 0, the steps are in several tables below each
// other, none wider than that. paint gives a cell the colour of its verdict.
func (c *Class) WriteTable(w io.Writer, width int, paint func(v check.Verdict, text string) string) error {
	var b strings.Builder
	rows := [][]string{{"", "points"}}
	for _, s := range c.Steps {
		rows[0] = append(rows[0], s.Name)
	}
	for i := range c.Students {
		s := &c.Students[i]
		row := []string{columnsOf.Truncate(check.Harmless(cmp.Or(s.Name, s.ID)), maxName, "..."), number(s.Points()) + "/" + number(c.Max())}
		for j := range s.Results {
			row = append(row, c.Steps[j].word(&s.Results[j]))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], columnsOf.StringWidth(text))
		}
	}
	for from := 1; from < len(widths); {
		to, sum := from+1, widths[0]+2+widths[from]
		for to < len(widths) && (width == 0 || sum+2+widths[to] <= width) {
			sum += 2 + widths[to]
			to++
		}
		if from > 1 {
			b.WriteString("\n")
		}
		for i, row := range rows {
			line := columnsOf.FillRight(row[0], widths[0])
			for j := from; j < to; j++ {
				cell := columnsOf.FillRight(row[j], widths[j])
				if j == to-1 {
					cell = row[j]
				}
				if i > 0 && j > 1 {
					cell = paint(c.Students[i-1].Results[j-2].Report.Verdict, cell)
				}
				line += "  " + cell
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
		from = to
	}
	c.writeAgenda(&b)
	c.writeRemarks(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// word returns a cell.
func (s *Step) word(r *Result) string {
	switch v := r.Report.Verdict; {
	case v == check.Failed:
		return "FAIL " + r.Code()
	case v == check.Missing && s.Optional:
		return "-"
	default:
		return words[v]
	}
}

// number returns points without zeros at the end.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// A Wrong is a diagnosis that students got.
type Wrong struct {
	Code     verdict.Code
	Meaning  string   // one line
	Students int      // who got it, at least once
	Steps    []string // in which
}

// Agenda returns what went wrong, most often first.
func (c *Class) Agenda() []Wrong {
	found := map[string]*Wrong{}
	for _, s := range c.Students {
		mine := map[string]bool{}
		for i := range s.Results {
			code := s.Results[i].Code()
			if code == "" || s.Results[i].Report.Verdict != check.Failed {
				continue
			}
			w := found[code]
			if w == nil {
				w = &Wrong{Code: verdict.Code(code)}
				if at := slices.IndexFunc(verdict.Diagnoses, func(d verdict.Diagnosis) bool { return d.Code == w.Code }); at >= 0 {
					w.Meaning = verdict.Diagnoses[at].Meaning
				}
				found[code] = w
			}
			if !mine[code] {
				mine[code] = true
				w.Students++
			}
			if !slices.Contains(w.Steps, c.Steps[i].Name) {
				w.Steps = append(w.Steps, c.Steps[i].Name)
			}
		}
	}
	var all []Wrong
	for _, code := range slices.Sorted(maps.Keys(found)) {
		w := *found[code]
		slices.SortFunc(w.Steps, func(a, b string) int { return c.column(a) - c.column(b) })
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b Wrong) int { return b.Students - a.Students })
	return all
}

// column returns the place of a step in Steps.
func (c *Class) column(step string) int {
	return slices.IndexFunc(c.Steps, func(s Step) bool { return s.Name == step })
}

func (c *Class) writeAgenda(b *strings.Builder) {
	for i, w := range c.Agenda() {
		if i == 0 {
			b.WriteString("\nwhat went wrong most often:\n")
		}
		fmt.Fprintf(b, "%4d of %d: %s  (%s)  %s\n", w.Students, len(c.Students), w.Code, strings.Join(w.Steps, ", "), w.Meaning)
	}
}

// writeRemarks writes what else there is to know about a student.
func (c *Class) writeRemarks(b *strings.Builder) {
	for i := range c.Students {
		s := &c.Students[i]
		var lines []string
		if s.Error != "" {
			lines = append(lines, "could not check: "+s.Error)
		}
		steps := map[string][]string{} // of each reason
		var reasons []string
		for j, r := range s.Results {
			if why := r.Report.Error; r.Report.Verdict == check.Unchecked && s.Error == "" {
				if steps[why] == nil {
					reasons = append(reasons, why)
				}
				steps[why] = append(steps[why], c.Steps[j].Name)
			}
		}
		for _, why := range reasons {
			lines = append(lines, fmt.Sprintf("%s: could not check: %s", strings.Join(steps[why], ", "), why))
		}
		for j, r := range s.Results {
			if r.Changed != "" {
				lines = append(lines, c.Steps[j].Name+": "+r.Changed)
			}
		}
		for k, line := range append(lines, s.Remarks...) {
			if k == 0 {
				fmt.Fprintf(b, "\n%s:\n", check.Harmless(cmp.Or(s.Name, s.ID)))
			}
			fmt.Fprintf(b, "  %s\n", check.Harmless(line))
		}
	}
}

// Unchecked names what could not be checked: "ada-lovelace: 2.1.3, 4".
func (c *Class) Unchecked() []string {
	var all []string
	for _, s := range c.Students {
		var steps []string
		for j, r := range s.Results {
			if r.Report.Verdict == check.Unchecked {
				steps = append(steps, c.Steps[j].Name)
			}
		}
		switch {
		case s.Error != "":
			all = append(all, s.ID)
		case len(steps) > 0:
			all = append(all, s.ID+": "+strings.Join(steps, ", "))
		}
	}
	return all
}
