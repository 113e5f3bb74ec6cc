package check

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"in43.example/pkg/pyfmt"
)

// shows waits until the program prints want, which was sent to it when it had
// printed the first mark bytes.
func (t *trial) shows(mark int, want string) outcome {
	return t.showsWithin(t.limit, mark, want)
}

func (t *trial) showsWithin(limit time.Duration, mark int, want string) outcome {
	shown := func(text string) bool { return hasText(since(text, mark), want) }
	if t.p.until(limit, shown) {
		return pass()
	}
	return t.notShown(mark, want)
}

// since returns what was printed after the first mark bytes.
func since(text string, mark int) string { return text[min(mark, len(text)):] }

// hasText reports whether printed shows the text want: literally or, if it is a
// row of the sensors, as its values.
func hasText(printed, want string) bool {
	for rest := printed; ; {
		i := strings.Index(rest, want)
		if i < 0 {
			break
		}
		if !literal(rest, i) {
			return true
		}
		rest = rest[i+len(want):]
	}
	return isRow(want) && len(missingOfRow(printed, want)) == 0
}

var rowNames = []string{"latitude", "longitude", "altitude", "accuracy", "time"}

// isRow reports whether text is a row of the sensors, and not its header.
func isRow(text string) bool {
	return strings.Count(text, ",") == len(rowNames)-1 && strings.Trim(text, "0123456789.,-") == ""
}

var bytesLiteral = regexp.MustCompile(`\bb['"]`)

// missingOfRow returns the names of the values of row that printed does not
// show. The position must have at least four decimals. The time may be a number,
// in ms since 1970, or a date.
func missingOfRow(printed, row string) []string {
	if bytesLiteral.MatchString(printed) {
		return rowNames
	}
	all := numbers(printed)
	var names []string
	for i, text := range strings.Split(row, ",") {
		v, _ := strconv.ParseFloat(text, 64)
		ok := false
		switch rowNames[i] {
		case "latitude", "longitude":
			ok = slices.ContainsFunc(all, func(n number) bool {
				return slices.ContainsFunc(n.readings, func(r reading) bool { return r.value == v || r.decimals >= 4 && r.is(v) })
			})
		case "time":
			ok = hasDate(printed, all, v/1000) != noDate
		default:
			ok = shown(all, v)
		}
		if !ok {
			names = append(names, rowNames[i])
		}
	}
	return names
}

// literal reports whether the text at s[i] is inside b'...' or b"...".
func literal(s string, i int) bool {
	line := s[strings.LastIndexByte(s[:i], '\n')+1 : i]
	for _, quote := range []string{"b'", `b"`} {
		if j := strings.LastIndex(line, quote); j >= 0 && !strings.Contains(line[j+2:], quote[1:]) {
			// In "numb'" no literal begins.
			if j == 0 || !isLetter(line[j-1]) {
				return true
			}
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// hasBytes reports whether printed shows data as languages show bytes that were
// not decoded: b'...' in Python, <Buffer 48 65 ...> in JavaScript, [72 101 ...]
// in Go, or plain hexadecimal. Some languages do not show all of them, so only
// the first eight bytes are looked for.
func hasBytes(printed string, data []byte) bool {
	head := data[:min(8, len(data))]
	repr := strings.Trim(string(pyfmt.AppendBytes(nil, head)[2:]), `'"`)
	for rest := printed; ; {
		i := strings.Index(rest, repr)
		if i < 0 {
			break
		}
		if literal(rest, i) {
			return true
		}
		rest = rest[i+len(repr):]
	}
	for _, form := range []string{"% x", "%x", "%v"} {
		s := fmt.Sprintf(form, head)
		s = strings.Trim(s, "[]")
		if strings.Contains(strings.ToLower(printed), s) || strings.Contains(printed, strings.ReplaceAll(s, " ", ", ")) {
			return true
		}
	}
	return false
}

// notShown is the diagnosis when want is not on the screen.
func (t *trial) notShown(mark int, want string) outcome {
	printed := since(t.p.screen.text(), mark)
	expected := fmt.Sprintf("the text %q on the screen", want)
	switch {
	case !t.p.running() && !t.p.success():
		o := t.crash(expected)
		if o.code == decodeError && saysUTF16.MatchString(o.got) {
			o.code, o.why = wrongEncoding, decodedWrongly
		}
		return o
	case hasBytes(printed, []byte(want)):
		return fail(bytesPrinted, expected, excerptAround(printed, repr(want)))
	case misdecoded(printed, want):
		return fail(wrongEncoding, expected, excerpt(printed)).explained(decodedWrongly)
	case cannotDecode.MatchString(printed):
		return fail(decodeError, expected, excerpt(printed))
	case ascii(want) != want && strings.Contains(ascii(printed), ascii(want)):
		return fail(wrongOutput, expected, excerpt(printed)).
			explained("The letters with accents are lost: decode('ascii', errors='ignore') leaves them out, 'replace' shows a sign in their place. Use data.decode('utf8').")
	}
	if n := cutAt(printed, want); n > 0 {
		return fail(truncated, expected, excerptAround(printed, want[:n]))
	}
	if isRow(want) {
		if names := missingOfRow(printed, want); len(names) < len(rowNames) {
			return fail(missingField, expected, excerpt(printed)+"\nnot there: "+strings.Join(names, ", ")).
				explained("Not all five values of the row are printed, or the position with fewer than four decimals. Print the whole message.")
		}
	}
	if likeText(printed, want) {
		return fail(wrongOutput, expected, excerpt(printed))
	}
	t.silent = true
	if !t.p.running() {
		return fail(noOutput, expected, "the program has ended\n"+excerpt(printed))
	}
	if t.network != "" && t.p.atKeyboard() {
		return fail(noOutput, expected, "it waits for the keyboard\n"+excerpt(printed)).
			explained("The program waits until somebody types something, and meanwhile the message waits unread. Is there an input() in the loop?")
	}
	return notPrinted(expected, printed)
}

// notPrinted is the diagnosis when nothing that was received is in printed.
func notPrinted(expected, printed string) outcome {
	o := fail(noOutput, expected, excerpt(printed))
	if saysError.MatchString(printed) {
		return o.explained("The program catches an error and prints it: what it says is the reason.")
	}
	return o
}

var (
	saysUTF16 = regexp.MustCompile(`(?i)utf-?(16|32)`)
	saysError = regexp.MustCompile(`(?i)\berr(or|eur)\b|exception|not defined|has no attribute|requires a`)
)

// likeText reports whether printed contains a word of want, in capitals or small
// letters.
func likeText(printed, want string) bool {
	printed = strings.ToLower(printed)
	for _, w := range strings.FieldsFunc(strings.ToLower(want), func(r rune) bool { return strings.ContainsRune(" ,!\n", r) }) {
		if len(w) >= 4 && strings.Contains(printed, w) {
			return true
		}
	}
	return false
}

func repr(s string) string {
	return strings.Trim(string(pyfmt.AppendBytes(nil, []byte(s))[2:]), `'"`)
}

const decodedWrongly = "The bytes were decoded with another encoding than they were encoded with: data.decode('utf8'), for the sensors data.decode('ascii')."

// misdecoded reports whether printed shows what comes out when want, which is
// sent in UTF-8, is decoded as Latin-1 (or similar) or as UTF-16.
func misdecoded(printed, want string) bool {
	if strings.Contains(printed, "Ã") && !strings.Contains(want, "Ã") {
		return true
	}
	head := []byte(want)[:len(want)/2*2]
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var units []uint16
		for i := 0; i < min(8, len(head)); i += 2 {
			units = append(units, order.Uint16(head[i:]))
		}
		if len(units) > 1 && strings.Contains(printed, string(utf16.Decode(units))) {
			return true
		}
	}
	return false
}

// ascii returns s without the characters that are not ASCII.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return -1
		}
		return r
	}, s)
}

