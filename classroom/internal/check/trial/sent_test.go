package trial

import (
	"testing"

	"in43.example/classroom/internal/check/verdict"
)

func TestJudgeMessage(t *testing.T) {
	for _, test := range []struct {
		got  string
		code verdict.Code
	}{
		{"Hello, World!", ""},
		{"hello world", ""},
		{"Hello, World!\n", ""},
		{"Bonjour", verdict.WrongMessage},
		{"b'Hello, World!'", verdict.WrongMessage},
		{"H\x00e\x00l\x00l\x00o\x00,\x00 \x00W\x00o\x00r\x00l\x00d\x00!\x00", verdict.WrongEncoding},
	} {
		if o := JudgeMessage([]byte(test.got), "Hello, World!"); o.Code != test.code || (o.Result == verdict.Pass) != (test.code == "") {
			t.Errorf("%q: %s %q", test.got, o.Result, o.Code)
		}
	}
}
