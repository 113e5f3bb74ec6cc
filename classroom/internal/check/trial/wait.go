package trial

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/program"
	"in43.example/classroom/internal/check/sandbox"
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

// waitBound waits until the program has a socket on port, or until it is clear
// that it never will. It returns the sockets of network that the program then
// has. If the program first asks something at the keyboard, waitBound answers.
func (t *Trial) waitBound(network string, port uint16) []sandbox.Socket {
	address := map[string]string{"udp": "0.0.0.0", "tcp": Localhost.String()}[network]
	others := func() bool {
		all, _ := sandbox.Sockets(map[string]string{"udp": "tcp", "tcp": "udp"}[network])
		return len(all) > 0 || hasPort(sandbox.ConnectedUDP(), port)
	}
	wait := t.WaitForStart()
	for {
		all, _ := sandbox.Sockets(network)
		if slices.ContainsFunc(all, func(s sandbox.Socket) bool { return s.Addr.Port() == port }) || !t.Program.Running() || wait.Over() {
			return all
		}
		if !t.Program.Answer(wait.Idle(), port, address, Nickname) && wait.Idle() > time.Second && (len(all) > 0 || others()) {
			return all
		}
		select {
		case <-t.Program.Ended:
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Nickname is what is typed if a program asks for something other than a port or
// an address.
const Nickname = "Alice"

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
