// Package match compares what a program has printed and sent with what is wanted.
// Its functions are pure: they need no process and no socket.
package match

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"in43.example/pkg/pyfmt"
)

// Since returns what was printed after the first mark bytes.
func Since(text string, mark int) string { return text[min(mark, len(text)):] }

// Trimmed returns a message as it is shown: without the line end.
func Trimmed(s string) string { return strings.TrimRight(s, "\r\n") }

// HasText reports whether printed shows the text want: literally or, if it is a
// row of the sensors, as its values.
func HasText(printed, want string) bool {
	return strings.Contains(outsideBytes(printed), want) || IsRow(want) && len(MissingOfRow(printed, want)) == 0
}

// WithRest reports whether text shows short with the rest of long after it, as a buffer
// does in which long was before. \n may be between them.
func WithRest(text, short, long string) bool {
	return slices.ContainsFunc([]string{short, short + "\n"}, func(s string) bool {
		return len(s) < len(long) && strings.Contains(text, s+long[len(s):])
	})
}

// Literal reports whether the text at s[i] is inside b'...' or b"...".
func Literal(s string, i int) bool {
	start := strings.LastIndexByte(s[:i], '\n') + 1
	for line := s[start:]; ; {
		from, to := bytesLiteral(line)
		if from < 0 || start+from >= i {
			return false
		}
		if i < start+to {
			return true
		}
		start, line = start+to, line[to:]
	}
}

// bytesLiteral returns where the first b'...' or b"..." in s begins and ends, or -1.
// It ends with its line at the latest.
func bytesLiteral(s string) (from, to int) {
	for i := 0; ; i++ {
		j := strings.IndexByte(s[i:], 'b')
		if j < 0 {
			return -1, -1
		}
		i += j
		if i+1 == len(s) || s[i+1] != '\'' && s[i+1] != '"' {
			continue
		}
		// In "numb'" and "b" no literal begins.
		if i > 0 && (isLetter(s[i-1]) || isDigit(s[i-1]) || s[i-1] == s[i+1]) {
			continue
		}
		for to = i + 2; to < len(s); to++ {
			switch s[to] {
			case s[i+1]:
				return i, to + 1
			case '\n':
				return i, to
			case '\\':
				if to+1 < len(s) && s[to+1] != '\n' {
					to++
				}
			}
		}
		return i, len(s)
	}
}

// outsideBytes returns s without what is inside of b'...' and b"...": bytes that are
// printed as they came do not count as shown.
func outsideBytes(s string) string {
	if !strings.Contains(s, "b'") && !strings.Contains(s, `b"`) {
		return s
	}
	var b strings.Builder
	for {
		from, to := bytesLiteral(s)
		if from < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:from] + "b''")
		s = s[to:]
	}
}

// Latin1 returns s in the encoding Latin-1.
func Latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

// Words returns a text of n random words.
func Words(r *rand.Rand, n int) string {
	var all []string
	for range n {
		b := make([]byte, 4+r.IntN(5))
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		// No English or French word, such as end, may come up by chance: so the
		// first two letters are a pair that begins no word.
		b[0] = "bcdfgklmnprtvwz"[r.IntN(15)]
		b[1] = "xqjhvw"[r.IntN(6)]
		all = append(all, string(b))
	}
	return strings.Join(all, " ")
}

// Letters returns the letters of s, in lower case.
func Letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// javaBytes is what Java shows of a byte array.
var javaBytes = regexp.MustCompile(`\[B@[0-9a-f]+`)

// HasBytes reports whether printed shows data as languages show bytes that were
// not decoded: b'...' in Python, <Buffer 48 65 ...> or its JSON in JavaScript,
// [72 101 ...] in Go, [B@1b6d3586 in Java, or plain hexadecimal. Some languages do not show all of them, so only
// the first eight bytes are looked for.
func HasBytes(printed string, data []byte) bool {
	head := data[:min(8, len(data))]
	repr := Repr(string(head))
	for rest := printed; ; {
		from, to := bytesLiteral(rest)
		if from < 0 {
			break
		}
		if strings.Contains(strings.TrimSuffix(rest[from+2:to], rest[from+1:from+2]), repr) {
			return true
		}
		rest = rest[to:]
	}
	for _, form := range []string{"% x", "%x", "%v"} {
		s := fmt.Sprintf(form, head)
		s = strings.Trim(s, "[]")
		if strings.Contains(strings.ToLower(printed), s) || strings.Contains(printed, strings.ReplaceAll(s, " ", ", ")) || strings.Contains(printed, strings.ReplaceAll(s, " ", ",")) {
			return true
		}
	}
	return javaBytes.MatchString(printed)
}

