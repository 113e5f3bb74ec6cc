// Package trial runs a step with a program. It collects the evidence when something has
// not come in time, and has the rules that make a diagnosis of it. What the program talks
// with is in package talk.
package trial

import (
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/program"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// A Setup is what a trial begins with.
type Setup struct {
	Command   []string
	Addresses []string // IPv4 addresses that the program must find
	Seed      uint64
	Isolation room.Isolation
	Terminal  bool // the program's output goes to a pseudo-terminal
	First     bool // stop at the first required check that fails
	Record    bool // the packets that are sent
}

// A Result is what a trial has found.
type Result struct {
	Findings  []verdict.Finding
	Remarks   []string // on the run as a whole
	Unchecked []string // what the isolation leaves open
	Output    string   // what the program printed, and what was typed

	// Silent says that the program has printed nothing of what it must have
	// received, and Again that it is therefore worth trying on a terminal.
	Silent, Again bool
	// Unended says that the program, in Python, has printed lines without an end. Here
	// they came at once; on a terminal they do not, unless the program flushes them.
	Unended bool
	Starved bool // the machine gave the checker too little processor time
	TooMuch bool // the watchdog has stopped the program

	Recording *sandbox.Recording // nil if it was not asked for, or the wire cannot be heard
}

// A Trial is one run of a step: the program, and the checker's part around it.
type Trial struct {
	Setup    Setup
	Random   *rand.Rand
	watchdog *sandbox.Watchdog
	Wire     *sandbox.Wire // nil if it cannot listen
	network  string        // of the step: udp, tcp, or "" if it needs none

	Program *program.Program // the program; nil before it is started
	runs    []*program.Program
	remarks []string
	Closers []io.Closer // what the checks of the step have opened
	// Silent says that the program has printed nothing of what it must have
	// received. Then it is worth trying a terminal.
	Silent  bool
	unended bool // see Result

	Limit time.Duration // of the current check: ActLimit or beyondLimit
}

// Run runs the checks of s with a program.
func Run(s *Step, with Setup) (*Result, error) {
	starved := sandbox.WatchClock()
	t := &Trial{Setup: with, watchdog: sandbox.NewWatchdog(room.Used), Random: rand.New(rand.NewPCG(with.Seed, 1))}
	if !t.OnLoopback() {
		lastPort = firstPort(with.Seed)
		t.Wire, _ = sandbox.ListenWire() // without it the check works, but some diagnoses are less exact
	}
	if with.Record {
		t.Wire.Record()
	}
	result, err := t.run(s)
	if err != nil {
		return nil, err
	}
	failed := verdict.Conclude(result.Findings) == verdict.Failed
	result.Silent, result.Again, result.Unended = t.Silent, failed && t.Silent && !t.LastRun(), t.unended
	result.Starved, result.TooMuch = starved(), t.watchdog.Why() != ""
	return result, nil
}

// LastRun reports whether a terminal would make no difference: the output goes
// to one already, or the language prints at once anyway.
func (t *Trial) LastRun() bool {
	return t.Setup.Terminal || t.inPython() || strings.HasPrefix(filepath.Base(t.Setup.Command[0]), "node")
}

func (t *Trial) inPython() bool {
	return strings.HasPrefix(filepath.Base(t.Setup.Command[0]), "python")
}

// keepsLine reports whether the program, in Python, waits for something other than the
// keyboard, and the last line that it has printed has no end.
func (t *Trial) keepsLine() bool {
	if t.Setup.Terminal || !t.inPython() || t.Program == nil || !t.Program.Screen.Unended() {
		return false
	}
	t.Program.Settle() // the end may be about to come
	return t.Program.Screen.Unended() && t.Program.Running() && !t.Program.AtKeyboard()
}

// run runs the checks of s, one after the other.
func (t *Trial) run(s *Step) (*Result, error) {
	var result Result
	if t.OnLoopback() {
		result.Unchecked = append(result.Unchecked, unchecked)
	}
	if !sandbox.SeesProcesses {
		result.Unchecked = append(result.Unchecked, "whether the program computes without end, and when it waits for the keyboard: this system does not tell")
	}
	t.network = s.network()
	var blocked string // why the checks that follow cannot be tried
	stopped := false   // at the first failure
	for _, c := range s.Checks() {
		if stopped && c.Level == verdict.Beyond {
			break
		}
		var o Outcome
		if t.Limit = ActLimit; c.Level == verdict.Beyond {
			t.Limit = beyondLimit
		}
		if stopped {
			o = NotTried("--first stops at the first failure")
		} else if blocked != "" && !(c.AfterFailure && t.Program != nil && t.Program.Running() && t.watchdog.Why() == "") {
			o = NotTried("%s", blocked)
		} else {
			silent := t.Silent
			t.Wire.During(c.Name)
			if o = c.Run(t); c.Level == verdict.Beyond {
				t.Silent = silent // a bonus is no reason to try again, nor to give up what has passed
			} else if !t.unended && o.Result == verdict.Pass {
				t.unended = t.keepsLine()
			}
		}
		if why := t.watchdog.Why(); why != "" && blocked == "" {
			o = Fail(verdict.TooMuch, "a program that needs little", "it took "+why)
			blocked = "the program was stopped"
		}
		if t.Program != nil && o.Result == verdict.Fail && t.Program.Screen.Full() && c.Level == verdict.Required {
			o = Fail(verdict.TooMuch, "a few lines for each message", fmt.Sprintf("more than %d KiB of output", program.MaxScreen>>10))
			o.Got += "\n" + match.Excerpt(t.Program.Screen.Text())
			blocked = "the program prints without end"
		}
		if o.Result == verdict.Fail && c.Level == verdict.Required {
			if name := t.missingModule(); name != "" {
				t.Stop()
				return nil, fmt.Errorf("%s is not installed here", name)
			}
			stopped = t.Setup.First
		}
		if o.Result == unseen {
			result.Unchecked = append(result.Unchecked, fmt.Sprintf("%q: %s", c.Name, o.Because))
			continue
		}
		if o.Result != verdict.Pass && c.Gate && blocked == "" {
			blocked = fmt.Sprintf("%q has not passed", c.Name)
		}
		f := verdict.Finding{Check: c.Name, Level: c.Level, Result: o.Result, Remark: o.Remark, Because: o.Because,
			Code: o.Code, Expected: o.Expected, Got: o.Got}
		if o.Result == verdict.Fail {
			f.Why, f.Section = o.Why, s.Section
			if f.Why == "" {
				f.Why = o.Code.Why()
			}
			if o.Code == "" {
				return nil, fmt.Errorf("%s: %s: a failure without a code", s.Name, c.Name)
			}
		}
		result.Findings = append(result.Findings, f)
	}
	t.Wire.During("")
	t.Stop()
	for _, c := range t.Closers {
		c.Close()
	}
	result.Recording = t.Wire.Recorded()
	if slices.ContainsFunc(t.runs, func(p *program.Program) bool { return p.Asked > 0 && p.HasTerminal() }) {
		t.remarks = append(t.remarks, "the program asks for something at the keyboard before it starts; the checker has answered")
	}
	if written := room.Written(); len(written) > 0 {
		const most = 5
		list := strings.Join(written[:min(most, len(written))], ", ")
		if n := len(written) - most; n > 0 {
			list += fmt.Sprintf(" and %d more", n)
		}
		t.remarks = append(t.remarks, "the program wrote "+list+"; that was a copy of its folder, and is gone")
	}
	result.Remarks = t.remarks
	var b strings.Builder
	for i, p := range t.runs {
		if len(t.runs) > 1 {
			fmt.Fprintf(&b, "-- run %d\n", i+1)
		}
		b.WriteString(p.Screen.Transcript())
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
	}
	result.Output = cut(b.String())
	return &result, nil
}

// maxOutput is how much of the program's output a report has, in bytes.
const maxOutput = 16 << 10

func cut(s string) string {
	if len(s) > maxOutput {
		return strings.ToValidUTF8(s[:maxOutput], "") + "\n... (cut)\n"
	}
	return s
}

// Start starts the program again. If it is still running, it is ended first.
func (t *Trial) Start() error {
	t.Stop()
	t.Wire.Forget()
	p, err := program.Start(t.Setup.Command, t.Setup.Terminal)
	if err != nil {
		return err
	}
	t.Program = p
	t.runs = append(t.runs, p)
	return nil
}

// Stop ends the program.
func (t *Trial) Stop() {
	if t.Program == nil {
		return
	}
	if t.Program.Running() {
		t.Program.Settle() // so that what it prints does not depend on when it is ended
	}
	t.Program.Kill()
	sandbox.KillAll()
	t.Program.Ends(ActLimit)
	t.Program.Close()
}
