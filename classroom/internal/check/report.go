package check

import (
	"fmt"
	"io"
	"strings"
	"time"

	"in43.example/pkg/safetext"
)

// A Result is what a check has found.
type Result string

const (
	Pass     Result = "pass"
	Fail     Result = "fail"
	NotTried Result = "not tried"
)

// A Level says who asks for what is checked.
type Level string

const (
	Required Level = "required" // the worksheet: it decides the verdict
	Beyond   Level = "beyond"   // nobody, but a careful program does it
)

// A Finding is the result of one check. A report is a list of them.
type Finding struct {
	Check   string `json:"check"` // what is checked, as a sentence about the program
	Level   Level  `json:"level"`
	Result  Result `json:"result"`
	Remark  string `json:"remark,omitempty"`  // of a pass: what is still worth knowing
	Because string `json:"because,omitempty"` // of a check that was not tried

	// Of a FAIL.
	Code     Code   `json:"code,omitempty"`
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"` // may have several lines
	Why      string `json:"why,omitempty"` // why that usually happens
	Section  string `json:"section,omitempty"`
}

// A Verdict is what the findings say together.
type Verdict string

const (
	Passed    Verdict = "pass"            // no required check has failed
	Failed    Verdict = "fail"            // a required check has failed
	Unchecked Verdict = "could not check" // the fault is not the program's
)

// A Report is what a run of a step has found.
type Report struct {
	Step      string    `json:"step"`
	Title     string    `json:"title"`
	Command   []string  `json:"command,omitempty"`
	Seed      uint64    `json:"seed"`
	Isolation Isolation `json:"isolation,omitempty"`
	Verdict   Verdict   `json:"verdict"`
	Error     string    `json:"error,omitempty"` // why it could not be checked
	Findings  []Finding `json:"findings"`
	Remarks   []string  `json:"remarks,omitempty"`   // on the run as a whole
	Unchecked []string  `json:"unchecked,omitempty"` // what the isolation leaves open
	Output    string    `json:"output,omitempty"`    // what the program printed, and what was typed
	Next      string    `json:"next,omitempty"`      // of a FAIL: the first TODO that is left in the program
	Seconds   float64   `json:"seconds"`
}

// conclude sets the verdict.
func (r *Report) conclude() {
	r.Verdict = Unchecked
	if r.Error == "" {
		if r.Verdict = Conclude(r.Findings); r.Verdict == Unchecked {
			r.Error = "no check of what the worksheet asks for could be tried"
		}
	}
}

// Conclude returns what findings say together. If no required check has passed
// or failed, that is no pass.
func Conclude(findings []Finding) Verdict {
	v := Unchecked
	for _, f := range findings {
		switch {
		case f.Level != Required:
		case f.Result == Fail:
			return Failed
		case f.Result == Pass:
			v = Passed
		}
	}
	return v
}

// WriteText writes r for a person. With show it ends with what the program
// printed.
func (r *Report) WriteText(w io.Writer, show bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "== %s  %s\n", r.Step, r.Title)
	if len(r.Command) > 0 {
		fmt.Fprintf(&b, "   %s  (seed %d, %s)\n", strings.Join(r.Command, " "), r.Seed, where(r.Isolation))
	}
	level := Required
	for _, f := range r.Findings {
		if f.Level != level {
			level = f.Level
			b.WriteString("   beyond the sheet:\n")
		}
		f.write(&b)
	}
	for _, remark := range r.Remarks {
		fmt.Fprintf(&b, "   remark     %s\n", remark)
	}
	for _, u := range r.Unchecked {
		fmt.Fprintf(&b, "   unchecked  %s\n", u)
	}
	if show && r.Output != "" {
		b.WriteString("   what the program printed (< is what was typed):\n")
		for line := range strings.Lines(r.Output) {
			fmt.Fprintf(&b, "   | %s\n", strings.TrimRight(line, "\n"))
		}
	}
	if r.Next != "" {
		b.WriteString("next: ")
		if !strings.HasPrefix(r.Next, "TODO 1 ") {
			b.WriteString("the FAIL above, if it is about what you did last; else ")
		}
		b.WriteString(r.Next + "\n")
	}
	b.WriteString(r.summary() + "\n")
	text, _ := safetext.AppendUTF8(nil, []byte(b.String()))
	_, err := w.Write(text)
	return err
}

// summary is the last line: the verdict in words.
func (r *Report) summary() string {
	var required, failed, beyond, fragile int
	for _, f := range r.Findings {
		n, bad := &required, &failed
		if f.Level == Beyond {
			n, bad = &beyond, &fragile
		}
		if f.Result != NotTried {
			*n++
		}
		if f.Result == Fail {
			*bad++
		}
	}
	took := (time.Duration(r.Seconds*1000) * time.Millisecond).Round(10 * time.Millisecond)
	switch r.Verdict {
	case Unchecked:
		return fmt.Sprintf("%s: COULD NOT CHECK: %s", r.Step, r.Error)
	case Failed:
		return fmt.Sprintf("%s: FAIL, %d of %d checks of what the worksheet asks for (%v)", r.Step, failed, required, took)
	}
	s := fmt.Sprintf("%s: pass, all %d checks of what the worksheet asks for", r.Step, required)
	if fragile > 0 {
		s += fmt.Sprintf("; beyond it %d of %d FAIL", fragile, beyond)
	}
	return fmt.Sprintf("%s (%v)", s, took)
}

func (f Finding) write(b *strings.Builder) {
	switch f.Result {
	case Pass:
		fmt.Fprintf(b, "   pass       %s\n", f.Check)
		if f.Remark != "" {
			field(b, "remark", f.Remark)
		}
	case NotTried:
		fmt.Fprintf(b, "   not tried  %s: because %s\n", f.Check, f.Because)
	case Fail:
		fmt.Fprintf(b, "   FAIL       %s  [%s]\n", f.Check, f.Code)
		field(b, "expected", f.Expected)
		field(b, "came", f.Got)
		field(b, "why", f.Why)
		if f.Section != "" {
			field(b, "see", "worksheet "+f.Section)
		}
	}
}

// field writes a named text, its further lines below the first.
func field(b *strings.Builder, name, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintf(b, "              %-9s %s\n", name, line)
		name = ""
	}
}
