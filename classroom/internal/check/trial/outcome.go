package trial

import (
	"fmt"
	"strings"

	"in43.example/classroom/internal/check/verdict"
)

// An Outcome is the result of a check: a Finding without the name of the check
// and its level.
type Outcome struct {
	Result   verdict.Result
	Remark   string // of a pass
	Because  string // of a check that was not tried
	Code     verdict.Code
	Expected string
	Got      string
	Why      string // "" stands for the usual one: see [verdict.Diagnoses]
}

// Pass is the outcome of a check that the program passes.
func Pass() Outcome { return Outcome{Result: verdict.Pass} }

// PassBut is a pass with a remark.
func PassBut(format string, a ...any) Outcome {
	return Outcome{Result: verdict.Pass, Remark: fmt.Sprintf(format, a...)}
}

// NotTried is the outcome of a check that could not be tried, and why.
func NotTried(format string, a ...any) Outcome {
	return Outcome{Result: verdict.NotTried, Because: fmt.Sprintf(format, a...)}
}

// unseen is the result of a check that this system gives no means to look at.
const unseen verdict.Result = "unseen"

// Unseen is the outcome of a check that this system gives no means to look at, and
// why. It is not among the findings: the report lists it under what is unchecked.
func Unseen(format string, a ...any) Outcome {
	return Outcome{Result: unseen, Because: fmt.Sprintf(format, a...)}
}

// Fail is a failure: what was expected, and what came instead.
func Fail(code verdict.Code, expected, got string) Outcome {
	return Outcome{Result: verdict.Fail, Code: code, Expected: expected, Got: got}
}

// Explained returns o with why in place of the usual explanation.
func (o Outcome) Explained(why string) Outcome {
	o.Why = why
	return o
}

// AfterShowing returns o, the outcome of a message, for a program that has shown
// n messages before: if it shows nothing more, it has no loop.
func (o Outcome) AfterShowing(n int) Outcome {
	if o.Code != verdict.NoOutput && !(o.Code == verdict.Crashed && strings.Contains(o.Got, "exit status 0")) {
		return o
	}
	before := "the first message is shown"
	if n > 1 {
		before = fmt.Sprintf("the first %d messages are shown", n)
	}
	o.Code, o.Got = verdict.NoLoop, before+", the next is not\n"+o.Got
	return o
}
