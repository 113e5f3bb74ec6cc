package pyfmt

import (
	"errors"
	"math"
	"time"
)

// ErrNotDate is what AppendDatetime and Datetime.Append return for a timestamp
// that Python's datetime cannot hold.
var ErrNotDate = errors.New("the timestamp is not a date of the calendar, which has the years 1 to 9999")

// AppendDatetime appends str(datetime.datetime.fromtimestamp(timestamp)) as
// Python shows it on a machine in the time zone loc; nil means time.Local.
// The timestamp is in seconds since 1970-01-01 00:00 UTC. It is rounded to the
// microsecond, halves to even, and a fraction of zero is left out.
//
//	2021-08-18 15:33:47.929971
//	2021-08-18 15:33:47
//
// Python raises an exception for NaN, an infinity or a date outside the years
// 1 to 9999 in loc. AppendDatetime then appends the number, as AppendFloat
// does, and returns it with [ErrNotDate].
//
// Python also raises one for some dates that it could show: those of the first
// day of year 1, because it looks at the day before too, and on Windows those
// before 1970 or after 3000. AppendDatetime shows them.
//
// With the same version of the time zone tables, Go and glibc agree in every
// zone from year 1 to 9999. With different versions they may not: a later
// version may correct an old date, such as those of Tijuana before 1976.
func AppendDatetime(dst []byte, timestamp float64, loc *time.Location) ([]byte, error) {
	d := Datetime{Location: loc}
	return d.Append(dst, timestamp)
}

// A Datetime appends timestamps as AppendDatetime does, and faster where they
// follow each other closely: it keeps the text of the last second, and writes
// only the fraction anew. The zero Datetime is ready to use. It is not safe
// for use by several goroutines at once.
type Datetime struct {
	// Location is the time zone; nil means time.Local. It must not change
	// after the first call of Append.
	Location *time.Location

	second int64    // since 1970
	text   [19]byte // of second; zero before the first
}

// Append appends timestamp to dst as AppendDatetime does.
func (d *Datetime) Append(dst []byte, timestamp float64) ([]byte, error) {
	second, micro := split(timestamp)
	// The zone moves a date by less than a day. This bound is for the
	// conversion to int64, and refuses NaN too.
	const first, last = -62135596800 - 86400, 253402300799 + 86400
	if !(first <= second && second <= last) {
		return AppendFloat(dst, timestamp), ErrNotDate
	}
	if s := int64(second); s != d.second || d.text[0] == 0 {
		if !d.keep(s) {
			return AppendFloat(dst, timestamp), ErrNotDate
		}
	}
	dst = append(dst, d.text[:]...)
	if micro != 0 {
		dst = appendMicro(dst, micro)
	}
	return dst, nil
}

// keep sets the text of d to that of second. It reports false, and leaves d as
// it was, if the text has a year outside 1 to 9999.
func (d *Datetime) keep(second int64) bool {
	t := time.Unix(second, 0)
	if d.Location != nil {
		t = t.In(d.Location)
	}
	if y := t.Year(); y < 1 || y > 9999 {
		return false
	}
	d.second = second
	t.AppendFormat(d.text[:0], time.DateTime)
	return true
}

// split returns the whole seconds of timestamp, rounded down, and the
// microseconds, 0 to 999999. It takes the steps of CPython's
// _PyTime_DoubleToDenominator (Python/pytime.c) one by one, since the fraction
// is rounded twice: by the product and by the conversion to a whole number.
func split(timestamp float64) (second float64, micro int) {
	second, frac := math.Modf(timestamp)
	frac = math.RoundToEven(frac * 1e6)
	switch {
	case frac >= 1e6:
		frac -= 1e6
		second++
	case frac < 0:
		frac += 1e6
		second--
	}
	return second, int(frac)
}

// appendMicro appends the fraction of a second: a point and six digits.
func appendMicro(dst []byte, micro int) []byte {
	text := [...]byte{'.', 0, 0, 0, 0, 0, 0}
	for i := len(text) - 1; i > 0; i-- {
		text[i] = byte('0' + micro%10)
		micro /= 10
	}
	return append(dst, text[:]...)
}
