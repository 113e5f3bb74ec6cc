package safetext_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"in43.example/pkg/safetext"
)

var tests = []struct{ in, ascii, utf8 string }{
	{"", "", ""},
	{"Hello, World!", "Hello, World!", "Hello, World!"},
	{"a\tb\n", "a\tb\n", "a\tb\n"},
	{"a\r\n\r\n", "a\r\n\r\n", "a\r\n\r\n"},
	{"a\rb\r", `a\x0db\x0d`, `a\x0db\x0d`},
	{"a\r\r\n", `a\x0d` + "\r\n", `a\x0d` + "\r\n"},
	{"\x00 \x1f~\x7f", `\x00 \x1f~\x7f`, `\x00 \x1f~\x7f`},
	{"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`, `\x1b[31mred\x1b[0m`},
	{`\x1b`, `\x1b`, `\x1b`},
	{"É", `\xc3\x89`, "É"},
	{"a € b", `a \xe2\x82\xac b`, "a € b"},
	{"\u0080\u009b\u009f", `\xc2\x80\xc2\x9b\xc2\x9f`, `\xc2\x80\xc2\x9b\xc2\x9f`},
	{"\u00a0", `\xc2\xa0`, "\u00a0"},
	{"\u009b2J", `\xc2\x9b2J`, `\xc2\x9b2J`},
	{"\x9b2J", `\x9b2J`, `\x9b2J`},
	{"caf\xe9", `caf\xe9`, `caf\xe9`},
	{"caf\xc3", `caf\xc3`, `caf\xc3`},
	{"\xe2\x82A", `\xe2\x82A`, `\xe2\x82A`},
	{"\xe2\x82\x1b", `\xe2\x82\x1b`, `\xe2\x82\x1b`},
	{"\xc0\x9b", `\xc0\x9b`, `\xc0\x9b`},             // two bytes for a character of one byte
	{"\xed\xa0\x80", `\xed\xa0\x80`, `\xed\xa0\x80`}, // half of a UTF-16 pair
	{"\xf4\x90\x80\x80", `\xf4\x90\x80\x80`, `\xf4\x90\x80\x80`},
	{"\ufffd", `\xef\xbf\xbd`, "\ufffd"}, // valid, although it often stands for what is not
	{"\U0001f600", `\xf0\x9f\x98\x80`, "\U0001f600"},
}

func TestAppendASCII(t *testing.T) {
	for _, test := range tests {
		check(t, safetext.AppendASCII, test.in, test.ascii)
	}
}

func TestAppendUTF8(t *testing.T) {
	for _, test := range tests {
		check(t, safetext.AppendUTF8, test.in, test.utf8)
	}
}

func check(t *testing.T, appendSafe func(dst, b []byte) ([]byte, bool), in, want string) {
	t.Helper()
	out, clean := appendSafe([]byte("> "), []byte(in))
	if string(out) != "> "+want || clean != (in == want) {
		t.Errorf("%q: got %q, clean %t, want %q", in, out, clean, "> "+want)
	}
}

// Each byte alone is escaped if the rule says so.
func TestEveryByte(t *testing.T) {
	for c := range 256 {
		in := []byte{byte(c)}
		harmless := c < utf8.RuneSelf && !unicode.IsControl(rune(c)) || c == '\n' || c == '\t'
		if _, clean := safetext.AppendASCII(nil, in); clean != harmless {
			t.Errorf("AppendASCII(%q): clean %t, want %t", in, clean, harmless)
		}
		if _, clean := safetext.AppendUTF8(nil, in); clean != harmless {
			t.Errorf("AppendUTF8(%q): clean %t, want %t", in, clean, harmless)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	buf := make([]byte, 0, 64)
	in := []byte("\x1b[2Jcaf\xe9")
	if n := testing.AllocsPerRun(100, func() {
		safetext.AppendASCII(buf, in)
		safetext.AppendUTF8(buf, in)
	}); n != 0 {
		t.Errorf("allocates %v times", n)
	}
}

func Fuzz(f *testing.F) {
	for _, test := range tests {
		f.Add([]byte(test.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		ascii, clean := safetext.AppendASCII(nil, in)
		harmless(t, safetext.AppendASCII, in, ascii, clean)
		if i := bytes.IndexFunc(ascii, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
			t.Errorf("AppendASCII(%q) = %q: byte %d is not ASCII", in, ascii, i)
		}
		text, clean := safetext.AppendUTF8(nil, in)
		harmless(t, safetext.AppendUTF8, in, text, clean)
	})
}

// harmless checks what must be true of out in both encodings.
func harmless(t *testing.T, appendSafe func(dst, b []byte) ([]byte, bool), in, out []byte, clean bool) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("%q: %q is not valid UTF-8", in, out)
	}
	for _, r := range strings.ReplaceAll(string(out), "\r\n", "\n") {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			t.Errorf("%q: %q has the control character %U", in, out, r)
		}
	}
	if clean != bytes.Equal(in, out) {
		t.Errorf("%q: clean is %t for %q", in, clean, out)
	}
	if again, clean := appendSafe(nil, out); !clean || !bytes.Equal(again, out) {
		t.Errorf("%q: %q becomes %q the second time", in, out, again)
	}
}

func Benchmark(b *testing.B) {
	row := []byte("48.813719,2.392322,86.0,12.0,1629293627929\n")
	french := []byte(strings.Repeat("à côté ", 6))
	for _, bench := range []struct {
		name       string
		appendSafe func(dst, b []byte) ([]byte, bool)
		in         []byte
	}{
		{"ASCII", safetext.AppendASCII, row},
		{"ASCII/escaped", safetext.AppendASCII, french},
		{"UTF8", safetext.AppendUTF8, row},
		{"UTF8/accents", safetext.AppendUTF8, french},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.in)))
			buf := make([]byte, 0, 1024)
			for b.Loop() {
				bench.appendSafe(buf, bench.in)
			}
		})
	}
}
