package trial

import (
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// What is on the screen in place of a frame leads to the right diagnosis.
func TestFrameRules(t *testing.T) {
	frame := drone.Frame{Date: 1629293659.3942752, Pitch: 67, Roll: 87, Yaw: 70, Battery: 37, Barometer: 103.63, AGX: -31, AGY: 30, AGZ: -1006}
	at := time.UnixMicro(1629293659394275).In(match.Zone).Format("2006-01-02 15:04:05")
	for _, test := range []struct {
		name string
		Evidence
		code verdict.Code
		text string // part of what came, or of the explanation
	}{
		{"40 bytes wanted", Evidence{Errors: "struct.error: unpack requires a buffer of 40 bytes", Ended: true}, verdict.Truncated, "shorter"},
		{"doubles at the end", Evidence{Errors: "struct.error: unpack requires a buffer of 56 bytes", Ended: true}, verdict.FormatType, "diiiidddd"},
		{"doubles", Evidence{Printed: "unpack requires a buffer of 72 bytes"}, verdict.FormatType, "nine doubles"},
		{"another size", Evidence{Errors: "unpack requires a buffer of 36 bytes"}, verdict.FormatSize, "a frame has 40 bytes"},
		{"decoded", Evidence{Errors: "UnicodeDecodeError: 'ascii' codec can't decode byte 0xce", Ended: true}, verdict.DecodeError, "offset"},
		{"date from the other end", Evidence{Errors: "OverflowError: timestamp out of range for platform time_t", Ended: true}, verdict.ByteOrder, "the other end"},
		{"date times 1000", Evidence{Errors: "ValueError: year 53600 is out of range", Ended: true}, verdict.WrongOutput, "milliseconds"},
		{"another date", Evidence{Errors: "ValueError: year 10000 is out of range", Ended: true}, verdict.Crashed, "10000"},
		{"as text", Evidence{Printed: latin1(match.FrameBytes(frame))}, verdict.DecodeError, "struct.unpack"},
		{"ints from the other end", Evidence{Printed: at + " 1124073472 1459617792 1174405120 620756992 103.63 -31 30 -1006"}, verdict.ByteOrder, "pitch, roll, yaw and battery with"},
		{"one int from the other end", Evidence{Printed: at + " 1124073472 87 70 37 103.63 -31 30 -1006"}, verdict.ByteOrder, "there with another value: pitch"},
		{"radians", Evidence{Printed: at + " 1.169 1.518 1.22 37 103.63 -31 30 -1006"}, verdict.WrongOutput, "radians"},
		{"no sign", Evidence{Printed: at + " 67 87 70 37 103.63 31 30 1006"}, verdict.WrongOutput, "sign"},
		{"sorted", Evidence{Printed: "-1006 -31 30 37 67 70 87 103.63 " + at}, verdict.FieldOrder, "this is the order: agz"},
		{"crashed", Evidence{Errors: "NameError: name 'strut' is not defined", Ended: true}, verdict.Crashed, "strut"},
		{"ended", Evidence{Ended: true, Success: true}, verdict.NoLoop, "ended"},
		{"big-endian", Evidence{Printed: "1124073472 1459617792 1174405120 620756992"}, verdict.ByteOrder, ">diiiiffff"},
		{"the date last", Evidence{Printed: "87 70 37 67"}, verdict.MissingField, "not there: date"},
		{"bytes", Evidence{Printed: match.Repr(string(match.FrameBytes(frame))), Errors: ""}, verdict.WrongOutput, ""},
		{"bytes of Python", Evidence{Printed: "b'" + match.Repr(string(match.FrameBytes(frame))) + "'"}, verdict.BytesPrinted, ""},
		{"no decimals", Evidence{Printed: at + " 67 87 70 37 103 -31 30 -1006"}, verdict.WrongOutput, "without its decimals"},
		{"no agz", Evidence{Printed: at + " 67 87 70 37 103.63 -31 30"}, verdict.MissingField, "not there: agz"},
		{"nothing", Evidence{Printed: "\n"}, verdict.NoOutput, "nothing more"},
		{"an error", Evidence{Printed: "error: a bytes-like object is required"}, verdict.NoOutput, "catches an error"},
		{"a word", Evidence{Printed: "received"}, verdict.WrongOutput, "received"},
	} {
		o := Diagnose(&test.Evidence, match.Describe(frame), frameRules(frame))
		if o.Code != test.code || !strings.Contains(o.Got+o.Why, test.text) {
			t.Errorf("%s: %q, because %q, came %q", test.name, o.Code, o.Why, o.Got)
		}
	}
}

// latin1 returns b decoded as Latin-1.
func latin1(b []byte) string {
	var r []rune
	for _, c := range b {
		r = append(r, rune(c))
	}
	return string(r)
}
