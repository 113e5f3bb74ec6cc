package match

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// A Change is what was done to a value before it was shown.
type Change struct {
	Code verdict.Code
	Why  string // "" stands for the usual explanation of Code
}

// changes are the usual ones to a single field, with the fields to which they may
// apply. Of several that explain a missing field, the first counts.
var changes = []struct {
	Change
	fields []string
	// made returns the values that come out when v is changed, which is the value of
	// the bytes b.
	made func(v float64, b []byte) []float64
}{
	{Change{Code: verdict.ByteOrder}, FieldNames[:1],
		func(_ float64, b []byte) []float64 {
			return []float64{math.Float64frombits(binary.BigEndian.Uint64(b))}
		}},
	{Change{Code: verdict.ByteOrder}, ints,
		func(_ float64, b []byte) []float64 {
			u := binary.BigEndian.Uint32(b)
			return []float64{float64(u), float64(int32(u))}
		}},
	{Change{Code: verdict.ByteOrder}, floats,
		func(_ float64, b []byte) []float64 {
			return []float64{float64(math.Float32frombits(binary.BigEndian.Uint32(b)))}
		}},
	{Change{verdict.FormatType, "A number below zero is shown as a large one: it is read, or printed, as unsigned. Use i for struct.unpack, not I; %d in C, not %u."}, ints,
		func(v float64, _ []byte) []float64 {
			if v >= 0 {
				return nil
			}
			return []float64{v + 1<<32, v + 1<<16}
		}},
	{Change{Code: verdict.FormatType}, floats,
		func(_ float64, b []byte) []float64 {
			u := binary.LittleEndian.Uint32(b)
			return []float64{float64(u), float64(int32(u))}
		}},
	{Change{Code: verdict.FormatType}, ints,
		func(_ float64, b []byte) []float64 {
			return []float64{float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))}
		}},
	{Change{verdict.WrongOutput, "The angles are converted to radians. Print the numbers of the frame (too)."}, FieldNames[1:4],
		func(v float64, _ []byte) []float64 { return []float64{v * math.Pi / 180} }},
	{Change{verdict.WrongOutput, "A number is printed without its sign, or with the wrong one. Print it as it is: abs() or a minus sign changes it."}, FieldNames[1:],
		func(v float64, _ []byte) []float64 { return []float64{-v} }},
	{Change{verdict.WrongOutput, "agx, agy and agz are converted to another unit. Print the numbers of the frame (too)."}, FieldNames[6:],
		func(v float64, _ []byte) []float64 {
			return []float64{v / 1000, v * 9.8 / 1000, v * 9.80665 / 1000, v * 9.81 / 1000} // g, m/s²
		}},
	{Change{verdict.WrongOutput, "The barometer is a float; it is printed without its decimals. Print it with at least one."}, []string{"barometer"},
		func(v float64, _ []byte) []float64 { return []float64{math.Trunc(v), math.Round(v)} }},
	{Change{verdict.WrongOutput, "A number is multiplied or divided before it is printed. Print the numbers of the frame (too)."}, FieldNames[1:],
		func(v float64, _ []byte) []float64 {
			return []float64{v / 1000, v / 100, v / 10, v * 10, v * 100, v * 1000}
		}},
}

var ints, floats = FieldNames[1:5], FieldNames[5:]

// Changed looks for the missing fields of f in another form. It returns the change
// that explains the most of them and their names, or nil if it finds none.
func Changed(text string, f drone.Frame, now time.Time) (*Change, []string) {
	p := newPrinted(text)
	missing := p.missing(f)
	if slices.Equal(missing, FieldNames[:1]) {
		if why := p.changedDate(f.Date, now); why != "" {
			return &Change{verdict.WrongOutput, why}, missing
		}
	}
	right := values(f)
	var best *Change
	var most []string
	for i := range changes {
		c := &changes[i]
		var explained []string
		for _, name := range missing {
			field := slices.Index(FieldNames, name)
			if slices.Contains(c.fields, name) && slices.ContainsFunc(c.made(right[field], fieldBytes(f, field)), func(v float64) bool { return p.showsChanged(v, right) }) {
				explained = append(explained, name)
			}
		}
		if len(explained) > len(most) {
			best, most = &c.Change, explained
		}
	}
	if best == nil && slices.Contains(missing, "date") && p.showsUTC(f.Date) {
		return &Change{verdict.WrongOutput, UTCAsLocal()}, FieldNames[:1]
	}
	return best, most
}

// showsChanged reports whether p shows the changed value v with a number that is
// none of the right values. A small one must be there with its digits: many numbers
// round to 0.0.
func (p *printed) showsChanged(v float64, right []float64) bool {
	return slices.ContainsFunc(p.near(v), func(o occurrence) bool {
		if !o.is(v) || math.Abs(v) < 1 && (o.value == 0 || math.Abs(o.value-v) > 0.02*math.Abs(v)) {
			return false
		}
		return !slices.ContainsFunc(right, o.is)
	})
}

// fieldBytes returns the bytes of a field in the frame, and those after it.
func fieldBytes(f drone.Frame, field int) []byte { return FrameBytes(f)[fieldOffset(field):] }

// changedDate explains which other date or time is shown, or returns "".
func (p *printed) changedDate(date float64, now time.Time) string {
	if p.showsUTC(date) {
		return UTCAsLocal()
	}
	for ago := range 6 {
		if p.date(float64(now.Unix()-int64(ago))) != noDate {
			return "This is the clock of the computer, not the date in the frame: datetime.datetime.fromtimestamp(decoded[0])."
		}
	}
	if slices.ContainsFunc(p.near(date), func(o occurrence) bool { return o.decimals < 0 }) {
		return "The date has more digits than are printed. Print it with all of them: %f in C, not %g; in C++ std::fixed."
	}
	if clockTime.MatchString(p.text) {
		return "This is another time than that in the frame. The date counts the seconds since 1970, not milliseconds: datetime.datetime.fromtimestamp(decoded[0])."
	}
	return ""
}

// UTCAsLocal is the explanation if a date is shown in UTC, as if that were local
// time.
func UTCAsLocal() string {
	return fmt.Sprintf("This is UTC, but %s. fromtimestamp and localtime give local time, utcfromtimestamp and gmtime give UTC. If UTC is wanted, print \"UTC\" after it.", RanIn())
}

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
		if !label.MatchString(l) {
			continue
		}
		found := Numbers(l)
		end := 0 // of the previous label
		for _, m := range label.FindAllStringIndex(l, -1) {
			before := end
			end = m[1]
			// In "pitch, roll: 67 87" the second label does not belong to the first number.
			if i := firstFrom(found, before); before > 0 && (i == len(found) || found[i].end > m[0]) {
				continue
			}
			value := labelled.FindStringSubmatchIndex(l[end:])
			if value == nil {
				continue
			}
			i := firstFrom(found, end+value[2])
			if i == len(found) || found[i].at != end+value[2] {
				continue // too large for a number
			}
			n := &found[i]
			field := fieldOf(l[m[0]:end])
			if field == 0 || n.is(all[field]) {
				right[field] = true
				continue
			}
			for j := 1; j < len(all); j++ {
				if n.is(all[j]) {
					suspects = append(suspects, wrong{field, strings.TrimRight(l, "\n"), l[m[0]:n.end], FieldNames[j]})
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
