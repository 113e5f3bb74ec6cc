package match

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// RowNames are the values of a row, in their order.
var RowNames = []string{"latitude", "longitude", "altitude", "accuracy", "time"}

// NewRow returns a row as the sensors send it: latitude, longitude, altitude,
// accuracy, time. No date contains the numbers of the altitude and accuracy.
func NewRow(r *rand.Rand) string {
	return fmt.Sprintf("%s,%s,%d,%d,%d\n", newDegrees(r, 48.8), newDegrees(r, 2.3), 100+r.IntN(90), 60+r.IntN(40), 1415262000000+int64(r.IntN(2e6))*1000)
}

// newDegrees returns a number a little larger than from, with as many decimals
// as a double needs, as in the real log. Rounded to four or more decimals, it
// does not end in a zero, which a program might leave out.
func newDegrees(r *rand.Rand, from float64) string {
	for {
		s := strconv.FormatFloat(from+r.Float64()/10, 'f', -1, 64)
		if _, decimals, _ := strings.Cut(s, "."); len(decimals) > 8 && !strings.ContainsAny(decimals[3:8], "09") {
			return s
		}
	}
}

// IsRow reports whether text is a row of the sensors, and not its header.
func IsRow(text string) bool {
	return strings.Count(text, ",") == len(RowNames)-1 && strings.Trim(text, "0123456789.,-") == ""
}

var bytesLiteral = regexp.MustCompile(`\bb['"]`)

// MissingOfRow returns the names of the values of row that printed does not
// show. The position must have at least four decimals. The time may be a number,
// in ms since 1970, or a date.
func MissingOfRow(printed, row string) []string {
	if bytesLiteral.MatchString(printed) {
		return RowNames
	}
	all := Numbers(printed)
	var names []string
	for i, text := range strings.Split(row, ",") {
		v, _ := strconv.ParseFloat(text, 64)
		ok := false
		switch RowNames[i] {
		case "latitude", "longitude":
			ok = slices.ContainsFunc(all, func(n Number) bool {
				return slices.ContainsFunc(n.readings, func(r reading) bool { return r.value == v || r.decimals >= 4 && r.is(v) })
			})
		case "time":
			ok = HasDate(printed, all, v/1000) != noDate
		default:
			ok = shown(all, v)
		}
		if !ok {
			names = append(names, RowNames[i])
		}
	}
	return names
}
