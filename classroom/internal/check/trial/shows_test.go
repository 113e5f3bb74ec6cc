package trial

import (
	"strings"
	"testing"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

const (
	accents = "É et Ç, bxabc"
	row     = "48.813728671885634,2.3934930846866003,105,65,1415263338000"
)

// What is on the screen in place of a text leads to the right diagnosis.
func TestNotShown(t *testing.T) {
	for _, test := range []struct {
		name string
		Evidence
		code verdict.Code
		own  string // part of the explanation, if that is not the usual one
	}{
		{"failed", Evidence{Want: accents, Ended: true, Errors: "NameError: name 'soket' is not defined"}, verdict.Crashed, ""},
		{"ASCII", Evidence{Want: accents, Ended: true, Errors: "UnicodeDecodeError: 'ascii' codec can't decode byte 0xc3"}, verdict.DecodeError, ""},
		{"UTF-16", Evidence{Want: accents, Ended: true, Errors: "UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0xc3"}, verdict.WrongEncoding, "another encoding"},
		{"bytes", Evidence{Want: accents, Printed: `b'\xc3\x89 et \xc3\x87, bxabc'`}, verdict.BytesPrinted, ""},
		{"Latin-1", Evidence{Want: accents, Printed: "Ã\u0089 et Ã\u0087, bxabc"}, verdict.WrongEncoding, "another encoding"},
		{"error caught", Evidence{Want: accents, Printed: "'ascii' codec can't decode byte 0xc3"}, verdict.DecodeError, ""},
		{"no accents", Evidence{Want: accents, Printed: " et , bxabc"}, verdict.WrongOutput, "accents are lost"},
		{"cut", Evidence{Want: "bxabcde fghijk", Printed: "bxabcde fg"}, verdict.Truncated, ""},
		{"UTF-16 as ASCII", Evidence{Want: "bxab", Printed: "b\x00x\x00a\x00b\x00"}, verdict.WrongEncoding, "another encoding"},
		{"letters", Evidence{Want: "bxabcde fg", Printed: "b x a b c d e   f g"}, verdict.WrongOutput, "one by one"},
		{"bytes and columns", Evidence{Want: row, Printed: "b'48.813728671885634,2.3934930846866003,105,65,1415263338000'\n48.8137 2.3934"}, verdict.BytesPrinted, ""},
		{"three values", Evidence{Want: row, Printed: "lat 48.813728671885634 lon 2.3934930846866003"}, verdict.MissingField, "five values"},
		{"capitals", Evidence{Want: "bxabcde fghijk", Printed: "BXABCDE FGHIJK"}, verdict.WrongOutput, ""},
		{"ended", Evidence{Want: row, Ended: true, Success: true}, verdict.NoOutput, ""},
		{"at the keyboard", Evidence{Want: row, Network: "udp", AtKeyboard: true}, verdict.NoOutput, "an input() in the loop"},
		{"at the keyboard of 5.3.1", Evidence{Want: row, AtKeyboard: true}, verdict.NoOutput, ""},
		{"nothing", Evidence{Want: row}, verdict.NoOutput, ""},
		{"no error", Evidence{Want: row, Printed: "from: ('10.9.12.87', 40000)"}, verdict.NoOutput, ""},
		{"terreur", Evidence{Want: row, Printed: "terreur"}, verdict.NoOutput, ""},
		{"Erreur", Evidence{Want: row, Printed: "Erreur name 'dat' is not defined"}, verdict.NoOutput, "catches an error"},
		{"an error", Evidence{Want: row, Printed: "an error: TypeError"}, verdict.NoOutput, "catches an error"},
		{"Exception", Evidence{Want: row, Printed: "java.lang.NullPointerException"}, verdict.NoOutput, "catches an error"},
	} {
		o := Diagnose(&test.Evidence, "it is shown", notShownRules)
		if o.Code != test.code || !strings.Contains(o.Why, test.own) || test.own == "" && o.Why != "" || o.Got == "" {
			t.Errorf("%s: %q, because %q, came %q", test.name, o.Code, o.Why, o.Got)
		}
	}
}

// A row whose time is shown in UTC, as if it were local time, is recognised.
func TestRowInUTC(t *testing.T) {
	if match.ZoneName == "" {
		t.Skip("this system has no time zone tables")
	}
	o := TextNotShown(&Evidence{Want: row, Printed: "48.813728671885634,2.3934930846866003,105,65 06/11/2014 08:42:18"})
	if o.Code != verdict.WrongOutput || !strings.Contains(o.Why, "UTC") {
		t.Errorf("%q, because %q", o.Code, o.Why)
	}
}
