package trial

import (
	"testing"

	"in43.example/classroom/internal/check/verdict"
)

// A program that shows some messages and then nothing has no loop.
func TestAfterShowing(t *testing.T) {
	for _, test := range []struct {
		o    Outcome
		n    int
		code verdict.Code
		got  string
	}{
		{Pass(), 1, "", ""},
		{Fail(verdict.NoOutput, "", "nothing"), 1, verdict.NoLoop, "the first message is shown, the next is not\nnothing"},
		{Fail(verdict.NoOutput, "", "nothing"), 3, verdict.NoLoop, "the first 3 messages are shown, the next is not\nnothing"},
		{Fail(verdict.Crashed, "", "exit status 0"), 1, verdict.NoLoop, "the first message is shown, the next is not\nexit status 0"},
		{Fail(verdict.Crashed, "", "exit status 1"), 1, verdict.Crashed, "exit status 1"},
		{Fail(verdict.Truncated, "", "bx"), 2, verdict.Truncated, "bx"},
	} {
		if o := test.o.AfterShowing(test.n); o.Code != test.code || o.Got != test.got || o.Result != test.o.Result {
			t.Errorf("%q, %q after %d: %q, %q", test.o.Code, test.o.Got, test.n, o.Code, o.Got)
		}
	}
}
