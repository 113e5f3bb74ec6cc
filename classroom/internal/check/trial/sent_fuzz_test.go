package trial

import (
	"testing"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

// Whatever a program sends, a failure has a diagnosis, and a text with other letters is no pass.
func FuzzSent(f *testing.F) {
	for _, s := range []string{"", "Hello, World!", "hello world", "b'Hello, World!'", "\x00\x0dHello, World!", "Hello, World!\x00\x00", "H\x00e\x00l\x00l\x00o\x00", "\xff\xfe", "Hello, World!Hello, World!", "Hello", "\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		o := JudgeMessage(sent, "Hello, World!")
		if o.Result == verdict.Fail && o.Code == "" || o.Result == verdict.Pass && match.Letters(string(sent)) != "helloworld" {
			t.Errorf("%q is judged %+v", sent, o)
		}
		if n := lengthFirst(sent) + padding(sent); n > len(sent) || n < 0 {
			t.Errorf("%d of the bytes of %q are no text", n, sent)
		}
	})
}
