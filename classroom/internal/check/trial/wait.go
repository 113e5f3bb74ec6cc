package trial

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"in43.example/classroom/internal/check/program"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// How long to wait for something that a correct program does at once. Only a
// check that fails takes this time.
const (
	startLimit   = 5 * time.Second         // to bind a socket, or to send
	CompileLimit = 60 * time.Second        // the same, if the command compiles first
	ActLimit     = 1500 * time.Millisecond // to print what has arrived, to answer, to end
	beyondLimit  = 700 * time.Millisecond  // the same, for what is not required
	QuietLimit   = 300 * time.Millisecond  // to do something that it will hardly do
	LateLimit    = 2500 * time.Millisecond // to do, after one of these limits, what a program that sleeps does in the end
)

// LimitToStart is how long the program may take until it does something.
func (t *Trial) LimitToStart() time.Duration {
	switch strings.TrimSuffix(filepath.Base(t.Setup.Command[0]), ".exe") {
	case "go", "cargo", "java", "kotlin", "runghc":
		if t.Program.Screen.Len() > t.Program.Errors.Len() {
			return startLimit // these print nothing on standard output themselves: the program runs
		}
		return CompileLimit
	case "make", "dotnet", "mvn", "gradle", "npm", "npx", "ghc":
		return CompileLimit
	}
	return startLimit
}

// A StartWait is a wait for something that the program does when it has started. On a
// busy machine it may be late, and then sleep for seconds as it was told to: what counts
// is for how long it has been idle in all.
type StartWait struct {
	Idler
	limit time.Duration
	end   sandbox.Deadline
}

// WaitForStart begins such a wait.
func (t *Trial) WaitForStart() *StartWait { return &StartWait{Idler: Idler{t: t, looked: time.Now()}} }

// Over reports whether the wait must end.
func (w *StartWait) Over() bool {
	if limit := w.t.LimitToStart(); limit != w.limit { // at first, and when it is compiled
		w.limit, w.end, w.total = limit, sandbox.Within(limit), 0
	}
	if sandbox.SeesProcesses {
		return w.Stuck() || w.total > w.limit || w.end.Exhausted()
	}
	return w.Stuck() || w.end.Over()
}

// An Idler measures how long the program has been idle: it has neither computed
// nor printed.
type Idler struct {
	t       *Trial
	idle    time.Duration // since it last did something
	total   time.Duration // since the start, or since it was compiled
	looked  time.Time
	printed int
}

// maxLook is how much of the time between two looks at the program counts. On a busy
// machine a look may come late, and nobody knows what the program did before it.
const maxLook = 100 * time.Millisecond

// Idle looks at the program, and returns for how long it has been idle.
func (i *Idler) Idle() time.Duration {
	now, printed := time.Now(), i.t.Program.Screen.Len()
	if now.Sub(i.looked) < time.Millisecond {
		return i.idle
	}
	look := min(now.Sub(i.looked), maxLook)
	working := sandbox.Working()
	if !working {
		i.total += look
	}
	if working || printed != i.printed {
		i.idle, i.printed = 0, printed
	} else {
		i.idle += look
	}
	i.looked = now
	return i.idle
}

// Stuck reports whether the program has been idle for so long that it must be
// waiting for something that never comes. Where nobody knows whether it computes, it
// is given all the time that it may take to start.
func (i *Idler) Stuck() bool {
	limit := 4 * time.Second
	if i.t.LimitToStart() == CompileLimit {
		limit = 8 * time.Second // a compiler may wait for another one's lock
	}
	return sandbox.SeesProcesses && i.Idle() > limit || i.t.Program.Asked == program.MaxAnswers && i.t.Program.AtKeyboard()
}

// Computes reports whether the program computes for a while without a pause.
func (t *Trial) Computes() bool {
	const enough = 5 // looks in a row at which it was idle
	idle, cpu := 0, sandbox.CPUTime()
	for end := time.Now().Add(6 * ActLimit); time.Now().Before(end) && idle < enough; time.Sleep(4 * time.Millisecond) {
		if sandbox.CPUTime()-cpu > QuietLimit {
			return true
		}
		if idle++; sandbox.Working() {
			idle = 0
		}
	}
	return false
}

// OrLate returns o, the diagnosis of something that has not come in time, or the one
// for a program that is slow. comes waits for it once more, and reports whether it
// comes.
func (t *Trial) OrLate(o Outcome, comes func(limit time.Duration) bool) Outcome {
	if !t.Program.Running() || t.Program.AtKeyboard() || !comes(LateLimit) {
		return o
	}
	return t.TooSlow(o.Expected)
}

// TooSlow is the diagnosis when what was expected has come too late.
func (t *Trial) TooSlow(expected string) Outcome {
	t.Silent = false
	return Fail(verdict.TooSlow, expected, fmt.Sprintf("it comes, but not within %v", t.Limit)).
		Explained("The program does what it should, but takes seconds. Is there a sleep in it? recv and input wait by themselves.")
}
