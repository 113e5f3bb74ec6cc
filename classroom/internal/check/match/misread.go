package match

import (
	"encoding/binary"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// A Misreading is a wrong way to read the bytes of a frame.
type Misreading struct {
	Code   verdict.Code
	Format string // of Python's struct; < and > may also stand inside
	What   string
}

// OneOrder reports whether all fields are read in the same byte order, as Python's
// struct does.
func (m *Misreading) OneOrder() bool { return !strings.ContainsAny(m.Format[1:], "<>") }

// misreadings are the usual ones. The diagnosis is the one that explains the
// most numbers on the screen, the first of several.
var misreadings = []Misreading{
	{verdict.ByteOrder, ">diiiiffff", "the frame with the bytes of each number from the other end"},
	{verdict.ByteOrder, "<d>iiiiffff", "all fields but the date with their bytes from the other end"},
	{verdict.ByteOrder, "<d>iiii<ffff", "pitch, roll, yaw and battery with their bytes from the other end"},
	{verdict.ByteOrder, "<diiii>ffff", "the last four fields with their bytes from the other end"},
	{verdict.FormatType, "<diiiiiiii", "the last four fields as ints (i)"},
	{verdict.FormatType, "<dffffffff", "pitch, roll, yaw and battery as floats (f)"},
	{verdict.FormatType, "<dIIIIffff", "pitch, roll, yaw and battery as unsigned ints (I)"},
	{verdict.FormatType, "<qiiiiffff", "the date as an integer (q)"},
	{verdict.FormatType, "<diiiiIIII", "the last four fields as unsigned ints (I)"},
	{verdict.FormatType, "<dIIIIIIII", "all fields after the date as unsigned ints (I)"},
	{verdict.FormatType, "<diiiidd", "doubles (d) for the last fields"},
	{verdict.FormatType, "<ddddd", "doubles (d) for all fields"},
	{verdict.FormatType, "<ffffffffff", "floats (f) for all fields, the date included"},
	{verdict.FormatType, "<iiiiiiiiii", "ints (i) for all fields, the date included"},
	{verdict.FormatType, "<fiiiiffff", "the date as a float (f)"},
	{verdict.FormatSize, "<dhhhhffff", "pitch, roll, yaw and battery as shorts (h) of 2 bytes"},
	{verdict.FormatSize, "<dhhhhhhhhffff", "shorts (h) of 2 bytes"},
	{verdict.FormatSize, "<dqqqq", "ints of 8 bytes (q)"},
	{verdict.FormatSize, "<dqqffff", "ints of 8 bytes (q)"},
	{verdict.FormatSize, "<diiiffff", "one int too few"},
	{verdict.FormatSize, "<diiiiifff", "one int too many"},
	{verdict.FieldOrder, "<iiiidffff", "the ints before the date"},
	{verdict.FieldOrder, "<ffffdiiii", "the floats first"},
	{verdict.FieldOrder, "<dffffiiii", "the floats before the ints"},
	{verdict.FieldOrder, "<iiiiffffd", "the date last"},
	{verdict.FieldOrder, "<ffffiiiid", "the fields from the last to the first"},
	{verdict.FieldOrder, "<diiifffif", "battery and the floats in another order"},
	{verdict.FieldOrder, "<diiififff", "battery and barometer in another order"},
	{verdict.FormatType, ">diiiiiiii", "ints, from the other end"},
}

// sizes has the number of bytes for each letter of a format.
var sizes = map[byte]int{'d': 8, 'q': 8, 'i': 4, 'I': 4, 'f': 4, 'h': 2}

// read returns what struct.unpack gives for b.
func (m Misreading) read(b []byte) []float64 {
	var order binary.ByteOrder
	var all []float64
	for _, letter := range []byte(m.Format) {
		switch letter {
		case '<':
			order = binary.LittleEndian
			continue
		case '>':
			order = binary.BigEndian
			continue
		}
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

// Misread returns the misreading that explains more of what was printed for f
// than the right reading does, and how many numbers it explains. It returns nil
// if there is none.
func Misread(text string, f drone.Frame) (*Misreading, int) {
	p := newPrinted(text)
	date := p.date(f.Date) != noDate
	// Each printed number counts once.
	explains := func(values []float64) int {
		seen := map[float64]bool{}
		for _, v := range values {
			if v == 0 || v == f.Date {
				continue
			}
			for _, o := range p.near(v) {
				if o.is(v) {
					seen[o.value] = true
				}
			}
		}
		n := len(seen)
		if date && slices.Contains(values, f.Date) {
			n++
		}
		return n
	}
	var best *Misreading
	most := max(explains(values(f)), 2)
	for i := range misreadings {
		if n := explains(misreadings[i].read(FrameBytes(f))); n > most {
			best, most = &misreadings[i], n
		}
	}
	return best, most
}

// ReadAsFrame reports whether text shows that row was taken for a frame, or that this
// was tried.
func ReadAsFrame(text, row string) bool { return RowAsFrame(text, row) || NeedsBytes.MatchString(text) }

// RowAsFrame reports whether text shows the values that come out when row is taken
// for a frame.
func RowAsFrame(text, row string) bool {
	p := newPrinted(text)
	n := 0
	for _, v := range (&Misreading{Format: "<diiiiffff"}).read([]byte(row)) {
		if p.showsChanged(v, nil) {
			n++
		}
	}
	return n >= 3
}

// badDate matches what Python says if a number is no date.
var badDate = regexp.MustCompile(`(?m)^(?:OverflowError|ValueError|OSError): .*(?:year (-?\d+) is out of range|out of range for platform|cannot convert float|Value too large|Invalid argument)`)

// Misdated returns the misreading that explains the error of a program that could not
// make a date of what it took for the date of f, or nil.
func Misdated(errors string, f drone.Frame) *Misreading {
	m := badDate.FindStringSubmatch(errors)
	if m == nil {
		return nil
	}
	year, noYear := strconv.Atoi(m[1])
	fits := func(date float64) bool {
		if noYear != nil {
			return !(math.Abs(date) < 1e16) // NaN too
		}
		const perYear = 365.2425 * 24 * 3600
		return math.Abs(1970+date/perYear-float64(year)) < 2
	}
	if fits(f.Date * 1000) {
		return &Misreading{verdict.WrongOutput, "", "the date times 1000: fromtimestamp takes seconds, not milliseconds"}
	}
	for i := range misreadings {
		m := &misreadings[i]
		if letters := strings.Trim(m.Format, "<>"); strings.Count(letters, "d") == 1 && fits(m.read(FrameBytes(f))[strings.Index(letters, "d")]) {
			return m
		}
	}
	return nil
}

// AsText reports whether printed shows the bytes of a frame decoded as text: as
// Latin-1, or with a sign for each byte that is no text, or without those. The zeros
// of the ints remain in any case.
func AsText(printed string, data []byte) bool {
	var latin1 []rune
	for _, c := range data[:8] {
		latin1 = append(latin1, rune(c))
	}
	return strings.Contains(printed, string(latin1)) || strings.Count(printed, "\ufffd") >= 3 || strings.Count(printed, "\x00") >= 4
}
