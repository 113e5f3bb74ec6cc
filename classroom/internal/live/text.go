package live

import (
	"fmt"
	"strings"
	"time"
)

// Text returns what is to be shown of this moment on a terminal of that width in
// columns. If the width is 0, no line is cut. It is plain ASCII, and has no escape
// sequences.
func (m *Model) Text(now time.Time, width int) string {
	n := m.Now(now)
	var b strings.Builder
	line := func(format string, a ...any) {
		s := fmt.Sprintf(format, a...)
		if width > 0 && len(s) > width {
			s = s[:width]
		}
		b.WriteString(s + "\n")
	}

	line("%-5s  %-21s  %10s  %10s  %9s", "port", "source", "per second", "jitter ms", "messages")
	for _, p := range n.Ports {
		line("%-5d  %-21s  %10.2f  %10.1f  %9d", p.Port, "all", p.Rate, p.Jitter, p.N)
		for _, s := range p.Sources {
			line("%-5s  %-21s  %10.2f  %10.1f  %9d", "", s.From, s.Rate, s.Jitter, s.N)
			if q := s.Seq; q != nil {
				line("%7snumbers: last %d, missing %d, double %d, late %d", "", q.Last, q.Missing, q.Doubled, q.Late)
			}
		}
		if p.Others > 0 {
			line("%-5s  %-21s  %10s  %10s  %9d", "", "others", "", "", p.Others)
		}
		switch {
		case p.Hint != "" && n.For > 3:
			line("%7s%s", "", p.Hint)
		case p.Dropped > 0:
			line("%7slost because the socket was full: %d", "", p.Dropped)
		}
	}
	for _, d := range n.Drones {
		line("\ndrone %s", d.From)
		line("%-9s  %6s  %-23s  %s", "field", "offset", "bytes", "value")
		for i, name := range fieldNames {
			at, size := fieldAt(i)
			line("%-9s  %6d  %-23s  %s", name, at, spaced(d.Hex[2*at:2*(at+size)]), d.Values[i])
		}
		if d.Odd != "" {
			line("odd: %s", d.Odd)
		}
	}
	for _, s := range n.Sensors {
		line("\nsensors %s: %.0f m", s.From, s.Length)
		line("%s", s.Row)
	}
	if len(n.Odd) > 0 {
		line("\nodd messages, the newest first")
		for _, o := range n.Odd[:min(len(n.Odd), 5)] {
			line("%-5d  %-21s  %s", o.Port, o.From, o.Odd)
		}
	}
	return b.String()
}

// fieldAt returns the offset and the size of a field of a frame, in bytes: one double,
// then four ints and four floats.
func fieldAt(i int) (at, size int) {
	if i == 0 {
		return 0, 8
	}
	return 4 + 4*i, 4
}

// spaced puts a space after each byte of a text in hex.
func spaced(hex string) string {
	var b strings.Builder
	for i := 0; i < len(hex); i += 2 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(hex[i : i+2])
	}
	return b.String()
}
