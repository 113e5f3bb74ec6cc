package check

import (
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strings"
)

// The elements of a JUnit report that graders read. A check is a test case.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
		Output   string      `xml:"system-out,omitempty"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitMessage `xml:"failure"`
		Error   *junitMessage `xml:"error"`
		Skipped *junitMessage `xml:"skipped"`
	}
	junitMessage struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// A Suite is a test suite of a JUnit report: a step, or all steps of a student.
type Suite struct {
	Name string
	// ID stands before the step in the class of each case, by which readers that put
	// suites together tell them apart.
	ID      string
	Reports []*Report
}

// WriteJUnit writes reports as JUnit XML, with a suite for each.
func WriteJUnit(w io.Writer, reports []*Report) error {
	return WriteJUnitSuites(w, func(yield func(Suite) bool) {
		for _, r := range reports {
			if !yield(Suite{Name: r.Step, Reports: []*Report{r}}) {
				return
			}
		}
	})
}

// WriteJUnitSuites writes suites as JUnit XML, in which encoding/xml replaces the
// characters that XML cannot contain by U+FFFD. A bonus that is missed is a skipped
// case, so that it costs no points. A step without a program is a failure.
func WriteJUnitSuites(w io.Writer, suites iter.Seq[Suite]) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	all := xml.StartElement{Name: xml.Name{Local: "testsuites"}}
	if err := enc.EncodeToken(all); err != nil {
		return err
	}
	for s := range suites {
		if err := enc.Encode(s.junit()); err != nil {
			return err
		}
	}
	if err := enc.EncodeToken(all.End()); err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (suite *Suite) junit() *junitSuite {
	s := &junitSuite{Name: suite.Name}
	seconds := 0.0
	for _, r := range suite.Reports {
		s.add(strings.TrimSpace(suite.ID+" "+r.Step), r)
		seconds += r.Seconds
		if s.Output != "" {
			s.Output = strings.TrimSuffix(s.Output, "\n") + "\n"
		}
		if len(suite.Reports) > 1 && r.Output != "" {
			s.Output += "== " + r.Step + "\n"
		}
		s.Output += r.Output
	}
	s.Time = fmt.Sprintf("%.2f", seconds)
	return s
}

// add adds the cases of r.
func (s *junitSuite) add(class string, r *Report) {
	add := func(c junitCase) {
		s.Tests++
		c.Class = class
		s.Cases = append(s.Cases, c)
	}
	switch {
	case r.Verdict == Missing:
		s.Failures++
		add(junitCase{Name: "the program", Failure: &junitMessage{Type: string(Missing), Message: r.Error}})
	case r.Error != "":
		s.Errors++
		add(junitCase{Name: "the check itself", Error: &junitMessage{Message: r.Error}})
	}
	for _, f := range r.Findings {
		c := junitCase{Name: f.Check}
		switch {
		case f.Result == Fail:
			m := &junitMessage{Type: string(f.Code), Message: f.Why, Text: "expected: " + f.Expected + "\ncame: " + f.Got}
			if f.Level == Required {
				s.Failures++
				c.Failure = m
			} else {
				s.Skipped++
				m.Message = "bonus: " + m.Message
				c.Skipped = m
			}
		case f.Result == NotTried:
			s.Skipped++
			c.Skipped = &junitMessage{Message: f.Because}
		}
		add(c)
	}
}
