package match

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A printed is a text that a program has printed, with its numbers so that they are
// found fast: a screen holds half a million, and a stream has many values.
type printed struct {
	text    string        // without what is inside of b'...'
	all     []Number      // from left to right
	byValue []occurrence  // from the smallest to the largest
	clocks  map[int][]int // where in all a time of day begins, by the second of the day
}

// An occurrence is a reading of a number of a text.
type occurrence struct {
	reading
	number int // its index in all
}

func newPrinted(text string) *printed {
	text = outsideBytes(text)
	p := &printed{text: text, all: Numbers(text), clocks: map[int][]int{}}
	p.byValue = make([]occurrence, 0, len(p.all))
	for i := range p.all {
		for _, r := range p.all[i].readings() {
			p.byValue = append(p.byValue, occurrence{r, i})
		}
		if second, ok := p.clockAt(i); ok {
			p.clocks[second] = append(p.clocks[second], i)
		}
	}
	slices.SortFunc(p.byValue, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.number, b.number))
	})
	return p
}

// clockAt returns the second of the day if a time begins with the number i: an hour,
// a minute and a second, or all in one, perhaps after the date, as in 153347.
func (p *printed) clockAt(i int) (second int, ok bool) {
	n := &p.all[i]
	if digits := compactTime(p.text[n.at:n.end]); digits != "" {
		hms := digits[len(digits)-6:]
		two := func(i int) int { return int(hms[i]-'0')*10 + int(hms[i+1]-'0') }
		return two(0)*3600 + two(2)*60 + two(4), true
	}
	if i+2 >= len(p.all) {
		return 0, false
	}
	h, m, s := math.Floor(n.array[0].value), math.Floor(p.all[i+1].array[0].value), math.Floor(p.all[i+2].array[0].value)
	if h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 {
		return 0, false
	}
	return int(h)*3600 + int(m)*60 + int(s), true
}

// compactTime returns the digits of a number that may be a time such as 153347,
// perhaps after a date, or "".
func compactTime(number string) string {
	whole, _, _ := strings.Cut(number, ".")
	if n := len(whole); n != 6 && n != 12 && n != 14 || strings.Trim(whole, "0123456789") != "" {
		return ""
	}
	return whole
}

// near returns the readings that may show v: those that differ from it no more than
// rounding explains.
func (p *printed) near(v float64) []occurrence {
	off := max(0.1, 1e-3*math.Abs(v))
	compare := func(o occurrence, v float64) int { return cmp.Compare(o.value, v) }
	from, _ := slices.BinarySearchFunc(p.byValue, v-off, compare)
	to, _ := slices.BinarySearchFunc(p.byValue[from:], math.Nextafter(v+off, math.Inf(1)), compare)
	return p.byValue[from : from+to]
}

// shows reports whether v is there.
func (p *printed) shows(v float64) bool {
	return slices.ContainsFunc(p.near(v), func(o occurrence) bool { return o.is(v) })
}

// find returns the first and the last number that shows v, as indices, or -1.
func (p *printed) find(v float64) (first, last int) {
	first, last = -1, -1
	for _, o := range p.near(v) {
		if !o.is(v) {
			continue
		}
		if first < 0 || o.number < first {
			first = o.number
		}
		last = max(last, o.number)
	}
	return first, last
}
