package pyfmt_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"in43.example/pkg/pyfmt"
)

func TestPrint(t *testing.T) {
	addr := netip.MustParseAddrPort("127.0.0.1:50005")
	for _, tt := range []struct {
		args []any
		want string
		warn string
	}{
		{nil, "", ""},
		{[]any{"from:", addr}, "from: ('127.0.0.1', 50005)", ""},
		{[]any{"from:", net.UDPAddrFromAddrPort(addr)}, "from: ('127.0.0.1', 50005)", ""},
		{[]any{"from:", net.TCPAddrFromAddrPort(addr)}, "from: ('127.0.0.1', 50005)", ""},
		{[]any{"pitch:", int32(-3), "n:", 7, "port:", uint16(52001)}, "pitch: -3 n: 7 port: 52001", ""},
		{[]any{float32(103.63), 103.63, float32(-31)}, "103.62999725341797 103.63 -31.0", ""},
		{[]any{"data:", []byte("a\xff")}, `data: b'a\xff'`, ""},
		{[]any{"text:", pyfmt.ASCII("48.8,2.3")}, "text: 48.8,2.3", ""},
		{[]any{"text:", pyfmt.ASCII("caf\xc3\xa9")}, `text: caf\xc3\xa9`, `the text is not plain ASCII: 2 bytes are shown as \xc3\xa9`},
		{[]any{"text:", pyfmt.UTF8("café")}, "text: café", ""},
		{[]any{"text:", pyfmt.UTF8("\x1b[2J")}, `text: \x1b[2J`, `the text is not plain UTF-8: one byte is shown as \x1b`},
		{[]any{"text:", pyfmt.ASCII("a\nfrom: x")}, `text: a\x0afrom: x`, `the text is not plain ASCII: one byte is shown as \x0a`},
		{[]any{"text:", pyfmt.ASCIILines("a\r\nb\n")}, "text: a\r\nb\n", ""},
		{[]any{"text:", pyfmt.ASCIILines("a\rb")}, `text: a\x0db`, `the text is not plain ASCII: one byte is shown as \x0d`},
		{[]any{"text:", pyfmt.UTF8("hi\nyou: I agree")}, `text: hi\x0ayou: I agree`, `the text is not plain UTF-8: one byte is shown as \x0a`},
		{[]any{"text:", pyfmt.UTF8("a\u202eb")}, `text: a\u202eb`, `the text is not plain UTF-8: one character is shown as \u202e`},
		{[]any{"a string too: \x1b[2J"}, `a string too: \x1b[2J`, ""},
		{[]any{pyfmt.Timestamp(math.NaN())}, "nan", "the timestamp is not a date of the calendar, which has the years 1 to 9999"},
		{[]any{pyfmt.ASCII(strings.Repeat("\xff", 20))}, strings.Repeat(`\xff`, 20), "the text is not plain ASCII: 20 bytes are shown as " + strings.Repeat(`\xff`, 8) + " ..."},
	} {
		var out bytes.Buffer
		warn := ""
		p := pyfmt.NewPrinter(&out)
		p.Warn = func(s string) { warn = s }
		p.Print(tt.args...)
		if out.String() != tt.want+"\n" || warn != tt.warn {
			t.Errorf("Print(%q) printed %q and warned %q, want %q and %q", tt.args, &out, warn, tt.want, tt.warn)
		}
	}
}

// To print a value of another type is a mistake in the program.
func TestPrintUnknown(t *testing.T) {
	defer func() {
		if r := recover(); r != "pyfmt: Print of a struct {}" {
			t.Errorf("recovered %v", r)
		}
	}()
	pyfmt.NewPrinter(io.Discard).Print(struct{}{})
}

// What is printed is written at once, or, after Hold, when it is flushed.
func TestHold(t *testing.T) {
	var out bytes.Buffer
	p := pyfmt.NewPrinter(&out)
	p.Print("one")
	p.Prompt("you: ")
	if out.String() != "one\nyou: " {
		t.Errorf("printed %q", &out)
	}
	p.Hold()
	p.Print("two")
	if out.String() != "one\nyou: " {
		t.Errorf("a line was not held back: %q", &out)
	}
	if err := p.Flush(); err != nil || out.String() != "one\nyou: two\n" {
		t.Errorf("printed %q, %v", &out, err)
	}
	for out.Reset(); out.Len() == 0; {
		p.Print(strings.Repeat("x", 1000)) // it does not keep more than 64 KiB
	}
	out.Reset()
	p.Print("three")
	p.Release()
	p.Print("four")
	if got := out.String(); !strings.HasSuffix(got, "three\nfour\n") {
		t.Errorf("after Release: printed %q", got)
	}
}

// After the first error nothing more is written.
func TestPrintFails(t *testing.T) {
	full := errors.New("no space left on device")
	writes := 0
	p := pyfmt.NewPrinter(writerFunc(func([]byte) (int, error) { writes++; return 0, full }))
	p.Print("one")
	p.Print("two")
	if err := p.Flush(); err != full || writes != 1 {
		t.Errorf("%v after %d writes", err, writes)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestWidth(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"short", "short"},
		{"exactly twenty chars", "exactly twenty chars"},
		{"date: 2021-08-18 pitch: 67 roll: 87", "date: 2021-08-18\n    pitch: 67 roll:\n    87"},
		{"a word-that-is-longer-than-the-line here", "a\n    word-that-is-longer-than-the-line\n    here"},
		{"éééé éééé éééé éééé é", "éééé éééé éééé éééé\n    é"},
		{"first line\nsecond line that is long", "first line\nsecond line that is\n    long"},
	} {
		var out bytes.Buffer
		p := pyfmt.NewPrinter(&out)
		p.Width = 20
		p.Print(tt.line)
		if out.String() != tt.want+"\n" {
			t.Errorf("printed %q, want %q", &out, tt.want)
		}
	}
}

// Lines of several goroutines are not mixed.
func TestPrintAtOnce(t *testing.T) {
	var out bytes.Buffer
	p := pyfmt.NewPrinter(&out)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				p.Print("one", "line")
			}
		})
	}
	all.Wait()
	if got := out.String(); got != strings.Repeat("one line\n", 800) {
		t.Errorf("the lines are mixed: %.200q", got)
	}
}

// Printing a frame allocates no memory: a fast stream must not give the garbage
// collector work.
func TestPrintDoesNotAllocate(t *testing.T) {
	p := pyfmt.NewPrinter(io.Discard)
	p.Hold()
	if n := testing.AllocsPerRun(1000, func() { printFrame(p) }); n > 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

func BenchmarkPrint(b *testing.B) {
	b.ReportAllocs()
	p := pyfmt.NewPrinter(io.Discard)
	p.Hold()
	for b.Loop() {
		printFrame(p)
	}
}

var frame = struct {
	date                      float64
	pitch, roll, yaw, battery int32
	barometer, agx, agy, agz  float32
}{1629293659.3942752, 67, 87, 70, 37, 103.63, -31, 30, -1006}

// printFrame prints both lines of a frame, as worksheet 2.1.3 does.
func printFrame(p *pyfmt.Printer) {
	p.Print("from:", addr4)
	p.Print("date:", pyfmt.Timestamp(frame.date), "pitch:", frame.pitch, "roll:", frame.roll, "yaw:", frame.yaw, "battery:", frame.battery,
		"barometer:", frame.barometer, "agx:", frame.agx, "agy:", frame.agy, "agz:", frame.agz)
	frame.date += 0.0001
}
