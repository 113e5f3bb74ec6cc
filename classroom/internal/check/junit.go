package check

import (
	"encoding/xml"
	"fmt"
	"io"
)

// The elements of a JUnit report that graders read. A step is a suite, a check
// a test case.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
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

// WriteJUnit writes reports as JUnit XML, in which encoding/xml replaces the
// characters that XML cannot contain by U+FFFD. A bonus that is missed is a skipped
// case, so that it costs no points. A step without a program is a failure.
func WriteJUnit(w io.Writer, reports []*Report) error {
	var all junitSuites
	for _, r := range reports {
		s := junitSuite{Name: r.Step, Time: fmt.Sprintf("%.2f", r.Seconds), Output: r.Output}
		add := func(c junitCase) {
			s.Tests++
			s.Cases = append(s.Cases, c)
		}
		switch {
		case r.Verdict == Missing:
			s.Failures++
			add(junitCase{Class: r.Step, Name: "the program", Failure: &junitMessage{Type: string(Missing), Message: r.Error}})
		case r.Error != "":
			s.Errors++
			add(junitCase{Class: r.Step, Name: "the check itself", Error: &junitMessage{Message: r.Error}})
		}
		for _, f := range r.Findings {
			c := junitCase{Class: r.Step, Name: f.Check}
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
		all.Suites = append(all.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