// LikeText reports whether printed contains a word of want, in capitals or small
// letters.
func LikeText(printed, want string) bool {
	printed = strings.ToLower(printed)
	for _, w := range strings.FieldsFunc(strings.ToLower(want), func(r rune) bool { return strings.ContainsRune(" ,!\n", r) }) {
		if len(w) >= 4 && strings.Contains(printed, w) {
			return true
		}
	}
	return false
}

// Repr returns s as Python shows it in b'...', without the quotes.
func Repr(s string) string {
	literal := pyfmt.AppendBytes(nil, []byte(s))
	return string(literal[len("b'") : len(literal)-len("'")])
}

// Misdecoded reports whether printed shows what comes out when want, which is
// sent in UTF-8, is decoded as Latin-1 (or similar) or as UTF-16.
func Misdecoded(printed, want string) bool {
	if strings.Contains(printed, "Ã") && !strings.Contains(want, "Ã") {
		return true
	}
	return inUTF16(printed, want) != ""
}

// OtherReading returns what printed shows of want, which is sent in UTF-8, decoded with
// an encoding that has one byte for each character, or with UTF-16; or "".
func OtherReading(printed, want string) string {
	if ASCII(want) == want {
		return inUTF16(printed, want)
	}
	var pattern strings.Builder
	for _, r := range want {
		if r < utf8.RuneSelf {
			pattern.WriteString(regexp.QuoteMeta(string(r)))
		} else {
			pattern.WriteString(`[^\x00-\x7f]{2,}`) // all these encodings contain ASCII
		}
	}
	if wrong := regexp.MustCompile(pattern.String()).FindString(outsideBytes(printed)); wrong != "" {
		return wrong
	}
	return inUTF16(printed, want)
}

// inUTF16 returns what printed shows of want, which is sent in UTF-8, decoded as
// UTF-16: the first characters, or "".
func inUTF16(printed, want string) string {
	head := []byte(want)[:len(want)/2*2]
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var units []uint16
		for i := 0; i < min(8, len(head)); i += 2 {
			units = append(units, order.Uint16(head[i:]))
		}
		if text := string(utf16.Decode(units)); len(units) > 1 && strings.Contains(printed, text) {
			return text
		}
	}
	return ""
}

// WithZeros reports whether printed shows want in UTF-16, which has a zero beside each
// letter.
func WithZeros(printed, want string) bool {
	return want != "" && strings.Contains(printed, "\x00") && strings.Contains(strings.ReplaceAll(printed, "\x00", ""), want)
}

// Spaced reports whether printed shows the characters of want one by one, with spaces
// between them or on a line each.
func Spaced(printed, want string) bool {
	if utf8.RuneCountInString(want) < 4 {
		return false
	}
	letters := strings.Split(want, "")
	return slices.ContainsFunc([]string{" ", "\n", ", ", "', '"}, func(between string) bool {
		return strings.Contains(printed, strings.Join(letters, between))
	})
}

// ASCII returns s without the characters that are not ASCII.
func ASCII(s string) string {
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

// CutAt returns how many bytes of want are shown, if printed shows the start of
// want and nothing else of it; otherwise 0. A few bytes do not count: an earlier
// message or row may begin with the same characters.
func CutAt(printed, want string) int {
	n := shownPart(printed, want)
	start := want[:n]
	switch {
	case n == len(want):
		return 0
	case IsRow(want):
		// If values are picked out or rounded, the row is not cut off.
		touched := 1 + strings.Count(start, ",")
		if n < 8 || touched == 1 && want[n] == ',' || len(RowNames)-len(MissingOfRow(printed, want)) > touched {
			return 0
		}
	case n < 4, n == 4 && strings.Contains(start, " "), LikeText(printed, want[n:]):
		return 0
	}
	return n
}
