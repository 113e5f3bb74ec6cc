package match

import (
	"fmt"
	"math/rand/v2"
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

// MissingOfRow returns the names of the values of row that printed does not
// show. The position must have at least four decimals. The time may be a number,
// in ms since 1970, or a date.
func MissingOfRow(text, row string) []string { return newPrinted(text).missingOfRow(row) }

func (p *printed) missingOfRow(row string) []string {
	var names []string
	for i, text := range strings.Split(row, ",") {
		v, _ := strconv.ParseFloat(text, 64)
		ok := false
		switch RowNames[i] {
		case "latitude", "longitude":
			ok = slices.ContainsFunc(p.near(v), func(o occurrence) bool { return o.value == v || o.decimals >= 4 && o.is(v) })
		case "time":
			ok = p.date(v/1000) != noDate
		default:
			ok = p.shows(v)
		}
		if !ok {
			names = append(names, RowNames[i])
		}
	}
	return names
}

// TimeInUTC reports whether text shows the time of row in UTC, as if that were local
// time.
func TimeInUTC(text, row string) bool {
	p := newPrinted(text)
	names := p.missingOfRow(row)
	v, _ := strconv.ParseFloat(row[strings.LastIndexByte(row, ',')+1:], 64)
	return slices.Contains(names, "time") && p.showsUTC(v/1000)
}
