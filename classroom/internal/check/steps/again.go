package steps

import (
	"fmt"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// oldRest explains why a text is shown, or sent, with the rest of a longer one.
const oldRest = "After a short message the rest of a longer one before it is there too: the buffer still holds it. Take only as many bytes as have come: what recv or recvfrom returns, in Java what read returns or packet.getLength()."

// noRest checks that printed shows short alone, which has come after long.
func noRest(printed, short, long string) trial.Outcome {
	if match.WithRest(printed, short, long) {
		return trial.Fail(verdict.WrongOutput, fmt.Sprintf("%q, and no more, after %q", short, long), match.ExcerptAround(printed, short)).Explained(oldRest)
	}
	return trial.Pass()
}

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
