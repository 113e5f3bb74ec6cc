package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"in43.example/classroom/internal/check/steps"
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

	// NotIsolated says why the system allows no isolation, if the program was not
	// run for that reason.
	NotIsolated error `json:"-"`
	// Busy says that it could not be checked because the machine was busy, or for
	// another reason that may be gone at another time.
	Busy    bool `json:"-"`
	Starved bool `json:"-"` // the check itself had to wait for a processor, so a limit may have passed too early

	// Recording has the packets of the run, if the job asks for them.
	Recording *Recording `json:"-"`
}

// conclude sets the verdict.
func (r *Report) conclude() {
	r.Verdict = Unchecked
	if r.Error != "" {
		return
	}
	if r.Verdict = verdict.Conclude(r.Findings); r.Verdict != Unchecked {
		return
	}
	r.Busy = true
	r.Error = "no check of what the worksheet asks for was tried"
	if f := verdict.FirstUntried(r.Findings); f != nil {
		r.Error = fmt.Sprintf("%q was not tried: %s", f.Check, f.Because)
	}
}

// MissingReport returns the report of a step without a program.
func MissingReport(step string) *Report {
	r := &Report{Step: step, Verdict: Missing, Error: "no program was found for this step", Findings: []Finding{}}
	if s := steps.Find(step); s != nil {
		r.Title = s.Title
	}
	return r
}

// A Layout says what WriteText writes.
type Layout struct {
	Show bool // what the program printed, too
	// FailLast is for a terminal, where the end of a report is in sight: what is
	// wrong is told below all the rest.
	FailLast bool
	// FirstOnly is for a program that is being written: of the findings, only what is to
	// be done first.
	FirstOnly bool
}

// WriteText writes r for a person.
func (r *Report) WriteText(w io.Writer, layout Layout) error {
	var b strings.Builder
	fmt.Fprintf(&b, "== %s  %s\n", r.Step, r.Title)
	if len(r.Command) > 0 {
		fmt.Fprintf(&b, "   %s  (seed %d%s)\n", Harmless(strings.Join(r.Command, " ")), r.Seed, where(r.Isolation))
	}
	var last *Finding // is told last
	if layout.FailLast {
		if i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Level == Required && f.Result == Fail }); i >= 0 {
			last = &r.Findings[i]
		}
	}
	findings := r.Findings
	if layout.FirstOnly {
		findings, last = nil, r.first()
	}
	level := Required
	for i, f := range findings {
		if f.Level != level {
			level = f.Level
			b.WriteString("   bonus:\n")
		}
		if &findings[i] == last {
			fmt.Fprintf(&b, "   FAIL       %s: see below\n", f.Check)
		} else {
			writeFinding(&b, f)
		}
	}
	for _, remark := range r.Remarks {
		fmt.Fprintf(&b, "   remark     %s\n", Harmless(remark))
	}
	for _, u := range r.Unchecked {
		fmt.Fprintf(&b, "   unchecked  %s\n", u)
	}
	if layout.Show && r.Output != "" {
		b.WriteString("   what the program printed (< is what was typed):\n")
		for line := range strings.Lines(r.Output) {
			fmt.Fprintf(&b, "   | %s\n", strings.TrimRight(line, "\n"))
		}
	}
	if last != nil {
		writeFinding(&b, *last)
	}
	if r.Next != "" {
		b.WriteString("next: ")
		if !strings.HasPrefix(r.Next, "TODO 1 ") {
			b.WriteString("the FAIL above, if it is about what you did last; else ")
		}
		b.WriteString(Harmless(r.Next) + "\n")
	}
	b.WriteString(r.summary() + "\n")
	text, _ := safetext.UTF8Lines.Append(nil, []byte(b.String()))
	_, err := w.Write(text)
	return err
}

// Harmless returns a text that a student has chosen, such as the name of a file,
// in a form that does nothing to a terminal, in one line.
func Harmless(name string) string {
	text, _ := safetext.UTF8Lines.Append(nil, []byte(name))
	return strings.NewReplacer("\r", `\r`, "\n", `\n`, "\t", `\t`).Replace(string(text))
}

// where says where the program has run; "" if it was never started.
func where(i Isolation) string {
	switch i {
	case "":
		return ""
	case Loopback:
		return ", on this machine's loopback"
	}
	return ", in a network of its own"
}

// summary is the last line: the verdict in words.
func (r *Report) summary() string {
	count := map[Level]map[verdict.Result]int{Required: {}, Beyond: {}}
	total := map[Level]int{}
	for _, f := range r.Findings {
		count[f.Level][f.Result]++
		total[f.Level]++
	}
	took := ""
	if r.Seconds > 0 { // the report of a class has no times
		took = fmt.Sprintf(" (%v)", (time.Duration(r.Seconds*1000) * time.Millisecond).Round(10*time.Millisecond))
	}
	required := count[Required]
	passed := fmt.Sprintf("%d of %d passed", required[Pass], total[Required])
	switch r.Verdict {
	case Unchecked, Missing:
		return fmt.Sprintf("%s: %s: %s", r.Step, strings.ToUpper(string(r.Verdict)), Harmless(r.Error))
	case Failed:
		s := fmt.Sprintf("%s: FAIL: %s, %d failed", r.Step, passed, required[Fail])
		if n := required[NotTried]; n > 0 {
			s += fmt.Sprintf(", %d not tried", n)
		}
		return s + took
	}
	s := fmt.Sprintf("%s: pass: %s", r.Step, passed)
	if n := total[Beyond]; n > 0 {
		s += fmt.Sprintf(", bonus %d of %d", count[Beyond][Pass], n)
	}
	return s + took
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
		word := "FAIL"
		if f.Level == Beyond {
			word = "missed" // it costs nothing
		}
		fmt.Fprintf(b, "   %-10s %s  [%s]\n", word, f.Check, f.Code)
		field(b, "expected", f.Expected)
		field(b, "came", f.Got)
		field(b, "why", f.Why)
		if f.Section != "" {
			field(b, "see", "worksheet "+f.Section)
		}
	}
}

// WriteJSON writes r as a JSON object on one line. No character of it does anything
// to a terminal.
func (r *Report) WriteJSON(w io.Writer, show bool) error {
	shown := *r
	if !show {
		shown.Output = ""
	}
	line, err := JSON(&shown)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, line)
	return err
}

// JSON returns v as JSON on one line, with its end. No character of it does anything to
// a terminal.
func JSON(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	var line strings.Builder
	for _, c := range b.String() {
		if _, clean := safetext.UTF8Lines.Append(nil, utf8.AppendRune(nil, c)); clean || c < 0x20 {
			line.WriteRune(c)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, c) { // what package json leaves as it is
			fmt.Fprintf(&line, `\u%04x`, unit)
		}
	}
	return line.String(), nil
}

// field writes a named text, its further lines below the first.
func field(b *strings.Builder, name, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintf(b, "              %-9s %s\n", name, line)
		name = ""
	}
}
