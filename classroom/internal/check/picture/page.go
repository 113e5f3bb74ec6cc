package picture

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/wire"
	"in43.example/pkg/safetext"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// WritePage writes reports with their packets as a page for a browser. It is one file
// that loads nothing, and runs nothing.
func WritePage(w io.Writer, reports []*check.Report) error {
	var page []pageReport
	for _, r := range reports {
		page = append(page, newPageReport(r))
	}
	var b strings.Builder
	if err := pageTemplate.Execute(&b, page); err != nil {
		return err
	}
	_, err := io.WriteString(w, harmless(b.String()))
	return err
}

// A pageReport is what the page shows of a report.
type pageReport struct {
	*check.Report
	Command  string
	Findings []pageFinding
	Sections []pageSection
	Screen   string
	NotHeard string // why there is no diagram
}

type pageFinding struct {
	check.Finding
	Word          string
	Expected, Got []span
}

// A span is a piece of a text. The first difference is marked.
type span struct {
	Text   string
	Marked bool
}

type pageSection struct {
	Title, Word string
	Drawing     drawing
	Payloads    []payload
	More        int // payloads that are not shown
	LeftOut     string
}

func newPageReport(r *check.Report) pageReport {
	page := pageReport{Report: r, Command: check.Harmless(strings.Join(r.Command, " ")), Screen: r.Output}
	for i := range r.Findings {
		f := &r.Findings[i]
		page.Findings = append(page.Findings, pageFinding{*f, result(f), marked(f.Expected), marked(f.Got)})
	}
	if r.Recording == nil {
		page.NotHeard = notHeard(r)
		return page
	}
	var start time.Duration
	if len(r.Recording.Packets) > 0 {
		start = r.Recording.Packets[0].At
	}
	const most = 6 // payloads of a check, byte by byte
	for _, s := range sections(r) {
		p := pageSection{Title: "after the last check", Drawing: draw(s.Events, start)}
		if s.Finding != nil {
			p.Title, p.Word = s.Title, result(s.Finding)
		}
		if s.LeftOut > 0 {
			p.LeftOut = packets(s.LeftOut)
		}
		for _, e := range s.Events {
			switch {
			case len(e.Payload) == 0:
			case len(p.Payloads) == most:
				p.More++
			default:
				p.Payloads = append(p.Payloads, newPayload(e, start))
			}
		}
		page.Sections = append(page.Sections, p)
	}
	return page
}

// harmless returns text without characters that are not to be seen.
func harmless(text string) string {
	b, _ := safetext.UTF8Lines.Append(nil, []byte(text))
	return string(b)
}

// marked returns text in pieces. In a report the first difference has a "^" below it,
// on a line of its own; here the character itself is marked.
func marked(text string) []span {
	var all []span
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if i+1 < len(lines) {
			before, after, found := strings.Cut(lines[i+1], "^")
			at := utf8.RuneCountInString(before)
			if runes := []rune(line); found && strings.TrimSpace(before) == "" && at < len(runes) {
				end := at + 1
				if strings.HasPrefix(strings.TrimSpace(after), "offset") {
					end = min(at+2, len(runes)) // a byte in hexadecimal
				}
				all = append(all, span{string(runes[:at]), false}, span{string(runes[at:end]), true}, span{string(runes[end:]), false})
				i++
				continue
			}
		}
		all = append(all, span{line, false})
	}
	return all
}

// A payload is shown byte by byte: the fields of a frame or of a row, the lines of HTTP,
// or else rows of a few bytes.
type payload struct {
	Head   string
	Fields []wire.Field // with a colour for each
	Rest   string       // the bytes after them
	Lines  []httpLine
	Rows   []byteRow
	Cut    int // bytes that are not shown
}

type httpLine struct {
	Offset    int
	Text, End string // End is the line's end: CR LF
	Note      string
}

type byteRow struct {
	Offset    int
	Hex, Text string
}

// newPayload takes the payload of e apart.
func newPayload(e event, start time.Duration) payload {
	const (
		most     = 2048
		rowBytes = 8
		drone    = 52002
		sensors  = 52001
	)
	who := "from the checker"
	if e.Program {
		who = "from the program"
	}
	b := e.Payload
	p := payload{Head: fmt.Sprintf("%s, %s, %d bytes to %s", clock(e.At-start), who, len(b), e.Dst)}
	if len(b) > most {
		b, p.Cut = b[:most], len(b)-most
	}
	fields, err := wire.FrameFields(b)
	switch text := string(b); {
	case e.dst.Port() == drone && err == nil:
		last := fields[len(fields)-1]
		p.Fields, p.Rest = fields, fmt.Sprintf("% x", b[last.Offset+len(last.Bytes):])
	case e.dst.Port() == sensors && strings.Count(text, ",") == 4 && isText(b):
		offset := 0
		names := []string{"latitude", "longitude", "altitude", "accuracy", "time"}
		units := []string{"degrees", "degrees", "metres", "metres", "ms since 1970"}
		for i, value := range strings.Split(text, ",") {
			p.Fields = append(p.Fields, wire.Field{Offset: offset, Bytes: []byte(value), Type: "text", Name: names[i], Value: visible(value), Unit: units[i]})
			offset += len(value) + len(",")
		}
	case strings.HasPrefix(text, "HTTP/") || slices.Contains([]string{"GET", "HEAD", "POST"}, strings.SplitN(text, " ", 2)[0]) && strings.Contains(text, " HTTP/"):
		p.Lines = httpLines(text)
	default:
		for offset := 0; offset < len(b); offset += rowBytes {
			row := b[offset:min(offset+rowBytes, len(b))]
			var text strings.Builder
			for _, c := range row {
				if c < ' ' || c > '~' {
					c = '.'
				}
				text.WriteByte(c)
			}
			p.Rows = append(p.Rows, byteRow{offset, fmt.Sprintf("% x", row), text.String()})
		}
	}
	return p
}

// httpLines returns the lines of an HTTP message (RFC 9112).
func httpLines(text string) []httpLine {
	var all []httpLine
	offset, head := 0, true
	for line := range strings.Lines(text) {
		l := httpLine{Offset: offset}
		offset += len(line)
		rest := strings.TrimSuffix(line, "\n")
		if rest != line {
			l.End = "LF"
			if cut := strings.TrimSuffix(rest, "\r"); cut != rest {
				rest, l.End = cut, "CR LF"
			}
		}
		if l.Text = visible(rest); head && rest == "" {
			head, l.Note = false, "an empty line: here the head ends"
		}
		all = append(all, l)
	}
	return all
}
