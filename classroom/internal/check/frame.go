package check

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"in43.example/pkg/drone"
	"in43.example/pkg/pyfmt"
)

var fieldNames = []string{"date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz"}

// newFrame returns a frame whose values are easy to tell apart, from each other
// and from the other numbers that a program may print.
func newFrame(r *rand.Rand) drone.Frame {
	date := time.Date(2021+r.IntN(4), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.Local)
	taken := map[int]bool{ // numbers in the date, in the source address, and the size
		int(date.Month()): true, date.Day(): true, date.Hour(): true, date.Minute(): true, date.Second(): true,
		date.Hour() % 12: true, date.Year() % 100: true, 10: true, 12: true, 40: true, 87: true,
	}
	number := func(low, high int, negative bool) int {
		for {
			n := low + r.IntN(high-low)
			if taken[n] {
				continue
			}
			taken[n] = true
			if negative && r.IntN(2) == 0 {
				return -n
			}
			return n
		}
	}
	return drone.Frame{
		Date:      float64(date.Unix()) + float64(100000+r.IntN(800000))/1e6,
		Pitch:     int32(number(101, 180, true)),
		Roll:      int32(number(31, 100, true)),
		Yaw:       int32(number(101, 180, true)),
		Battery:   int32(number(13, 100, false)),
		Barometer: float32(number(101, 200, false)) + float32(1+r.IntN(98))/100,
		AGX:       float32(number(11, 400, true)),
		AGY:       float32(number(11, 400, true)),
		AGZ:       float32(-number(850, 1100, false)),
	}
}

func frameBytes(f drone.Frame) []byte {
	b, _ := f.AppendBinary(nil)
	return b
}

// values returns the values in the order of fieldNames.
func values(f drone.Frame) []float64 {
	return []float64{f.Date, float64(f.Pitch), float64(f.Roll), float64(f.Yaw), float64(f.Battery),
		float64(f.Barometer), float64(f.AGX), float64(f.AGY), float64(f.AGZ)}
}

