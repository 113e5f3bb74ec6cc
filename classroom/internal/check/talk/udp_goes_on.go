package talk

import (
	"fmt"
	"slices"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// ManyMore is how many messages GoesOn is about.
const ManyMore = 100

// GoesOn calls send, which sends ManyMore messages to port, or some of them to another
// one, and waits until the program shows them. done looks for the last of them, count
// counts them. A program that is slow, but goes on, passes.
func (l *UDPListener) GoesOn(t *trial.Trial, port uint16, send func() error, done func(text string) bool, count func(text string) int) trial.Outcome {
	// They come from another sender: each run of a sender has a port of its own.
	if o := l.open(t); o.Result != verdict.Pass {
		return o
	}
	lost, mark := l.Lost(), len(t.Program.Screen.Text())
	if err := send(); err != nil {
		return trial.NotTried("the checker cannot send to it: %v", err)
	}
	n := 0
	for range 2 {
		t.Program.Until(t.Limit, func(text string) bool { return done(match.Since(text, mark)) })
		t.Program.Settle()
		before := n
		n = count(match.Since(t.Program.Screen.Text(), mark))
		switch lost := l.Lost() - lost; {
		case n == ManyMore:
			return trial.Pass()
		case lost > 0 && n+lost >= ManyMore:
			return trial.PassBut("the receive buffer of its socket is small: of %d messages that came at once, %d were lost", ManyMore, lost)
		case n == before || !t.Program.Running():
			return trial.Diagnose(t.Evidence(mark, ""), fmt.Sprintf("the next %d messages on the screen", ManyMore), stoppedRules(port, l.Shown+n, n))
		}
	}
	return trial.Pass()
}

// GoesOnWith is GoesOn with texts.
func (l *UDPListener) GoesOnWith(t *trial.Trial, port uint16, message func(*trial.Trial) string) trial.Outcome {
	all := texts(t, ManyMore, message)
	// Where the system does not tell what was lost, nothing must be lost because
	// the messages come too fast.
	sockets, _ := sandbox.Sockets("udp")
	paced := !sandbox.KnowsQueues(sockets)
	return l.GoesOn(t, port, func() error {
		for _, m := range all {
			if err := l.Send(port, m); err != nil {
				return err
			}
			if paced {
				time.Sleep(3 * time.Millisecond)
			}
		}
		return nil
	}, func(text string) bool { return countShown(text, all[ManyMore-1:]) == 1 },
		func(text string) int { return countShown(text, all) })
}

// stoppedRules are for a program that has shown all messages, and then only n of
// ManyMore that were sent to port. total is how many it has shown.
func stoppedRules(port uint16, total, n int) []trial.Rule {
	then := func(what string) string { return fmt.Sprintf("it has shown %d messages in all; then %s", total, what) }
	ended := trial.IfEnded(trial.CrashRules(verdict.NoLoop))
	for i, r := range ended {
		ended[i].When = func(e *trial.Evidence) (string, bool) {
			got, ok := r.When(e)
			return then(got), ok
		}
		if r.Code == verdict.NoLoop {
			ended[i].Why = onlySome
		}
	}
	return slices.Concat([]trial.Rule{leftBehind, hearsOne(port)}, ended, []trial.Rule{
		{
			Code: verdict.NoLoop,
			When: func(e *trial.Evidence) (string, bool) {
				return then("it stops receiving, and the next ones wait unread"), sandbox.Unread(e.UDP) > 0
			},
			Why: onlySome,
		},
		{
			Code: verdict.NoLoop,
			When: func(e *trial.Evidence) (string, bool) { return then("no more"), n == 0 || len(e.UDP) == 0 },
			Why:  onlySome,
		},
		{
			Code: verdict.NoOutput,
			When: func(*trial.Evidence) (string, bool) {
				return fmt.Sprintf("%d of %d messages that came at once are shown", n, ManyMore), true
			},
			Why: "Show every message that is received, not only the last of those that have come.",
		},
	})
}

const onlySome = "The program deals with some messages and stops. The worksheet's listener goes on until ctrl-c: while True, not for i in range(10)."

// Lost returns how many messages found no room in the receive buffers of the program.
func (l *UDPListener) Lost() int {
	all, _ := sandbox.Sockets("udp")
	return sandbox.Dropped(all)
}

// Survives sends data, and looks whether the message good is still shown after it.
// If the program has ended before, Survives starts it again.
func (l *UDPListener) Survives(t *trial.Trial, port uint16, data []byte, good string, code verdict.Code) trial.Outcome {
	return l.SurvivesThen(t, port, data, code, func() trial.Outcome { return l.Deliver(t, port, good) })
}

// SurvivesThen is Survives with another way to find out whether the program goes on.
func (l *UDPListener) SurvivesThen(t *trial.Trial, port uint16, data []byte, code verdict.Code, good func() trial.Outcome) trial.Outcome {
	if o, ok := l.Again(t, l.ports(port)...); !ok {
		return trial.NotTried("the program could not be started again: %s", o.Got)
	}
	defer func(before bool) { t.Silent = before }(t.Silent) // it has shown what it must
	if err := l.Send(port, data); err != nil {
		return trial.NotTried("the checker cannot send to it: %v", err)
	}
	o := good()
	switch {
	case o.Code == verdict.TooSlow:
		return trial.Pass()
	case o.Result == verdict.Fail && t.Program.Success():
		return trial.Fail(verdict.NoLoop, "the program goes on, and shows the next message", o.Got+"\nafter these bytes: "+match.Preview(data)).
			Explained("This message ends the loop, without an error. Over UDP there is no end: recvfrom returns 0 for an empty message, and then others come.")
	case o.Result == verdict.Fail && !t.Program.Running():
		o = trial.Fail(code, "the program goes on, and shows the next message", o.Got)
		fallthrough
	case o.Result == verdict.Fail:
		if o.Got += "\nafter these bytes: " + match.Preview(data); o.Code == verdict.NoOutput && t.Program.Running() {
			return o.Explained("The program still runs, but these bytes have brought it out of step. Each datagram is a message of its own: throw it away if it is not a right one, and do not join it with the next.")
		}
	}
	return o
}

// ports returns the ports of the step, with first as the first of them.
func (l *UDPListener) ports(first uint16) []uint16 {
	all := []uint16{first}
	for p := range l.Bound {
		if p != first {
			all = append(all, p)
		}
	}
	return all
}
