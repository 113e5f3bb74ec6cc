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
// microsecond, halves to even. If the fraction is then zero, it is left out.
//
//	2021-08-18 15:33:47.929971
//	2021-08-18 15:33:47
//
// Python raises an exception for NaN, an infinity or a date outside the years
// 1 to 9999 in loc. AppendDatetime then appends the number, as AppendFloat
// does, and returns it with [ErrNotDate].
//
// Python also raises an exception for some dates that it could show: those of the
// first day of year 1, because it looks at the day before too, and on Windows
// those before 1970 or after 3000. AppendDatetime shows them.
//
// If Go and glibc have the same version of the time zone tables, they show the
// same date in every zone, from year 1 to 9999. With different versions they may
// not: a later version may correct old dates, such as those of Tijuana before
// 1976.
func AppendDatetime(dst []byte, timestamp float64, loc *time.Location) ([]byte, error) {
	d := Datetime{Location: loc}
	return d.Append(dst, timestamp)
}

// A Datetime appends timestamps as AppendDatetime does. It is faster if several
// timestamps are in the same second: it keeps the text of the last second, and
// formats only the fraction. The zero Datetime is ready to use. Only one
// goroutine at a time may use it.
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
	// A time zone moves a date by less than a day. Within these limits, the
	// conversion to int64 is safe. NaN is not within them.
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
// microseconds, 0 to 999999. It has the same steps as CPython's
// _PyTime_DoubleToDenominator (Python/pytime.c), because each step may round: the
// product does, and the conversion to a whole number.
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
