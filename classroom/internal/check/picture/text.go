package picture

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"in43.example/classroom/internal/check"
)

const (
	textWidth = 80 // of a diagram in a pipe
	minWidth  = 40
	maxWidth  = 120
	indent    = 13 // of the checker's line: the time stands before it
)

// notHeard says why r has no recording.
func notHeard(r *check.Report) string {
	if r.Error != "" {
		return "There are no packets to show: the step could not be checked."
	}
	return "No packet was heard: that takes a network namespace of Linux. So neither the handshake nor a byte can be shown; the report says what came."
}

// WriteText writes the packets of r as a sequence diagram, no wider than width
// characters; 0 stands for a pipe. Nothing in it does anything to a terminal.
func WriteText(w io.Writer, r *check.Report, width int) error {
	var d diagram
	if d.width = textWidth; width > 0 {
		d.width = min(max(width, minWidth), maxWidth)
	}
	if r.Recording == nil {
		fmt.Fprintf(&d, "== %s  on the wire\n", r.Step)
		d.line(notHeard(r))
		_, err := io.WriteString(w, d.String())
		return err
	}
	fmt.Fprintf(&d, "== %s  on the wire\n", r.Step)
	all := sections(r)
	if len(all) == 0 {
		d.line("nothing was sent")
	}
	var start time.Duration
	if len(r.Recording.Packets) > 0 {
		start = r.Recording.Packets[0].At
	}
	for _, s := range all {
		d.section(s, start)
	}
	d.line("Left out: TCP packets that only acknowledge.")
	_, err := io.WriteString(w, d.String())
	return err
}

// A diagram is the text that is made.
type diagram struct {
	strings.Builder
	width int
}

func (d *diagram) section(s section, start time.Duration) {
	title := "after the last check"
	if s.Finding != nil {
		title = fmt.Sprintf("%s: %s", s.Title, result(s.Finding))
	}
	d.line("-- " + visible(title))
	var checker, program string // whose lines are drawn
	for _, e := range s.Events {
		c, p := e.Src, e.Dst
		if e.Program {
			c, p = p, c
		}
		if !e.Missing && (c != checker || p != program) {
			checker, program = c, p
			d.ends("checker", "program")
			d.ends(c, p)
		} else if checker == "" {
			d.ends("checker", "program")
			checker = "-"
		}
		if e.Missing {
			d.missing(e)
		} else {
			d.row(clock(e.At-start), arrow(e, d.inner()))
		}
	}
	if s.LeftOut > 0 {
		d.line(fmt.Sprintf("(%s of this check left out)", packets(s.LeftOut)))
	}
}

// line writes a line of text, or as many as it needs.
func (d *diagram) line(text string) {
	for _, row := range wrap(text, d.width-3) {
		d.WriteString("   " + row + "\n")
	}
}

func packets(n int) string {
	if n == 1 {
		return "1 packet more"
	}
	return fmt.Sprintf("%d packets more", n)
}

// result says how a check has ended.
func result(f *check.Finding) string {
	if f.Result == check.Fail && f.Level == check.Beyond {
		return "missed"
	}
	if f.Result == check.Fail {
		return "FAIL"
	}
	return string(f.Result)
}

// inner is the number of characters between the two lines.
func (d *diagram) inner() int { return d.width - indent - 2 }

// ends writes the names of the two sides above their lines.
func (d *diagram) ends(checker, program string) {
	space := d.inner() + 2 - len(checker) - len(program)
	if space < 1 { // one below the other
		fmt.Fprintf(d, "%*s%s\n", indent, "", checker)
		checker, space = "", d.inner()+2-len(program)
	}
	fmt.Fprintf(d, "%*s%s%*s%s\n", indent, "", checker, space, "", program)
}

func (d *diagram) row(clock, text string) {
	fmt.Fprintf(d, "%*s |%s|\n", indent-1, clock, text)
}

// missing draws what should have come: the last row is an arrow of dots. What should
// not have come on the wire is a remark beside the program's line.
func (d *diagram) missing(e event) {
	rows := wrap(e.Label, d.inner()-8)
	for i, text := range rows {
		pad := strings.Repeat(" ", d.inner()-8-utf8.RuneCountInString(text))
		switch {
		case e.Aside:
			d.row("", "    "+pad+text+"    ")
		case i == len(rows)-1:
			d.row("", "< . "+text+pad[:len(pad)%2]+strings.Repeat(" .", len(pad)/2)+" . .")
		default:
			d.row("", "    "+text+pad+"    ")
		}
	}
}

// arrow returns an arrow of width characters with the label of e.
func arrow(e event, width int) string {
	label := []rune(e.Label)
	if most := width - 8; len(label) > most {
		label = append(label[:most-3], []rune("...")...)
	}
	line := strings.Repeat("-", width-7-len(label))
	if e.Program {
		return "<-- " + string(label) + " " + line + "--"
	}
	return "--- " + string(label) + " " + line + "->"
}

// clock returns the time since the first packet.
func clock(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// wrap breaks text into rows of width characters at most, at spaces if possible.
func wrap(text string, width int) []string {
	var rows []string
	rest := []rune(text)
	for len(rest) > width {
		n := width
		for n > 0 && rest[n] != ' ' {
			n--
		}
		if n == 0 {
			n = width
		}
		rows = append(rows, string(rest[:n]))
		rest = []rune(strings.TrimLeft(string(rest[n:]), " "))
	}
	return append(rows, string(rest))
}
