package match

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Number is a number in a text, with all values that it may mean: some people
// write 1.054 as "1,054", others write 1054 like that.
type Number struct {
	at, end  int       // where it is in the text, in bytes
	readings []reading // the first does without a decimal comma and groups
}

type reading struct {
	value    float64
	decimals int // after the point; -1 if it is written with an exponent
}

var (
	plainNumber   = regexp.MustCompile(`[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?`)
	commaNumber   = regexp.MustCompile(`^[-+]?[0-9]+,[0-9]+`)
	groupedNumber = regexp.MustCompile(`^([-+]?[0-9]{1,3}(?:[, \x{a0}\x{202f}][0-9]{3})+)([.,][0-9]+)?`)
	noGroups      = strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "")
)

// Numbers returns the numbers in text.
func Numbers(text string) []Number {
	var all []Number
	for _, m := range plainNumber.FindAllStringIndex(text, -1) {
		from, end := m[0], m[1]
		if from > 0 && isDigit(text[from-1]) {
			from++ // the sign is a hyphen, as in 1970-01-20
		}
		n := Number{at: from, end: end}
		n.add(text[from:end])
		n.add(strings.Replace(commaNumber.FindString(text[from:]), ",", ".", 1))
		if m := groupedNumber.FindStringSubmatch(text[from:]); m != nil {
			n.add(noGroups.Replace(m[1]) + strings.Replace(m[2], ",", ".", 1))
		}
		if len(n.readings) > 0 { // it has none if it is too large for a float, as 1e999 is
			all = append(all, n)
		}
	}
	return all
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

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
	n.readings = append(n.readings, r)
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
	case r.decimals == 0:
		return false
	}
	return off <= 0.51*math.Pow10(-r.decimals)
}

func (n Number) is(v float64) bool {
	return slices.ContainsFunc(n.readings, func(r reading) bool { return r.is(v) })
}

func shown(all []Number, v float64) bool {
	return slices.ContainsFunc(all, func(n Number) bool { return n.is(v) })
}

// isWhole reports whether n is the number whole, perhaps with decimals.
func (n Number) isWhole(whole int) bool { return math.Floor(n.readings[0].value) == float64(whole) }
