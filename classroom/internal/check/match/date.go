package match

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"in43.example/pkg/drone"
)

// A datePart says how much of a date is shown.
type datePart int

const (
	noDate   datePart = iota
	onlyTime          // the time of day
	allDate
)

// HasOnlyTime reports whether text shows of the date of f only the time of day.
func HasOnlyTime(text string, f drone.Frame) bool { return newPrinted(text).date(f.Date) == onlyTime }

// date returns how much of date, in seconds since 1970, is shown in p. The whole
// date is shown if it is there as a number, at least to the second, or as a date
// with a time: local time, or the time of another zone if the text says which one.
func (p *printed) date(date float64) datePart {
	for _, o := range p.near(date) {
		if math.Abs(o.value-date) <= 0.011 || o.decimals == 0 && (o.value == math.Floor(date) || o.value == math.Round(date)) {
			return allDate
		}
	}
	for _, unit := range []float64{1e3, 1e9} { // milliseconds, nanoseconds
		for _, o := range p.near(date * unit) {
			if math.Abs(o.value-date*unit) <= unit/1e3 {
				return allDate
			}
		}
	}
	at := dateOf(date)
	part := max(p.time(at.In(Zone), nil), p.time(at.UTC(), saysUTC))
	if paris != nil {
		part = max(part, p.time(at.In(paris), nil))
	}
	for _, offset := range offsets(p.text) {
		part = max(part, p.time(at.In(time.FixedZone("", offset)), saysOffset(offset)))
	}
	return part
}

// showsUTC reports whether p shows date in UTC, whether it says so or not.
func (p *printed) showsUTC(date float64) bool { return p.time(dateOf(date).UTC(), nil) != noDate }

// dateOf returns the time that is date seconds after 1970, to the microsecond.
func dateOf(date float64) time.Time { return time.UnixMicro(int64(math.Round(date * 1e6))) }

// time returns how much of the time at is shown in p, cut off or rounded to the
// second. The hour, the minute and the second must follow each other, with any
// characters between them, and the day must be near. says, if it is not nil, reports
// whether the text says in which zone that is, from what is near the time and from
// what follows it at once.
func (p *printed) time(at time.Time, says func(near, after string) bool) datePart {
	part := p.exactTime(at, says)
	if rounded := at.Add(500 * time.Millisecond); rounded.Second() != at.Second() {
		part = max(part, p.exactTime(rounded, says))
	}
	return part
}

func (p *printed) exactTime(at time.Time, says func(near, after string) bool) datePart {
	const near = 60 // bytes
	hour, minute, second := at.Clock()
	inDay := hour*3600 + minute*60 + second
	twelve := inDay - hour*3600 + ((hour+11)%12+1)*3600 // 3:33:47 PM
	compact := []string{at.Format("150405"), at.Format("060102150405"), at.Format("20060102150405")}
	part := noDate
	for _, i := range slices.Concat(p.clocks[inDay], p.clocks[twelve]) {
		n := &p.all[i]
		from, end := max(0, n.at-near), n.end
		if digits := compactTime(p.text[n.at:n.end]); digits != "" {
			if !slices.Contains(compact, digits) {
				continue
			}
		} else {
			end = p.all[i+2].end
			after := strings.ToUpper(strings.ReplaceAll(p.text[end:min(len(p.text), end+16)], ".", ""))
			if !n.isWhole(hour) && !strings.Contains(after, at.Format("PM")) {
				continue
			}
		}
		to := min(len(p.text), end+near)
		around := p.text[from:to]
		if says != nil && !says(around, p.text[end:min(len(p.text), end+16)]) {
			continue
		}
		holds := func(whole int) bool {
			for j := firstFrom(p.all, from); j < len(p.all) && p.all[j].end <= to; j++ {
				if p.all[j].isWhole(whole) {
					return true
				}
			}
			return false
		}
		switch {
		case holds(at.Day()), strings.Contains(around, at.Format("20060102")):
			return allDate
		case !holds(at.Year()): // not the date of another day
			part = onlyTime
		}
	}
	return part
}

var utcName = regexp.MustCompile(`\b(UTC|GMT)\b`)

// headingSaysUTC is what ReadHeading has found. A process judges one program.
var headingSaysUTC atomic.Bool

// ReadHeading looks whether the heading of a table, which a program has printed before
// the first message came, says that its times are in UTC.
func ReadHeading(text string) { headingSaysUTC.Store(utcName.MatchString(text)) }

// saysUTC reports whether a text, or the heading, says that a time is in UTC.
func saysUTC(near, after string) bool {
	return headingSaysUTC.Load() || strings.Contains(after, "Z") || strings.Contains(after, "+00") || utcName.MatchString(near)
}

// zoneOffset matches the difference from UTC, as it is written after a time.
var zoneOffset = regexp.MustCompile(`[-+](0[0-9]|1[0-4]):?(00|15|30|45)\b`)

// saysOffset returns a function that reports whether a text says after a time that
// it is that many seconds ahead of UTC.
func saysOffset(seconds int) func(near, after string) bool {
	return func(_, after string) bool {
		m := zoneOffset.FindString(after)
		return m != "" && secondsOf(m) == seconds
	}
}

// offsets returns the differences from UTC that text contains, in seconds.
func offsets(text string) []int {
	const most = 8 // zones; a program shows dates in one
	var all []int
	for _, m := range zoneOffset.FindAllString(text, 1000) {
		if s := secondsOf(m); len(all) < most && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// secondsOf returns the seconds in a difference from UTC, such as +05:30.
func secondsOf(offset string) int {
	t, err := time.Parse("-0700", strings.ReplaceAll(offset, ":", ""))
	if err != nil {
		return 0
	}
	_, seconds := t.Zone()
	return seconds
}

var clockTime = regexp.MustCompile(`\b[0-9]{1,2}[:h] ?[0-9]{2}\b`)