// A number is a number in a text, with all values that it may mean: some people
// write 1.054 as "1,054", others write 1054 like that.
type number struct {
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

func numbers(text string) []number {
	var all []number
	for _, m := range plainNumber.FindAllStringIndex(text, -1) {
		from, end := m[0], m[1]
		if from > 0 && isDigit(text[from-1]) {
			from++ // the sign is a hyphen, as in 1970-01-20
		}
		n := number{at: from, end: end}
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
func (n *number) add(s string) {
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

func (n number) is(v float64) bool {
	return slices.ContainsFunc(n.readings, func(r reading) bool { return r.is(v) })
}

func shown(all []number, v float64) bool {
	return slices.ContainsFunc(all, func(n number) bool { return n.is(v) })
}

// missing returns the names of the fields of f that printed does not show.
func missing(printed string, f drone.Frame) []string {
	return missingAmong(printed, numbers(printed), f)
}

// missingAmong is missing for a caller that has all numbers of printed already.
func missingAmong(printed string, all []number, f drone.Frame) []string {
	var names []string
	for i, v := range values(f) {
		if i == 0 && hasDate(printed, all, v) != noDate || i > 0 && shown(all, v) {
			continue
		}
		names = append(names, fieldNames[i])
	}
	return names
}

// A datePart says how much of a date is shown.
type datePart int

const (
	noDate   datePart = iota
	onlyTime          // the time of day
	allDate
)

// hasDate returns how much of date, in seconds since 1970, is shown in printed,
// whose numbers are all. The whole date is shown if it is there as a number, at
// least to the second, or as a date with a time: local time, or UTC if the text
// says so.
func hasDate(printed string, all []number, date float64) datePart {
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
func hasTime(printed string, all []number, at time.Time, utc bool) datePart {
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
			return slices.ContainsFunc(all, func(n number) bool { return n.at >= from && n.end <= to && n.isWhole(whole) })
		}
		switch {
		case holds(at.Day()), strings.Contains(printed[from:to], at.Format("20060102")):
			return allDate
		case !holds(at.Year()): // not the date of another day
			part = onlyTime
		}
	}
	return part
}

var saysUTC = regexp.MustCompile(`\b(UTC|GMT)\b`)

// isWhole reports whether n is the number whole, perhaps with decimals.
func (n number) isWhole(whole int) bool { return math.Floor(n.readings[0].value) == float64(whole) }

// endsWithClock reports whether digits are the time of at in the form 153347,
// perhaps after a date.
func endsWithClock(digits string, at time.Time) bool {
	digits, _, _ = strings.Cut(digits, ".")
	return len(digits) >= 6 && slices.Contains([]string{at.Format("150405"), at.Format("060102150405"), at.Format("20060102150405")}, digits)
}

// A misreading is a wrong way to read the bytes of a frame.
type misreading struct {
	code   Code
	format string // of Python's struct
	what   string
}

// misreadings are the usual ones. The diagnosis is the one that explains the
// most numbers on the screen, the first of several.
var misreadings = []misreading{
	{byteOrder, ">diiiiffff", "the frame with the bytes of each number from the other end"},
	{formatType, "<diiiiiiii", "the last four fields as ints (i)"},
	{formatType, "<dffffffff", "pitch, roll, yaw and battery as floats (f)"},
	{formatType, "<dIIIIffff", "pitch, roll, yaw and battery as unsigned ints (I)"},
	{formatType, "<qiiiiffff", "the date as an integer (q)"},
	{formatType, "<diiiiIIII", "the last four fields as unsigned ints (I)"},
	{formatType, "<dIIIIIIII", "all fields after the date as unsigned ints (I)"},
	{formatType, "<diiiidd", "doubles (d) for the last fields"},
	{formatType, "<ddddd", "doubles (d) for all fields"},
	{formatType, "<ffffffffff", "floats (f) for all fields, the date included"},
	{formatType, "<iiiiiiiiii", "ints (i) for all fields, the date included"},
	{formatType, "<fiiiiffff", "the date as a float (f)"},
	{formatSize, "<dhhhhffff", "pitch, roll, yaw and battery as shorts (h) of 2 bytes"},
	{formatSize, "<dhhhhhhhhffff", "shorts (h) of 2 bytes"},
	{formatSize, "<dqqqq", "ints of 8 bytes (q)"},
	{formatSize, "<dqqffff", "ints of 8 bytes (q)"},
	{formatSize, "<diiiffff", "one int too few"},
	{formatSize, "<diiiiifff", "one int too many"},
	{fieldOrder, "<iiiidffff", "the ints before the date"},
	{fieldOrder, "<ffffdiiii", "the floats first"},
	{fieldOrder, "<dffffiiii", "the floats before the ints"},
	{fieldOrder, "<iiiiffffd", "the date last"},
	{fieldOrder, "<ffffiiiid", "the fields from the last to the first"},
	{fieldOrder, "<diiifffif", "battery and the floats in another order"},
	{fieldOrder, "<diiififff", "battery and barometer in another order"},
	{formatType, ">diiiiiiii", "ints, from the other end"},
}

// sizes has the number of bytes for each letter of a format.
var sizes = map[byte]int{'d': 8, 'q': 8, 'i': 4, 'I': 4, 'f': 4, 'h': 2}

// read returns what struct.unpack gives for b.
func (m misreading) read(b []byte) []float64 {
	var order binary.ByteOrder = binary.LittleEndian
	if m.format[0] == '>' {
		order = binary.BigEndian
	}
	var all []float64
	for i := 1; i < len(m.format); i++ {
		letter := m.format[i]
		n := sizes[letter]
		if len(b) < n {
			break
		}
		switch letter {
		case 'd':
			all = append(all, math.Float64frombits(order.Uint64(b)))
		case 'q':
			all = append(all, float64(int64(order.Uint64(b))))
		case 'i':
			all = append(all, float64(int32(order.Uint32(b))))
		case 'I':
			all = append(all, float64(order.Uint32(b)))
		case 'f':
			all = append(all, float64(math.Float32frombits(order.Uint32(b))))
		case 'h':
			all = append(all, float64(int16(order.Uint16(b))))
		}
		b = b[n:]
	}
	return all
}

// misread returns the misreading that explains more of what was printed for f
// than the right reading does, and how many numbers it explains. It returns nil
// if there is none.
func misread(printed string, f drone.Frame) (*misreading, int) {
	all := numbers(printed)
	date := hasDate(printed, all, f.Date) != noDate
	// Each printed number counts once.
	explains := func(values []float64) int {
		n := 0
		for _, printed := range all {
			if slices.ContainsFunc(values, func(v float64) bool { return v != 0 && v != f.Date && printed.is(v) }) {
				n++
			}
		}
		if date && slices.Contains(values, f.Date) {
			n++
		}
		return n
	}
	var best *misreading
	most := max(explains(values(f)), 2)
	for i := range misreadings {
		if n := explains(misreadings[i].read(frameBytes(f))); n > most {
			best, most = &misreadings[i], n
		}
	}
	return best, most
}

// changed looks for the missing fields of f in another form, and explains what
// it finds. It returns "" if it finds nothing.
func changed(printed string, f drone.Frame, now time.Time) string {
	all := numbers(printed)
	names := missing(printed, f)
	has := func(v float64) bool { return shown(all, v) }
	switch {
	case slices.Equal(names, []string{"date"}):
		for ago := range 6 {
			if hasDate(printed, all, float64(now.Unix()-int64(ago))) != noDate {
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

var clockTime = regexp.MustCompile(`\b[0-9]{1,2}[:h] ?[0-9]{2}\b`)

// The labels that are recognised, and the fields that they name.
var (
	labels = map[string]string{"tangage": "pitch", "roulis": "roll", "lacet": "yaw", "batterie": "battery", "barometre": "barometer", "baromètre": "barometer"}
	label  = regexp.MustCompile(`(?i)\b(date|pitch|roll|yaw|battery|barometer|agx|agy|agz|tangage|roulis|lacet|batterie|barom[eè]tre)\b`)
	// labelled is what may stand between a label and its value.
	labelled = regexp.MustCompile(`^["']?\s*[:=,]?\s*([-+]?[0-9])`)
)

// mislabelled looks for a label in printed that stands before the value of
// another field of f, and never before the value of its own field. It returns
// the line, the label with the value, and the name of the other field, or "" if
// there is none.
func mislabelled(printed string, f drone.Frame) (line, text, other string) {
	all := values(f)
	right := make([]bool, len(all))
	type wrong struct {
		field             int
		line, text, other string
	}
	var suspects []wrong
	for l := range strings.Lines(printed) {
		found := numbers(l)
		end := 0 // of the previous label
		for _, m := range label.FindAllStringIndex(l, -1) {
			before := end
			end = m[1]
			// In "pitch, roll: 67 87" the second label does not belong to the first number.
			if before > 0 && !slices.ContainsFunc(found, func(n number) bool { return n.at >= before && n.end <= m[0] }) {
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
			i := slices.Index(fieldNames, name)
			n := found[slices.IndexFunc(found, func(n number) bool { return n.at == end+value[2] })]
			if i == 0 || n.is(all[i]) {
				right[i] = true
				continue
			}
			for j := 1; j < len(all); j++ {
				if n.is(all[j]) {
					suspects = append(suspects, wrong{i, strings.TrimRight(l, "\n"), l[m[0]:n.end], fieldNames[j]})
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

// describe shows the values of f as a program should show them.
func describe(f drone.Frame) string {
	date, _ := pyfmt.AppendDatetime(nil, f.Date, time.Local)
	s := []string{"date: " + string(date)}
	for i, v := range values(f) {
		if i > 0 && i < 5 {
			s = append(s, fmt.Sprintf("%s: %d", fieldNames[i], int(v)))
		} else if i >= 5 {
			s = append(s, fmt.Sprintf("%s: %.2f", fieldNames[i], v))
		}
	}
	return strings.Join(s, " ")
}

// showsFrame waits until the program prints all values of f, which was sent to
// it when it had printed the first mark bytes.
func (t *trial) showsFrame(mark int, f drone.Frame) outcome {
	if t.p.until(t.limit, func(text string) bool { return len(missing(since(text, mark), f)) == 0 }) {
		printed := since(t.p.screen.text(), mark)
		if line, label, other := mislabelled(printed, f); line != "" {
			return fail(fieldOrder, describe(f), caret(line, strings.Index(line, label))+" this is the value of "+other)
		}
		if hasDate(printed, numbers(printed), f.Date) == onlyTime {
			return passBut("of the date only the time is shown")
		}
		return pass()
	}
	return t.frameNotShown(mark, f)
}

// frameNotShown is the diagnosis when f is not on the screen.
func (t *trial) frameNotShown(mark int, f drone.Frame) outcome {
	text := since(t.p.screen.text(), mark)
	errs := t.p.errors.text()
	expected := describe(f)
	if m := needsBytes.FindStringSubmatch(text + errs); m != nil {
		return t.wrongSize(m, expected)
	}
	if cannotDecode.MatchString(text + errs) {
		return fail(decodeError, expected, lastLines(text+errs, 2)+"\n"+dump(frameBytes(f), firstNonASCII(frameBytes(f))))
	}
	if !t.p.running() {
		return t.crash(expected)
	}
	if m, n := misread(text, f); m != nil {
		return fail(m.code, expected, fmt.Sprintf("%s\n%d of these numbers are what Python's struct gives for %q: %s\nthe bytes of the first field that is wrong:\n%s",
			excerpt(text), n, m.format, m.what, dump(frameBytes(f), firstMissing(text, f))))
	}
	if hasBytes(text, frameBytes(f)) {
		return fail(bytesPrinted, expected, excerpt(text))
	}
	// A single number may be there by chance, a date is not.
	if m := missing(text, f); len(m) < 8 || len(m) == 8 && m[0] != fieldNames[0] {
		if why := changed(text, f, time.Now()); why != "" {
			return fail(wrongOutput, expected, excerpt(text)+"\nnot there: "+strings.Join(m, ", ")).explained(why)
		}
		return fail(missingField, expected, excerpt(text)+"\nnot there: "+strings.Join(m, ", "))
	}
	if strings.TrimSpace(text) == "" {
		t.silent = true
		return fail(noOutput, expected, "nothing more is printed")
	}
	if saysError.MatchString(text) {
		return notPrinted(expected, text)
	}
	return fail(wrongOutput, expected, excerpt(text))
}

// firstMissing returns the offset in the frame of the first field of f that
// printed does not show.
func firstMissing(printed string, f drone.Frame) int {
	offset := 0
	if names := missing(printed, f); len(names) > 0 && names[0] != fieldNames[0] {
		offset = 4 + 4*slices.Index(fieldNames, names[0]) // 8 bytes for the date, 4 for each other
	}
	return offset
}

func firstNonASCII(b []byte) int {
	return max(0, slices.IndexFunc(b, func(c byte) bool { return c >= 0x80 }))
}

// wrongSize is the diagnosis when struct.unpack did not get the number of bytes
// that it needs: m is the match of needsBytes in its error message.
func (t *trial) wrongSize(m []string, expected string) outcome {
	n, _ := strconv.Atoi(m[1] + m[2])
	got := fmt.Sprintf("%s\na frame has %d bytes", m[0], drone.Size)
	switch n {
	case drone.Size:
		return fail(truncated, expected, m[0]+"\nthe format is right, but what was received is shorter")
	case 56:
		return fail(formatType, expected, got).explained("56 bytes is what \"diiiidddd\" takes: the last four fields are floats (f), not doubles (d).")
	case 72:
		return fail(formatType, expected, got).explained("72 bytes are nine doubles: only the date is one (d); then come four ints (i) and four floats (f).")
	}
	return fail(formatSize, expected, got)
}
