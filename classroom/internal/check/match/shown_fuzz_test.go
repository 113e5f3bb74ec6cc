package match

import (
	"math/rand/v2"
	"strings"
	"testing"

	"in43.example/pkg/pyfmt"
)

// What a program shows on lines of its own is found, whatever it prints before and after.
func FuzzShown(f *testing.F) {
	for i, s := range hostile {
		f.Add(uint64(i), s, hostile[len(hostile)-1-i])
	}
	f.Fuzz(func(t *testing.T, seed uint64, before, after string) {
		r := rand.New(rand.NewPCG(seed, 1))
		frame, row, text := NewFrame(r), Trimmed(NewRow(r)), Words(r, 3)
		around := func(s string) string { return before + "\n" + s + "\n" + after }
		if names := Missing(around(Describe(frame)), frame); names != nil {
			t.Errorf("%q does not show %q", around(Describe(frame)), names)
		}
		for _, s := range []string{row, text} {
			if !HasText(around(s), s) {
				t.Errorf("%q does not show %q", around(s), s)
			}
		}
		if names := MissingOfRow(around(strings.ReplaceAll(row, ",", " ")), row); names != nil {
			t.Errorf("%q does not show %q", around(row), names)
		}
	})
}

// Bytes that are printed as Python shows them are found, whatever they are and whatever is
// printed before.
func FuzzHasBytes(f *testing.F) {
	for _, s := range []string{"Hello, World!", "''''''''", `""""`, `'"'"`, `it's`, `\`, "\x00", "b'", "caf\xc3\xa9 'b\""} {
		f.Add([]byte(s), "received: ")
		f.Add([]byte(s), "b'\\")
	}
	f.Fuzz(func(t *testing.T, data []byte, before string) {
		if data = data[:min(8, len(data))]; len(data) == 0 { // more is not looked for
			return
		}
		literal := string(pyfmt.AppendBytes(nil, data))
		if got := Repr(string(data)); !strings.Contains(literal, got) || len(got) != len(literal)-3 {
			t.Errorf("Repr(%q) is %q, and the literal is %s", data, got, literal)
		}
		if !HasBytes(before+"\n"+literal+"\n", data) {
			t.Errorf("%s is not found", literal)
		}
	})
}

func TestHasBytesOfQuotes(t *testing.T) {
	for _, data := range []string{"'", "'''''''''", `"`, `'"'"`} {
		if HasBytes("received: b'Hello, World!'\n", []byte(data)) {
			t.Errorf("%q is found where it is not", data)
		}
	}
}
