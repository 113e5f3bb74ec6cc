package steps

import (
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// deliverAgain delivers what once more. A program must show each message, also one
// that it has shown before.
func deliverAgain(t *trial.Trial, l *trial.UDPListener, port uint16, what string) trial.Outcome {
	o := l.Deliver(t, port, what)
	if o.Result == verdict.Fail && t.Program.Running() {
		o.Code, o.Got = verdict.NoOutput, "the same text came twice, and is shown once\n"+o.Got
		o.Why = "Every message must be shown, also one that is equal to one before."
	}
	return o
}
