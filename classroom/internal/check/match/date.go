package match

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A datePart says how much of a date is shown.
type datePart int

const (
	noDate   datePart = iota
	OnlyTime          // the time of day
	allDate
)

// HasDate returns how much of date, in seconds since 1970, is shown in printed,
// whose numbers are all. The whole date is shown if it is there as a number, at
// least to the second, or as a date with a time: local time, or UTC if the text
// says so.
func HasDate(printed string, all []Number, date float64) datePart {
	for _, n := range all {
		for _, r := range n.readings {
			switch {
			case math.Abs(r.value-date) <= 0.011,
				r.decimals == 0 && (r.value == math.Floor(date) || r.value == math.Round(date)),
				math.Abs(r.value-date*1000) <= 1, math.Abs(r.value-date*1e9) <= 1e6: // milliseconds, nanoseconds
				return allDate
			}
		}
	}
	at := time.UnixMicro(int64(math.Round(date * 1e6)))
	part := noDate
	for _, at := range []time.Time{at, at.Add(500 * time.Millisecond)} { // the second may be cut off or rounded
		part = max(part, hasTime(printed, all, at.Local(), false), hasTime(printed, all, at.UTC(), true))
	}
	return part
}

// hasTime returns how much of the time at is shown in printed. The hour, the
// minute and the second must follow each other, with any characters between
// them, and the day must be near. If utc is set, the text must also say UTC.
func hasTime(printed string, all []Number, at time.Time, utc bool) datePart {
	const near = 60 // bytes
	part := noDate
	for i, n := range all {
		end := n.end
		if !endsWithClock(printed[n.at:end], at) {
			if i+2 >= len(all) || !all[i+1].isWhole(at.Minute()) || !all[i+2].isWhole(at.Second()) {
				continue
			}
			end = all[i+2].end
			after := strings.ToUpper(strings.ReplaceAll(printed[end:min(len(printed), end+16)], ".", ""))
			if !n.isWhole(at.Hour()) && !(n.isWhole((at.Hour()+11)%12+1) && strings.Contains(after, at.Format("PM"))) {
				continue
			}
		}
		from, to := max(0, n.at-near), min(len(printed), end+near)
		after := printed[end:min(len(printed), end+16)]
		if utc && !saysUTC.MatchString(printed[from:to]) && !strings.ContainsAny(after, "Z") && !strings.Contains(after, "+00") {
			continue
		}
		holds := func(whole int) bool {
			return slices.ContainsFunc(all, func(n Number) bool { return n.at >= from && n.end <= to && n.isWhole(whole) })
		}
		switch {
		case holds(at.Day()), strings.Contains(printed[from:to], at.Format("20060102")):
			return allDate
		case !holds(at.Year()): // not the date of another day
			part = OnlyTime
		}
	}
	return part
}

var saysUTC = regexp.MustCompile(`\b(UTC|GMT)\b`)

// endsWithClock reports whether digits are the time of at in the form 153347,
// perhaps after a date.
func endsWithClock(digits string, at time.Time) bool {
	digits, _, _ = strings.Cut(digits, ".")
	return len(digits) >= 6 && slices.Contains([]string{at.Format("150405"), at.Format("060102150405"), at.Format("20060102150405")}, digits)
}

var clockTime = regexp.MustCompile(`\b[0-9]{1,2}[:h] ?[0-9]{2}\b`)
