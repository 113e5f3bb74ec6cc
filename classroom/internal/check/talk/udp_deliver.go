package talk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Deliver sends what and waits until the program shows it.
func (l *UDPListener) Deliver(t *trial.Trial, port uint16, what string) trial.Outcome {
	mark := len(t.Program.Screen.Text())
	if err := l.Send(port, []byte(what)); err != nil {
		return trial.NotTried("the checker cannot send to it: %v", err)
	}
	o := l.Judge(t, port, mark, t.Shows(mark, match.Trimmed(what)), func(text string) bool { return shows(text, what) })
	if o.Result == verdict.Pass {
		l.last = what
	}
	return o
}

// DeliverFirst delivers the first message. If it is not shown, DeliverFirst tries
// rules, and then finds out whether it is shown later.
func (l *UDPListener) DeliverFirst(t *trial.Trial, port uint16, message func(*trial.Trial) string, rules []trial.Rule) trial.Outcome {
	what, mark := message(t), len(t.Program.Screen.Text())
	o := l.Deliver(t, port, what)
	if o.Result != verdict.Fail {
		return o
	}
	if o = trial.Refine(o, t.Evidence(mark, match.Trimmed(what)), rules); o.Code != verdict.NoOutput || !t.Program.Running() {
		return o
	}
	if seen := l.withNext(t, port, what, message(t)); seen != "" {
		t.Silent = false
		o.Got = seen + "\n" + match.Excerpt(t.Program.Screen.Text())
		return o.Explained("One turn of the loop takes two messages: is there a second recvfrom? One call gives both: data, addr = sock.recvfrom(1024).")
	}
	more := texts(t, 2500, message)
	return l.Held(t, port, o, more, func(text string) bool { return shows(text, what) },
		func(text string) bool { return countShown(text, more[:20]) > 0 })
}

// withNext sends next, and says whether that makes the program show what, which was
// sent before, or next alone.
func (l *UDPListener) withNext(t *trial.Trial, port uint16, what, next string) (seen string) {
	if l.Send(port, []byte(next)) != nil {
		return ""
	}
	t.Program.Until(trial.QuietLimit, func(text string) bool {
		switch {
		case shows(text, what):
			seen = "it is shown when the next message has come"
		case shows(text, next):
			seen = "the next message is shown, this one is not"
		}
		return seen != ""
	})
	return seen
}

func shows(printed, message string) bool { return match.HasText(printed, match.Trimmed(message)) }

// countShown returns how many of messages printed shows.
func countShown(printed string, messages [][]byte) int {
	n := 0
	for _, m := range messages {
		if shows(printed, string(m)) {
			n++
		}
	}
	return n
}

// texts returns n messages.
func texts(t *trial.Trial, n int, message func(*trial.Trial) string) [][]byte {
	var all [][]byte
	for range n {
		all = append(all, []byte(message(t)))
	}
	return all
}

// lateLimit is how long to wait for a message that a program shows too late.
const lateLimit = 5 * time.Second

// Judge judges o, the outcome of a message that was sent to port when the program
// had printed the first mark bytes. If the message is not shown, Judge finds out
// whether the program still sleeps or has stopped. shown looks for the message.
func (l *UDPListener) Judge(t *trial.Trial, port uint16, mark int, o trial.Outcome, shown func(text string) bool) trial.Outcome {
	if o.Result == verdict.Pass {
		l.Shown++
		return o
	}
	if o.Result != verdict.Fail {
		return o
	}
	if o.Code == verdict.NoOutput && l.asleep(t) {
		start, cpu, waitsForCPU := time.Now(), sandbox.CPUTime(), sandbox.Working() && !sandbox.Sleeps()
		if t.Program.Until(lateLimit, func(text string) bool { return shown(match.Since(text, mark)) }) {
			t.Silent = false
			if waitsForCPU && sandbox.CPUTime()-cpu < time.Since(start)/2 { // the machine is slow, not the program
				l.Shown++
				return trial.Pass()
			}
			return l.slow(o, t.Limit+time.Since(start))
		}
	}
	e := t.Evidence(mark, "")
	if e.Ended {
		o = trial.Refine(o, e, []trial.Rule{leftBehind})
	} else if o.Code == verdict.NoOutput {
		o = trial.Refine(o, e, []trial.Rule{hearsOne(port)})
	}
	return l.afterOthers(o, e.Printed)
}

// asleep reports whether the program may still show what it has not shown yet: it
// sleeps, computes, or has not received all.
func (l *UDPListener) asleep(t *trial.Trial) bool {
	all, _ := sandbox.Sockets("udp")
	return t.Program.Running() && (sandbox.Unread(all) > 0 || sandbox.Sleeps() || sandbox.Working())
}

// Patience is how long to wait for what the program has not shown in time.
func (l *UDPListener) Patience(t *trial.Trial) time.Duration {
	if l.asleep(t) {
		return lateLimit
	}
	return t.Limit
}