// shownPart returns how much of the start of want is in printed, in bytes.
func shownPart(printed, want string) int {
	n := 0
	for n < len(want) && strings.Contains(printed, want[:n+1]) {
		n++
	}
	for n > 0 && !utf8.ValidString(want[:n]) {
		n--
	}
	return n
}

// cutAt returns how many bytes of want are shown, if printed shows the start of
// want and nothing else of it; otherwise 0. A few bytes do not count: an earlier
// message or row may begin with the same characters.
func cutAt(printed, want string) int {
	n := shownPart(printed, want)
	start := want[:n]
	switch {
	case n == len(want):
		return 0
	case isRow(want):
		// If values are picked out or rounded, the row is not cut off.
		touched := 1 + strings.Count(start, ",")
		if n < 8 || touched == 1 && want[n] == ',' || len(rowNames)-len(missingOfRow(printed, want)) > touched {
			return 0
		}
	case n < 4, n == 4 && strings.Contains(start, " "), likeText(printed, want[n:]):
		return 0
	}
	return n
}

// excerptAround shows the line of printed that contains part, with a caret under
// the first character of part.
func excerptAround(printed, part string) string {
	i := strings.Index(printed, part)
	if i < 0 {
		// A literal may be cut off or escaped: show the line where it begins.
		if i = max(strings.Index(printed, "b'"), strings.Index(printed, `b"`)); i < 0 {
			return excerpt(printed)
		}
	}
	start := strings.LastIndexByte(printed[:i], '\n') + 1
	line := printed[start:]
	if j := strings.IndexByte(line, '\n'); j >= 0 {
		line = line[:j]
	}
	return caret(line, utf8.RuneCountInString(printed[start:i]))
}

// maxCaretLine is how much of a line is shown, in characters.
const maxCaretLine = 100

// caret shows line with a caret under the character at column at.
func caret(line string, at int) string {
	r := []rune(strings.ReplaceAll(line, "\t", " "))
	from := max(0, at-maxCaretLine/2)
	to := min(len(r), from+maxCaretLine)
	prefix := ""
	if from > 0 {
		prefix = "..."
	}
	return prefix + string(r[min(from, to):to]) + "\n" + strings.Repeat(" ", len(prefix)+at-from) + "^"
}

// diff shows got, which should be want, with a caret under the first byte that
// differs: as text or, if it is not text, in hexadecimal with the offset.
func diff(got, want []byte) string {
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
		return caret(line, utf8.RuneCountInString(before))
	}
	return dump(got, at)
}

// dump shows the 16 bytes of b around offset at in hexadecimal, with a caret.
func dump(b []byte, at int) string {
	from := at / 16 * 16
	to := min(len(b), from+16)
	head := fmt.Sprintf("offset %d: ", from)
	return fmt.Sprintf("%s% x\n%s^ offset %d", head, b[min(from, to):to], strings.Repeat(" ", len(head)+3*(at-from)), at)
}
