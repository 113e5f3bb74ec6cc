package match

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"in43.example/pkg/drone"
)

// Changed looks for the missing fields of f in another form, and explains what
// it finds. It returns "" if it finds nothing.
func Changed(printed string, f drone.Frame, now time.Time) string {
	all := Numbers(printed)
	names := Missing(printed, f)
	has := func(v float64) bool { return shown(all, v) }
	switch {
	case slices.Equal(names, []string{"date"}):
		for ago := range 6 {
			if HasDate(printed, all, float64(now.Unix()-int64(ago))) != noDate {
				return "This is the clock of the computer, not the date in the frame: datetime.datetime.fromtimestamp(decoded[0])."
			}
		}
		if clockTime.MatchString(printed) {
			return "This is another time than that in the frame. The date counts the seconds since 1970, not milliseconds: datetime.datetime.fromtimestamp(decoded[0])."
		}
	case slices.Equal(names, []string{"barometer"}):
		b := float64(f.Barometer)
		for _, n := range all {
			v := n.readings[0].value
			if (v == math.Trunc(b) || v == math.Round(b)) && !slices.ContainsFunc(values(f), n.is) {
				return "The barometer is a float; it is printed without its decimals. Print it with at least one."
			}
		}
	case slices.Contains(names, "agx") && slices.Contains(names, "agy") && slices.Contains(names, "agz"):
		for _, unit := range []float64{1, 9.8, 9.80665, 9.81} { // g, m/s²
			if g := unit / 1000; has(float64(f.AGX)*g) && has(float64(f.AGY)*g) && has(float64(f.AGZ)*g) {
				return "agx, agy and agz are converted to another unit. Print the numbers of the frame (too)."
			}
		}
	}
	return ""
}

// The labels that are recognised, and the fields that they name.
var (
	labels = map[string]string{"tangage": "pitch", "roulis": "roll", "lacet": "yaw", "batterie": "battery", "barometre": "barometer", "baromètre": "barometer"}
	label  = regexp.MustCompile(`(?i)\b(date|pitch|roll|yaw|battery|barometer|agx|agy|agz|tangage|roulis|lacet|batterie|barom[eè]tre)\b`)
	// labelled is what may stand between a label and its value.
	labelled = regexp.MustCompile(`^["']?\s*[:=,]?\s*([-+]?[0-9])`)
)

// Mislabelled looks for a label in printed that stands before the value of
// another field of f, and never before the value of its own field. It returns
// the line, the label with the value, and the name of the other field, or "" if
// there is none.
func Mislabelled(printed string, f drone.Frame) (line, text, other string) {
	all := values(f)
	right := make([]bool, len(all))
	type wrong struct {
		field             int
		line, text, other string
	}
	var suspects []wrong
	for l := range strings.Lines(printed) {
		found := Numbers(l)
		end := 0 // of the previous label
		for _, m := range label.FindAllStringIndex(l, -1) {
			before := end
			end = m[1]
			// In "pitch, roll: 67 87" the second label does not belong to the first number.
			if before > 0 && !slices.ContainsFunc(found, func(n Number) bool { return n.at >= before && n.end <= m[0] }) {
				continue
			}
			value := labelled.FindStringSubmatchIndex(l[end:])
			if value == nil {
				continue
			}
			name := strings.ToLower(l[m[0]:end])
			if english, ok := labels[name]; ok {
				name = english
			}
			i := slices.Index(FieldNames, name)
			n := found[slices.IndexFunc(found, func(n Number) bool { return n.at == end+value[2] })]
			if i == 0 || n.is(all[i]) {
				right[i] = true
				continue
			}
			for j := 1; j < len(all); j++ {
				if n.is(all[j]) {
					suspects = append(suspects, wrong{i, strings.TrimRight(l, "\n"), l[m[0]:n.end], FieldNames[j]})
				}
			}
		}
	}
	for _, w := range suspects {
		if !right[w.field] {
			return w.line, w.text, w.other
		}
	}
	return "", "", ""
}