// slow is the diagnosis for a program that has shown a message after that time.
func (l *UDPListener) slow(o trial.Outcome, after time.Duration) trial.Outcome {
	got := "the message is shown %.1f s after it was sent"
	if l.Shown > 0 {
		got = "it shows one message every %.0f s"
	}
	return trial.Fail(verdict.TooSlow, o.Expected, fmt.Sprintf(got, after.Seconds())).
		Explained("The program takes more time for a message than there is between two: the sensors send one a second, the drone ten. Is there a sleep in the loop? Leave it out: recvfrom and select wait by themselves.")
}

// afterOthers returns o, the outcome of a message after which the program has printed
// printed. If it has shown other messages before, and nothing more, it has no loop.
func (l *UDPListener) afterOthers(o trial.Outcome, printed string) trial.Outcome {
	switch {
	case l.Shown == 0:
	case strings.TrimSpace(printed) == "":
		o = o.AfterShowing(l.Shown)
	case o.Code == verdict.NoOutput && l.last != "" && shows(printed, l.last):
		o.Code, o.Got = verdict.NoLoop, "the message before is shown again, the new one is not\n"+o.Got
		o.Why = "The loop prints the same message again and again: recvfrom stands before the loop. Put it into the loop."
	}
	if o.Code == verdict.NoLoop && l.Shown > 1 && o.Why == "" {
		o.Why = onlySome
	}
	return o
}

// silence is how long nobody sends anything between two messages. Now and then the
// network is silent for longer than the usual time limits in programs.
const (
	silence    = 3200 * time.Millisecond
	maxSilence = 11500 * time.Millisecond // for a program that is seen to wait for so long
)

// BearsSilence sends nothing for that time. The program must not end.
func (l *UDPListener) BearsSilence(t *trial.Trial) trial.Outcome {
	t.Program.Settle()
	start, wait := time.Now(), silence
	for time.Since(start) < silence/4 && !t.Program.Ends(silence/32) { // on a busy machine it may not wait yet
		if own := time.Since(start) + sandbox.TimeLimit() + silence/6; own <= maxSilence {
			wait = max(wait, own)
		}
	}
	if !t.Program.Ends(wait - time.Since(start)) {
		return trial.Pass()
	}
	after := time.Since(start)
	o := trial.Diagnose(t.Evidence(0, ""), "the program waits for the next message", slices.Concat([]trial.Rule{leftBehind}, trial.CrashRules(verdict.NoLoop)))
	if o.Code == verdict.NoLoop && after > silence/5 || o.Code == verdict.Crashed && match.TimedOut.MatchString(o.Got) {
		o.Got = fmt.Sprintf("after %.1f s without a message ", after.Seconds()) + o.Got
		return o.Explained("A silence ended the program. Messages may come at any time: set no time limit, or catch socket.timeout and go on.")
	}
	return l.afterOthers(o, "")
}

// Held returns o, the outcome of the first message, or a better diagnosis if the
// program keeps what it prints: until it ends, or until a buffer is full. first looks
// for that message; more are messages that fill a buffer, and early looks for one of
// the first of them.
func (l *UDPListener) Held(t *trial.Trial, port uint16, o trial.Outcome, more [][]byte, first, early func(text string) bool) trial.Outcome {
	if o.Code != verdict.NoOutput || o.Why != "" || !t.LastRun() || !t.Program.Running() || t.Program.AtKeyboard() {
		return o
	}
	if t.Program.Interrupt() == nil && t.Program.Ends(t.Limit) {
		if first(t.Program.Screen.Text()) {
			o = trial.Fail(verdict.Buffered, o.Expected, "nothing, until ctrl-c ends the program; then it is shown").Explained(shownAtEnd)
		}
		if again, ok := l.Again(t, l.ports(port)...); !ok {
			return trial.NotTried("the program could not be started again: %s", again.Got)
		}
	}
	if o.Code == verdict.NoOutput && l.fillsBuffer(t, port, more, early) {
		o = trial.Fail(verdict.Buffered, o.Expected, "nothing, until many messages have come; then many of them at once")
		if !t.Program.Running() {
			o = o.Explained(shownAtEnd)
		}
	}
	if o.Code == verdict.Buffered {
		t.Silent = false
	}
	return o
}

const shownAtEnd = "What is received is shown only when the program ends. Print each message when it has come: in the loop, not after it. If the print is there, its output stays in a buffer: end the line, or flush it."

// fillsBuffer sends messages, and reports whether the program shows the first ones
// when many more have come.
func (l *UDPListener) fillsBuffer(t *trial.Trial, port uint16, messages [][]byte, early func(text string) bool) bool {
	mark := len(t.Program.Screen.Text())
	for i, m := range messages {
		l.Send(port, m)
		if i%50 == 49 && (!l.drained(t) || len(t.Program.Screen.Text()) > mark+4000) {
			break
		}
	}
	return early(match.Since(t.Program.Screen.Text(), mark))
}

// drained waits until the program has received all that was sent to it, and
// reports whether it has.
func (l *UDPListener) drained(t *trial.Trial) bool {
	for end := sandbox.Within(t.Limit); !end.Over(); time.Sleep(2 * time.Millisecond) {
		all, _ := sandbox.Sockets("udp")
		if sandbox.Unread(all) == 0 {
			return true
		}
		if !t.Program.Running() {
			return false
		}
	}
	return false
}
