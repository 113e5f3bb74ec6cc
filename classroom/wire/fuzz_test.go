package main

import (
	"strings"
	"testing"

	"in43.example/pkg/safetext"
)

// Whatever a text is, all of its bytes are shown, and nothing in the dump does anything to a
// terminal.
func FuzzCharacters(f *testing.F) {
	f.Add([]byte("In43 is the best course ! ÉÇ \r\n"))
	f.Add([]byte("\x1b[2J\xff\u009b\U0001f600\x00\xf0\x9f\x98"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var d dump
		d.characters(text)
		shown := d.String()
		if _, clean := safetext.UTF8Lines.Append(nil, []byte(shown)); !clean {
			t.Errorf("%q becomes %q", text, shown)
		}
		n := 0
		for i, line := range strings.Split(strings.TrimSuffix(shown, "\n"), "\n") {
			if i%2 == 1 {
				n += len(strings.Fields(line))
			}
		}
		if n != len(text) {
			t.Errorf("%d bytes of %q are shown", n, text)
		}
	})
}
