package picture

import "time"

// A drawing is a sequence diagram of SVG. Its unit is a pixel of a small screen.
type drawing struct {
	Height int
	Rows   []drawnRow
	More   string // what is not drawn
}

// A drawnRow is an arrow with its label, or the names of both sides.
type drawnRow struct {
	Y                int
	Checker, Program string // names, above their lines
	Time, Label      string
	FromProgram      bool
	Missing          bool
	Aside            bool
}

const (
	rowHeight  = 28
	maxDrawn   = 60 // rows of a drawing
	labelWidth = 43 // characters between the lines
)

// draw makes the drawing of events.
func draw(events []event, start time.Duration) drawing {
	var d drawing
	var checker, program string
	add := func(r drawnRow) {
		if d.Height += rowHeight; r.Missing { // its rows are one text
			d.Height -= rowHeight / 3
		}
		r.Y = d.Height - 6
		d.Rows = append(d.Rows, r)
	}
	more := 0
	for _, e := range events {
		if len(d.Rows) >= maxDrawn && !e.Missing {
			more++
			continue
		}
		c, p := e.Src, e.Dst
		if e.Program {
			c, p = p, c
		}
		if !e.Missing && (c != checker || p != program) {
			checker, program = c, p
			add(drawnRow{Checker: c, Program: p})
		}
		r := drawnRow{FromProgram: e.Program, Missing: e.Missing, Aside: e.Aside}
		if !e.Missing {
			r.Time = clock(e.At - start)
			r.Label = cut(e.Label, labelWidth)
			add(r)
			continue
		}
		rows := wrap(e.Label, labelWidth)
		for i, text := range rows {
			r.Label = text
			r.Aside = e.Aside || i < len(rows)-1 // one arrow, below the last row
			add(r)
		}
	}
	d.Height += 6
	if more > 0 {
		d.More = packets(more)
	}
	return d
}

// cut returns the first n characters of text.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-3]) + "..."
	}
	return text
}
