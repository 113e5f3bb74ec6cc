package check

import (
	"fmt"
	"io"
	"strings"
	"time"

	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/safetext"
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
		if r.Verdict = verdict.Conclude(r.Findings); r.Verdict == Unchecked {
			r.Error = "no check of what the worksheet asks for could be tried"
		}
	}
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
		writeFinding(&b, f)
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

// where says where the program has run.
func where(i Isolation) string {
	if i == Loopback {
		return "on this machine's loopback"
	}
	return "in a network of its own"
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

func writeFinding(b *strings.Builder, f Finding) {
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
