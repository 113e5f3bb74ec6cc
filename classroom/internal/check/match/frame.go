package match

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"in43.example/pkg/drone"
	"in43.example/pkg/pyfmt"
)

// FieldNames are the fields of a frame, in their order.
var FieldNames = []string{"date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz"}

// NewFrame returns a frame whose values are easy to tell apart, from each other
// and from the other numbers that a program may print.
func NewFrame(r *rand.Rand) drone.Frame {
	date := time.Date(2021+r.IntN(4), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), 0, Zone)
	taken := map[int]bool{10: true, 12: true, 40: true, 87: true} // in the source address, and the size
	for _, d := range []time.Time{date, date.UTC()} {
		for _, n := range []int{int(d.Month()), d.Day(), d.Hour(), d.Hour() % 12, d.Minute(), d.Second(), d.Year() % 100} {
			taken[n] = true
		}
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
		Date:      tameDate(float64(date.Unix())+float64(100000+r.IntN(800000))/1e6, r),
		Pitch:     int32(number(101, 180, true)),
		Roll:      -int32(number(31, 100, false)), // so unsigned is always noticed
		Yaw:       int32(number(101, 180, true)),
		Battery:   int32(number(13, 100, false)),
		Barometer: float32(number(101, 200, false)) + float32(1+r.IntN(98))/100,
		AGX:       float32(number(11, 400, true)),
		AGY:       float32(number(11, 400, true)),
		AGZ:       float32(-number(850, 1100, false)),
	}
}

// tameDate returns date, changed by a few microseconds so that its bytes are a small
// number from the other end too. A program that reads them in that order shows a
// date of 1970 then; for most others its language would raise an error.
func tameDate(date float64, r *rand.Rand) float64 {
	return math.Float64frombits(math.Float64bits(date)&^0xff | uint64(0x20+r.IntN(0x1f)))
}

// FrameBytes returns f as the drone sends it.
func FrameBytes(f drone.Frame) []byte {
	b, _ := f.AppendBinary(nil)
	return b
}

// values returns the values in the order of fieldNames.
func values(f drone.Frame) []float64 {
	return []float64{f.Date, float64(f.Pitch), float64(f.Roll), float64(f.Yaw), float64(f.Battery),
		float64(f.Barometer), float64(f.AGX), float64(f.AGY), float64(f.AGZ)}
}

// Missing returns the names of the fields of f that text does not show.
func Missing(text string, f drone.Frame) []string { return newPrinted(text).missing(f) }

func (p *printed) missing(f drone.Frame) []string {
	var names []string
	for i, v := range values(f) {
		if i == 0 && p.date(v) != noDate || i > 0 && p.shows(v) {
			continue
		}
		names = append(names, FieldNames[i])
	}
	return names
}

// Describe shows the values of f as a program should show them.
func Describe(f drone.Frame) string {
	date, _ := pyfmt.AppendDatetime(nil, f.Date, Zone)
	s := []string{"date: " + string(date)}
	for i, v := range values(f) {
		if i > 0 && i < 5 {
			s = append(s, fmt.Sprintf("%s: %d", FieldNames[i], int(v)))
		} else if i >= 5 {
			s = append(s, fmt.Sprintf("%s: %.2f", FieldNames[i], v))
		}
	}
	return strings.Join(s, " ")
}

// FirstMissing returns the offset in the frame of the first field of f that
// printed does not show.
func FirstMissing(printed string, f drone.Frame) int {
	if names := Missing(printed, f); len(names) > 0 {
		return fieldOffset(slices.Index(FieldNames, names[0]))
	}
	return 0
}

// fieldOffset returns where the field begins in a frame: the date has 8 bytes, each
// other one 4.
func fieldOffset(field int) int {
	if field == 0 {
		return 0
	}
	return 4 + 4*field
}

// FirstNonASCII returns the offset of the first byte of b that is not ASCII, or 0.
func FirstNonASCII(b []byte) int {
	return max(0, slices.IndexFunc(b, func(c byte) bool { return c >= 0x80 }))
}
