package pyfmt_test

import (
	"bytes"
	"errors"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
)

// A number is the same number again when it is read, and looks like a float of Python.
func FuzzAppendFloat(f *testing.F) {
	for _, x := range []float64{0, math.Copysign(0, -1), 1e16, 9999999999999998, 1e-4, 0.00009999, -31, 103.62999725341797, math.MaxFloat64, 5e-324, math.Inf(-1), math.NaN()} {
		f.Add(x)
	}
	f.Fuzz(func(t *testing.T, x float64) {
		s := string(pyfmt.AppendFloat(nil, x))
		again, err := strconv.ParseFloat(s, 64)
		if err != nil || again != x && !math.IsNaN(x) || math.Signbit(again) != math.Signbit(x) && !math.IsNaN(x) {
			t.Errorf("%v becomes %s, which is %v (%v)", x, s, again, err)
		}
		if !strings.ContainsAny(s, ".en") {
			t.Errorf("%v becomes %s, an int of Python", x, s)
		}
	})
}

// The literal b'...' is plain ASCII on one line, and its bytes are those that it was
// made from.
func FuzzAppendBytes(f *testing.F) {
	for _, s := range []string{"", "it's", `"`, `'"'`, "'''''", `\`, "\x00\t\n\r\x7f\xff", "Hello, World!"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := string(pyfmt.AppendBytes(nil, b))
		if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
			t.Fatalf("%q becomes %q", b, s)
		}
		// Go has the same escape sequences, except for that of the other quote.
		text, quote := s[2:len(s)-1], s[1]
		var got []byte
		for text != "" {
			c, _, rest, err := strconv.UnquoteChar(text, quote)
			if err != nil {
				t.Fatalf("%q becomes %s: %v at %s", b, s, err, text)
			}
			got, text = append(got, byte(c)), rest
		}
		if s[0] != 'b' || s[len(s)-1] != quote || !bytes.Equal(got, b) {
			t.Errorf("%q becomes %s, which is %q", b, s, got)
		}
	})
}

// A date is the same time again when it is read, to the microsecond; and a Datetime, which
// keeps the text of the second before, shows the same.
func FuzzAppendDatetime(f *testing.F) {
	f.Add(1629293627.929971, 1629293627.93)
	f.Add(-0.5, -0.0000005)
	f.Add(253402300799.9999, 253402300800.0)
	f.Add(-62135596800.0, -62135596800.1)
	f.Add(math.NaN(), math.Inf(1))
	f.Add(1e300, -1e18)
	f.Fuzz(func(t *testing.T, first, second float64) {
		d := pyfmt.Datetime{Location: time.UTC}
		d.Append(nil, first)
		got, err := d.Append(nil, second)
		alone, errAlone := pyfmt.AppendDatetime(nil, second, time.UTC)
		if !bytes.Equal(got, alone) || err != errAlone {
			t.Errorf("%v after %v is %s (%v), alone %s (%v)", second, first, got, err, alone, errAlone)
		}
		if errors.Is(err, pyfmt.ErrNotDate) {
			if want := pyfmt.AppendFloat(nil, second); !bytes.Equal(got, want) {
				t.Errorf("%v is no date: %s, want %s", second, got, want)
			}
			return
		}
		at, err := time.Parse("2006-01-02 15:04:05.999999", string(got))
		// Near the year 9999 two neighbouring float64 values are 31 microseconds apart.
		if off := float64(at.Unix()) + float64(at.Nanosecond())/1e9 - second; err != nil || !(math.Abs(off) <= 0.6e-6+math.Abs(second)*0x1p-51) {
			t.Errorf("%v becomes %s, which is %v later (%v)", second, got, off, err)
		}
	})
}

// Whatever is printed, it does nothing to a terminal. On a narrow one, lines are
// broken only at spaces, and nothing is lost.
func FuzzPrint(f *testing.F) {
	f.Add([]byte("48.8,2.39,86.0,12.0,1629293627929\n"), "127.0.0.1:50005", 67.0, 20)
	f.Add([]byte("\x1b[2J\xff\u009b\r\rÉ  Ç\r\n"), "[fe80::1%\x1b[2J]:1", math.NaN(), 1)
	f.Add([]byte("   \n \n"), "", -1e300, 4)
	f.Fuzz(func(t *testing.T, b []byte, addr string, x float64, width int) {
		from, _ := netip.ParseAddrPort(addr)
		show := func(width int) string {
			var w bytes.Buffer
			p := pyfmt.NewPrinter(&w)
			p.Width = width
			p.Print("from:", from, string(b), pyfmt.ASCII(b), pyfmt.UTF8(b), b, pyfmt.Timestamp(x), x, float32(x), int32(len(b)))
			return w.String()
		}
		out := show(0)
		if _, clean := safetext.UTF8Lines.Append(nil, []byte(out)); !clean {
			t.Errorf("%q", out)
		}
		width &= 0xff
		words, broken := strings.Fields(out), show(width)
		if got := strings.Fields(broken); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Errorf("with the width %d %q is not %q", width, broken, out)
		}
		for line := range strings.Lines(broken) {
			line = strings.TrimSuffix(line, "\n")
			if width > 0 && utf8.RuneCountInString(line) > width && strings.Contains(strings.TrimLeft(line, " "), " ") {
				t.Errorf("with the width %d there is the line %q", width, line)
			}
		}
	})
}
