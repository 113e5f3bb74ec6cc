package match

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Number is a number in a text, with all values that it may mean: some people
// write 1.054 as "1,054", others write 1054 like that.
type Number struct {
	at, end int // where it is in the text, in bytes
	// The readings, at least one. The first does without a decimal comma and groups.
	array [3]reading
	n     int
}

type reading struct {
	value    float64
	decimals int // after the point; -1 if it is written with an exponent
}

// readings returns the values that n may mean.
func (n *Number) readings() []reading { return n.array[:n.n] }

// Numbers returns the numbers in text. A number that is too large for a float, as
// 1e999 is, is left out.
func Numbers(text string) []Number {
	var all []Number
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		n := Number{at: i, end: afterNumber(text, i)}
		sign := ""
		switch before := text[:i]; {
		case strings.HasSuffix(before, "-") || strings.HasSuffix(before, "+"):
			// A sign after a digit is a hyphen, as in 1970-01-20.
			if n.at = i - 1; n.at > 0 && isDigit(text[n.at-1]) {
				n.at = i
			} else {
				sign = text[n.at:i]
			}
		case strings.HasSuffix(before, minus):
			n.at, sign = i-len(minus), "-"
		}
		n.add(sign + text[i:n.end])
		whole := digits(text, i)
		if comma := whole + 1; whole < len(text) && text[whole] == ',' {
			if end := digits(text, comma); end > comma {
				n.add(sign + text[i:whole] + "." + text[comma:end])
			}
		}
		if s := grouped(text, i); s != "" {
			n.add(sign + s)
		}
		if n.n > 0 {
			all = append(all, n)
		}
		i = n.end
	}
	return all
}

// minus is the minus sign that JavaScript's toLocaleString writes in some
// languages.
const minus = "\u2212"

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digits returns where the digits that begin at text[i] end.
func digits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

// afterNumber returns where the number ends that begins at text[i] with a digit,
// with its decimals and its exponent.
func afterNumber(text string, i int) int {
	i = digits(text, i)
	if i < len(text) && text[i] == '.' {
		if end := digits(text, i+1); end > i+1 {
			i = end
		}
	}
	if i < len(text) && text[i]|0x20 == 'e' {
		exponent := i + 1
		if exponent < len(text) && (text[exponent] == '-' || text[exponent] == '+') {
			exponent++
		}
		if end := digits(text, exponent); end > exponent {
			i = end
		}
	}
	return i
}

// maxGroups is how many groups of three digits a number may have after the first
// one: the date in nanoseconds has six.
const maxGroups = 6

// grouped returns the number that begins at text[i] with groups of three digits, as
// in 1,006.00 or 1 006,00, in the form 1006.00. It returns "" if there are no groups.
func grouped(text string, i int) string {
	end := digits(text, i)
	if end-i > 3 {
		return ""
	}
	s := text[i:end]
	for range maxGroups {
		space := groupMark(text[end:])
		from := end + space
		if space == 0 || digits(text[:min(len(text), from+4)], from) != from+3 {
			break
		}
		end = from + 3
		s += text[from:end]
	}
	if len(s) <= 3 {
		return ""
	}
	if end < len(text) && (text[end] == '.' || text[end] == ',') {
		if last := digits(text, end+1); last > end+1 {
			s += "." + text[end+1:last]
		}
	}
	return s
}

// groupMark returns the length of the mark between two groups of digits with which
// text begins, or 0.
func groupMark(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	if size > 0 && strings.ContainsRune(", '_\u00a0\u202f\u2009\u2019", r) {
		return size
	}
	return 0
}

// add adds the reading s, if it is a number.
func (n *Number) add(s string) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return
	}
	r := reading{value: v}
	if strings.ContainsAny(s, "eE") {
		r.decimals = -1
	} else if i := strings.IndexByte(s, '.'); i >= 0 {
		r.decimals = len(s) - i - 1
	}
	n.array[n.n] = r
	n.n++
}

// is reports whether r shows v, either with all digits of a float or rounded to
// one decimal or more. A number with an exponent may be rounded to four digits.
func (r reading) is(v float64) bool {
	off := math.Abs(r.value - v)
	switch {
	case math.IsInf(v, 0):
		return false
	case off <= 1e-6*math.Abs(v):
		return true
	case r.decimals < 0:
		return off <= 1e-3*math.Abs(v)
	case r.decimals == 0 || off > 0.1:
		return false
	}
	return off <= 0.51*math.Pow10(-r.decimals)
}

func (n *Number) is(v float64) bool {
	for i := range n.n {
		if n.array[i].is(v) {
			return true
		}
	}
	return false
}

// isWhole reports whether n is the number whole, perhaps with decimals.
func (n *Number) isWhole(whole int) bool { return math.Floor(n.array[0].value) == float64(whole) }

// firstFrom returns the index of the first number in all that begins at offset at
// or later, or len(all).
func firstFrom(all []Number, at int) int {
	i, _ := slices.BinarySearchFunc(all, at, func(n Number, at int) int { return n.at - at })
	return i
}
