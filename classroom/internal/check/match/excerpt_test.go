package match

import "testing"

func TestDiff(t *testing.T) {
	for _, test := range []struct{ got, want, shown string }{
		{"Hello, Word!", "Hello, World!", "Hello, Word!\n          ^"},
		{"HTTP/1.1 404 Not\r\n", "HTTP/1.1 200", "HTTP/1.1 404 Not\\r\\n\n         ^"},
		{"H\x00i", "Hi", "offset 0: 48 00 69\n             ^ offset 1"},
		{"", "Hi", "\n^"},
	} {
		if got := Diff([]byte(test.got), []byte(test.want)); got != test.shown {
			t.Errorf("diff(%q, %q) shows\n%s\nwant\n%s", test.got, test.want, got, test.shown)
		}
	}
}
