package safetext_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"in43.example/pkg/safetext"
)

// The harmless forms of one line. Of several lines, those of the second table.
var tests = []struct{ in, ascii, utf8 string }{
	{"", "", ""},
	{"Hello, World!", "Hello, World!", "Hello, World!"},
	{"a\tb", "a\tb", "a\tb"},
	{"a\nfrom: ('6.6.6.6', 666)\n", `a\x0afrom: ('6.6.6.6', 666)\x0a`, `a\x0afrom: ('6.6.6.6', 666)\x0a`},
	{"a\r\n", `a\x0d\x0a`, `a\x0d\x0a`},
	{"\x00 \x1f~\x7f", `\x00 \x1f~\x7f`, `\x00 \x1f~\x7f`},
	{"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`, `\x1b[31mred\x1b[0m`},
	{`\x1b`, `\x1b`, `\x1b`},
	{"É", `\xc3\x89`, "É"},
	{"a € b", `a \xe2\x82\xac b`, "a € b"},
	{"\u0080\u0085\u009b\u009f", `\xc2\x80\xc2\x85\xc2\x9b\xc2\x9f`, `\xc2\x80\xc2\x85\xc2\x9b\xc2\x9f`},
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
	{"\u2028", `\xe2\x80\xa8`, `\u2028`},
	{"a\u202etxt.exe", `a\xe2\x80\xaetxt.exe`, `a\u202etxt.exe`},
	{"\U000e0041", `\xf3\xa0\x81\x81`, `\U000e0041`}, // a letter that nobody sees
	{"❤\ufe0f", `\xe2\x9d\xa4\xef\xb8\x8f`, "❤\ufe0f"},
}

var linesTests = []struct{ in, ascii, utf8 string }{
	{"a\tb\n", "a\tb\n", "a\tb\n"},
	{"a\r\n\r\n", "a\r\n\r\n", "a\r\n\r\n"},
	{"a\rb\r", `a\x0db\x0d`, `a\x0db\x0d`},
	{"a\r\r\n", `a\x0d` + "\r\n", `a\x0d` + "\r\n"},
	{"É\n\x1b\u2028\n", `\xc3\x89` + "\n" + `\x1b\xe2\x80\xa8` + "\n", "É\n" + `\x1b\u2028` + "\n"},
}

func TestAppend(t *testing.T) {
	for _, test := range tests {
		check(t, safetext.ASCII, test.in, test.ascii)
		check(t, safetext.UTF8, test.in, test.utf8)
	}
	for _, test := range linesTests {
		check(t, safetext.ASCIILines, test.in, test.ascii)
		check(t, safetext.UTF8Lines, test.in, test.utf8)
	}
}

func check(t *testing.T, form safetext.Form, in, want string) {
	t.Helper()
	out, clean := form.Append([]byte("> "), []byte(in))
	if string(out) != "> "+want || clean != (in == want) {
		t.Errorf("%+v, %q: got %q, clean %t, want %q", form, in, out, clean, "> "+want)
	}
}

// Each byte alone is escaped if the rule says so.
func TestEveryByte(t *testing.T) {
	for c := range 256 {
		in := []byte{byte(c)}
		harmless := c < utf8.RuneSelf && !unicode.IsControl(rune(c)) || c == '\t'
		for _, form := range []safetext.Form{safetext.ASCII, safetext.UTF8} {
			if _, clean := form.Append(nil, in); clean != harmless {
				t.Errorf("%+v, %q: clean %t, want %t", form, in, clean, harmless)
			}
		}
		harmless = harmless || c == '\n'
		for _, form := range []safetext.Form{safetext.ASCIILines, safetext.UTF8Lines} {
			if _, clean := form.Append(nil, in); clean != harmless {
				t.Errorf("%+v, %q: clean %t, want %t", form, in, clean, harmless)
			}
		}
	}
}

// These characters are escaped: all that turn the direction (Bidi_Control), all that
// end a line, and some that have no width.
func TestHiddenCharacters(t *testing.T) {
	hidden := []rune{0xad, 0x34f, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x2060, 0x2064, 0x206f, 0x3164, 0xfeff, 0xfff9, 0xe0001, 0xe007f}
	for r := range rune(unicode.MaxRune) {
		if unicode.Is(unicode.Bidi_Control, r) {
			hidden = append(hidden, r)
		}
	}
	for _, r := range hidden {
		want := fmt.Sprintf(`\u%04x`, r)
		if r > 0xffff {
			want = fmt.Sprintf(`\U%08x`, r)
		}
		for _, form := range []safetext.Form{safetext.UTF8, safetext.UTF8Lines} {
			if out, clean := form.Append(nil, []byte(string(r))); clean || string(out) != want {
				t.Errorf("%U is shown as %q, clean %t; want %q", r, out, clean, want)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		form     safetext.Form
		in, want string
	}{
		{safetext.ASCII, "a\x1b", `one byte is shown as \x1b`},
		{safetext.ASCII, "é", `2 bytes are shown as \xc3\xa9`},
		{safetext.UTF8, "a\u202eb", `one character is shown as \u202e`},
		{safetext.UTF8, "a\u202eb\n", `2 characters are shown as \u202e\x0a`},
		{safetext.UTF8Lines, "a\u202eb\n", `one character is shown as \u202e`},
		{safetext.ASCII, strings.Repeat("\xff", 20), "20 bytes are shown as " + strings.Repeat(`\xff`, 8) + " ..."},
	} {
		if got := tt.form.Describe([]byte(tt.in)); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	buf := make([]byte, 0, 64)
	in := []byte("\x1b[2Jcaf\xe9\u202e")
	if n := testing.AllocsPerRun(100, func() {
		safetext.ASCII.Append(buf, in)
		safetext.UTF8.Append(buf, in)
	}); n != 0 {
		t.Errorf("allocates %v times", n)
	}
}

func Fuzz(f *testing.F) {
	for _, test := range append(tests, linesTests...) {
		f.Add([]byte(test.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, form := range []safetext.Form{safetext.ASCII, safetext.ASCIILines} {
			out := harmless(t, form, in)
			if i := bytes.IndexFunc(out, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
				t.Errorf("%+v, %q: byte %d of %q is not ASCII", form, in, i, out)
			}
		}
		harmless(t, safetext.UTF8, in)
		harmless(t, safetext.UTF8Lines, in)
	})
}

// harmless checks what must be true of the text in every form, and returns it.
func harmless(t *testing.T, form safetext.Form, in []byte) []byte {
	t.Helper()
	out, clean := form.Append(nil, in)
	if !utf8.Valid(out) {
		t.Errorf("%+v, %q: %q is not valid UTF-8", form, in, out)
	}
	text := string(out)
	if form == safetext.ASCIILines || form == safetext.UTF8Lines {
		text = strings.NewReplacer("\r\n", "", "\n", "").Replace(text)
	}
	for _, r := range text {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\t' {
			t.Errorf("%+v, %q: %q has the character %U", form, in, out, r)
		}
	}
	if clean != bytes.Equal(in, out) {
		t.Errorf("%+v, %q: clean is %t for %q", form, in, clean, out)
	}
	if again, clean := form.Append(nil, out); !clean || !bytes.Equal(again, out) {
		t.Errorf("%+v, %q: %q becomes %q the second time", form, in, out, again)
	}
	if !clean && form.Describe(in) == "" {
		t.Errorf("%+v, %q: nothing describes it", form, in)
	}
	return out
}

func Benchmark(b *testing.B) {
	row := []byte("48.813719,2.392322,86.0,12.0,1629293627929")
	french := []byte(strings.Repeat("à côté ", 6))
	for _, bench := range []struct {
		name string
		form safetext.Form
		in   []byte
	}{
		{"ASCII", safetext.ASCII, row},
		{"ASCII/escaped", safetext.ASCII, french},
		{"UTF8", safetext.UTF8, row},
		{"UTF8/accents", safetext.UTF8, french},
		{"UTF8/Greek", safetext.UTF8, []byte(strings.Repeat("ένα δύο ", 6))},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.in)))
			buf := make([]byte, 0, 1024)
			for b.Loop() {
				bench.form.Append(buf, bench.in)
			}
		})
	}
}
