package match

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// LastLines returns the last n lines of text that are neither blank nor only
// mark a place in the line above.
func LastLines(text string, n int) string {
	lines := strings.FieldsFunc(strings.TrimSpace(text), func(r rune) bool { return r == '\n' })
	lines = slices.DeleteFunc(lines, func(s string) bool {
		s = strings.TrimSpace(s)
		return s == "" || strings.Trim(s, "^~ ") == ""
	})
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// Excerpt returns the last lines of what was printed.
func Excerpt(text string) string {
	if strings.TrimSpace(text) == "" {
		return "nothing is printed"
	}
	const maxLine = 200
	lines := strings.Split(LastLines(text, 4), "\n")
	for i, l := range lines {
		if r := []rune(l); len(r) > maxLine {
			lines[i] = string(r[:maxLine]) + "..."
		}
	}
	return strings.Join(lines, "\n")
}

// ExcerptAround shows the line of printed that contains part, with a caret under
// the first character of part.
func ExcerptAround(printed, part string) string {
	i := strings.Index(printed, part)
	if i < 0 {
		// A literal may be cut off or escaped: show the line where it begins.
		if i = max(strings.Index(printed, "b'"), strings.Index(printed, `b"`)); i < 0 {
			return Excerpt(printed)
		}
	}
	start := strings.LastIndexByte(printed[:i], '\n') + 1
	line := printed[start:]
	if j := strings.IndexByte(line, '\n'); j >= 0 {
		line = line[:j]
	}
	return Caret(line, utf8.RuneCountInString(printed[start:i]))
}

// Preview shows the start of b in hexadecimal.
func Preview(b []byte) string {
	if len(b) == 0 {
		return "(none)"
	}
	s := fmt.Sprintf("% x", b[:min(16, len(b))])
	if len(b) > 16 {
		s += fmt.Sprintf(" ... (%d bytes)", len(b))
	}
	return s
}

// OneLine returns text on one line.
func OneLine(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", `\n`) }

// maxCaretLine is how much of a line is shown, in characters.
const maxCaretLine = 100

// Caret shows line with a caret under the character at column at.
func Caret(line string, at int) string {
	r := []rune(strings.ReplaceAll(line, "\t", " "))
	from := max(0, at-maxCaretLine/2)
	to := min(len(r), from+maxCaretLine)
	prefix := ""
	if from > 0 {
		prefix = "..."
	}
	return prefix + string(r[min(from, to):to]) + "\n" + strings.Repeat(" ", len(prefix)+at-from) + "^"
}

// Diff shows got, which should be want, with a caret under the first byte that
// differs: as text or, if it is not text, in hexadecimal with the offset.
func Diff(got, want []byte) string {
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	if utf8.Valid(got) && !bytes.ContainsFunc(got, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) {
		start := bytes.LastIndexByte(got[:at], '\n') + 1
		line := string(got[start:])
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		before := strings.ReplaceAll(strings.ReplaceAll(string(got[start:at]), "\r", `\r`), "\n", `\n`)
		line = strings.ReplaceAll(strings.ReplaceAll(line, "\r", `\r`), "\n", `\n`)
		return Caret(line, utf8.RuneCountInString(before))
	}
	return Dump(got, at)
}

// Dump shows the 16 bytes of b around offset at in hexadecimal, with a caret.
func Dump(b []byte, at int) string {
	from := at / 16 * 16
	to := min(len(b), from+16)
	head := fmt.Sprintf("offset %d: ", from)
	return fmt.Sprintf("%s% x\n%s^ offset %d", head, b[min(from, to):to], strings.Repeat(" ", len(head)+3*(at-from)), at)
}
