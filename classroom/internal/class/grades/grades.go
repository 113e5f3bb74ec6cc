// Package grades writes what a class has got in the forms that spreadsheets, course
// pages and graders read. All of it follows from the class.Class alone: the same class
// gives the same bytes.
//
// The names, the remarks and the output of programs come from strangers. In each form
// they are text, and do nothing.
package grades

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

// title names s for a person.
func title(s *class.Student) string {
	return check.Harmless(cmp.Or(s.Name, s.ID)) + " (" + s.ID + ")"
}

// number returns points without zeros at the end.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// total returns the points of s in words.
func total(c *class.Class, s *class.Student) string {
	return number(s.Points()) + " of " + number(c.Max()) + " points"
}

// counts reports whether r says something about the student: nobody has to hand in an
// optional step.
func counts(step *class.Step, r *class.Result) bool {
	return !step.Optional || r.Report.Verdict != check.Missing
}

// word returns what r says in few words; "" if it does not count.
func word(step *class.Step, r *class.Result) string {
	switch {
	case !counts(step, r):
		return ""
	case r.Report.Verdict == check.Failed:
		return "FAIL " + r.Code()
	}
	return string(r.Report.Verdict)
}

// text returns the report as check prints it.
func text(r *check.Report) string {
	var b strings.Builder
	r.WriteText(&b, check.Layout{}) // a Builder has no errors
	return b.String()
}

// unchecked returns the names of the steps of s that could not be checked.
func unchecked(c *class.Class, s *class.Student) []string {
	var all []string
	for i := range s.Results {
		if s.Results[i].Report.Verdict == check.Unchecked {
			all = append(all, c.Steps[i].Name)
		}
	}
	return all
}

// remarks returns what else there is to know about s, each in one harmless line.
func remarks(c *class.Class, s *class.Student) []string {
	var all []string
	if s.Error != "" {
		all = append(all, "could not check: "+check.Harmless(s.Error))
	}
	for i, r := range s.Results {
		if r.Report.Verdict == check.Unchecked && s.Error == "" {
			all = append(all, fmt.Sprintf("%s: could not check: %s", c.Steps[i].Name, check.Harmless(r.Report.Error)))
		}
		if r.Changed != "" {
			all = append(all, c.Steps[i].Name+": "+check.Harmless(r.Changed))
		}
	}
	for _, r := range s.Remarks {
		all = append(all, check.Harmless(r))
	}
	return all
}

// WriteJUnit writes c as JUnit XML, with a suite for each student. A test case is a
// check, or a step for which there is no program.
func WriteJUnit(w io.Writer, c *class.Class) error {
	return check.WriteJUnitSuites(w, func(yield func(check.Suite) bool) {
		for i := range c.Students {
			s := &c.Students[i]
			suite := check.Suite{Name: title(s), ID: s.ID}
			for j := range s.Results {
				if counts(&c.Steps[j], &s.Results[j]) {
					suite.Reports = append(suite.Reports, s.Results[j].Report)
				}
			}
			if !yield(suite) {
				return
			}
		}
	})
}
