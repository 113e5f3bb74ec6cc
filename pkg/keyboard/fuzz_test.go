package keyboard

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Whatever is typed, and in whatever pieces it comes, the lines are all of it.
func FuzzInput(f *testing.F) {
	f.Add("hello\nend\n")
	f.Add("\r\n\n\r\rno end")
	f.Add("\r")
	f.Add("\xff\x00\x1b[2J")
	f.Fuzz(func(t *testing.T, typed string) {
		k := New(iotest.OneByteReader(strings.NewReader(typed)))
		var lines []string
		for {
			line, err := k.Input(t.Context())
			if err == io.EOF {
				break
			}
			if err != nil || strings.Contains(line, "\n") {
				t.Fatalf("%q (%v)", line, err)
			}
			lines = append(lines, line)
		}
		want := strings.Split(strings.ReplaceAll(typed, "\r\n", "\n"), "\n")
		switch last := len(want) - 1; want[last] {
		case "":
			want = want[:last]
		default: // a last line without an end may still lose a \r
			want[last] = strings.TrimSuffix(want[last], "\r")
		}
		if strings.Join(lines, "\n") != strings.Join(want, "\n") || len(lines) != len(want) {
			t.Errorf("%q becomes %q", typed, lines)
		}
	})
}
