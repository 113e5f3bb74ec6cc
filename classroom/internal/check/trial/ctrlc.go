package trial

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// EndsAtCtrlC returns the check that ctrl-c ends the program, and that
// nothing that the program has started still has its port.
func EndsAtCtrlC() Check {
	return Check{Name: "ends at ctrl-c and frees its port", Level: verdict.Required, AfterFailure: true, Run: func(t *Trial) Outcome {
		if !t.Program.Running() {
			return NotTried("the program has ended already")
		}
		return t.EndsAtCtrlC()
	}}
}

// EndsAtCtrlC presses ctrl-c: the program must end and free its ports.
func (t *Trial) EndsAtCtrlC() Outcome {
	t.Program.Settle() // a signal while the program starts or prints would test something else
	if err := t.Program.Interrupt(); errors.Is(err, os.ErrProcessDone) {
		return NotTried("the program has ended already")
	} else if err != nil {
		return Unseen("this system cannot send ctrl-c to one program: %v", err)
	}
	if !t.Program.Ends(t.Limit) {
		return Fail(verdict.StopsOnCtrlC, "the program ends", fmt.Sprintf("it still runs %v after ctrl-c\n%s", t.Limit, match.Excerpt(t.Program.Screen.Text())))
	}
	for _, network := range []string{"udp", "tcp"} {
		if all, _ := sandbox.Sockets(network); len(all) > 0 {
			return Fail(verdict.StopsOnCtrlC, "the port is free again", "something that the program started still has "+sandbox.Places(all))
		}
	}
	if strings.Contains(t.Program.Errors.Text(), "Traceback") {
		return PassBut("it ends with a traceback; worksheet 5.3.5 shows how to end well")
	}
	return Pass()
}
