package check

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How long to wait for something that a correct program does at once. Only a
// check that fails takes this time.
const (
	startLimit   = 5 * time.Second         // to bind a socket, or to send
	compileLimit = 60 * time.Second        // the same, if the command compiles first
	actLimit     = 1500 * time.Millisecond // to print what has arrived, to answer, to end
	beyondLimit  = 700 * time.Millisecond  // the same, for what is not required
	quietLimit   = 300 * time.Millisecond  // to do something that it will hardly do
)

// A setup is what a trial begins with.
type setup struct {
	command   []string
	addresses []string // IPv4 addresses that the program must find
	seed      uint64
	isolation Isolation
	tempDir   string
}

// A result is what a trial has found.
type result struct {
	findings  []Finding
	remarks   []string // on the run as a whole
	unchecked []string // what the isolation leaves open
	output    string   // what the program printed, and what was typed
}

// A trial is one run of a step: the program, and the checker's part around it.
type trial struct {
	setup    setup
	random   *rand.Rand
	watchdog *watchdog
	wire     *wire  // nil if it cannot listen
	network  string // of the step: udp, tcp, or "" if it needs none
	terminal bool   // the program's output is a pseudo-terminal

	p       *student // the program; nil before it is started
	runs    []*student
	remarks []string
	closers []io.Closer // what the checks of the step have opened
	// silent says that the program has printed nothing of what it must have
	// received. Then it is worth trying a terminal.
	silent bool

	limit time.Duration // of the current check: actLimit or beyondLimit
}

// An outcome is the result of a check: a Finding without the name of the check
// and its level.
type outcome struct {
	result   Result
	remark   string
	because  string
	code     Code
	expected string
	got      string
	why      string // "" stands for the usual one: see Diagnoses
}

func pass() outcome { return outcome{result: Pass} }

// passBut is a pass with a remark.
func passBut(format string, a ...any) outcome {
	return outcome{result: Pass, remark: fmt.Sprintf(format, a...)}
}

func notTried(format string, a ...any) outcome {
	return outcome{result: NotTried, because: fmt.Sprintf(format, a...)}
}

func fail(code Code, expected, got string) outcome {
	return outcome{result: Fail, code: code, expected: expected, got: got}
}

// explained returns o with why in place of the usual explanation.
func (o outcome) explained(why string) outcome {
	o.why = why
	return o
}

// A check is one thing that a step looks at.
type check struct {
	name  string
	level Level
	gate  bool // if it fails, the checks after it cannot be tried
	// afterFailure says that the check is tried even after such a failure, as long
	// as the program is running.
	afterFailure bool
	run          func(*trial) outcome
}

// runStep runs the checks of s with a program, if necessary twice.
func runStep(s *step, with setup) (*result, error) {
	w := newWatchdog()
	t := newTrial(with, w)
	first, err := t.run(s)
	if err != nil {
		return nil, err
	}
	if Conclude(first.findings) != Failed || !t.silent || t.lastRun() {
		return first, nil
	}
	// The program has printed nothing: perhaps its language keeps the output in a
	// buffer when it does not go to a terminal.
	t = newTrial(with, w)
	t.terminal = true
	second, err := t.run(s)
	if err != nil {
		return nil, err
	}
	switch Conclude(second.findings) {
	case Unchecked:
		first.unchecked = append(first.unchecked, "whether the program prints at once on a terminal: "+second.findings[0].Because)
		return first, nil
	case Passed:
		second.remarks = append(second.remarks, "the program keeps its output in a buffer when it is not for a terminal; here it ran on one")
	}
	if t.silent {
		return first, nil
	}
	return second, nil
}

// lastRun reports whether a terminal would make no difference: the output goes
// to one already, or the language prints at once anyway.
func (t *trial) lastRun() bool {
	name := filepath.Base(t.setup.command[0])
	return t.terminal || strings.HasPrefix(name, "python") || strings.HasPrefix(name, "node")
}

func newTrial(with setup, w *watchdog) *trial {
	t := &trial{setup: with, watchdog: w, random: rand.New(rand.NewPCG(with.seed, 1))}
	if with.isolation != Loopback {
		t.wire, _ = listenWire() // without it the check works, but some diagnoses are less exact
	}
	return t
}

// run runs the checks of s, one after the other.
func (t *trial) run(s *step) (*result, error) {
	var result result
	if t.setup.isolation == Loopback {
		result.unchecked = append(result.unchecked, "broadcasts on a LAN, and addresses that this machine does not have: there is no network namespace here")
	}
	t.network = s.network()
	var blocked string // why the checks that follow cannot be tried
	for _, c := range s.checks() {
		var o outcome
		if t.limit = actLimit; c.level == Beyond {
			t.limit = beyondLimit
		}
		if blocked != "" && !(c.afterFailure && t.p != nil && t.p.running() && t.watchdog.why() == "") {
			o = notTried("%s", blocked)
		} else {
			o = c.run(t)
		}
		if why := t.watchdog.why(); why != "" && blocked == "" {
			o = fail(tooMuch, "a program that needs little", "it took "+why)
			blocked = "the program was stopped"
		}
		if t.p != nil && o.result == Fail && t.p.screen.full() && c.level == Required {
			o = fail(tooMuch, "a few lines for each message", fmt.Sprintf("more than %d KiB of output", maxScreen>>10))
			o.got += "\n" + excerpt(t.p.screen.text())
			blocked = "the program prints without end"
		}
		if o.result != Pass && c.gate && blocked == "" {
			blocked = fmt.Sprintf("%q has not passed", c.name)
		}
		f := Finding{Check: c.name, Level: c.level, Result: o.result, Remark: o.remark, Because: o.because,
			Code: o.code, Expected: o.expected, Got: o.got}
		if o.result == Fail {
			f.Why, f.Section = o.why, s.section
			if f.Why == "" {
				f.Why = o.code.why()
			}
			if o.code == "" {
				return nil, fmt.Errorf("%s: %s: a failure without a code", s.name, c.name)
			}
		}
		result.findings = append(result.findings, f)
	}
	t.stop()
	for _, c := range t.closers {
		c.Close()
	}
	if slices.ContainsFunc(t.runs, func(p *student) bool { return p.asked > 0 && p.hasTerminal() }) {
		t.remarks = append(t.remarks, "the program asks for something at the keyboard before it starts; the checker has answered")
	}
	result.remarks = t.remarks
	var b strings.Builder
	for i, p := range t.runs {
		if len(t.runs) > 1 {
			fmt.Fprintf(&b, "-- run %d\n", i+1)
		}
		b.WriteString(p.screen.transcript())
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
	}
	result.output = cut(b.String())
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

// start starts the program again. If it is still running, it is ended first.
func (t *trial) start() error {
	t.stop()
	t.wire.forget()
	p, err := startProgram(t.setup.command, t.setup.tempDir, t.terminal)
	if err != nil {
		return err
	}
	t.p = p
	t.runs = append(t.runs, p)
	return nil
}

// stop ends the program.
func (t *trial) stop() {
	if t.p == nil {
		return
	}
	t.p.kill()
	killAll()
	t.p.ends(actLimit)
	t.p.close()
}

// limitToStart is how long the program may take until it does something.
func (t *trial) limitToStart() time.Duration {
	switch strings.TrimSuffix(filepath.Base(t.setup.command[0]), ".exe") {
	case "go", "make", "cargo", "dotnet", "mvn", "gradle", "npm", "npx", "java", "kotlin", "ghc", "runghc":
		return compileLimit
	}
	return startLimit
}

// An idler measures how long the program has been idle: it has neither computed
// nor printed.
type idler struct {
	t       *trial
	since   time.Time
	printed int
}

func (t *trial) idler() *idler { return &idler{t: t, since: time.Now()} }

func (i *idler) idle() time.Duration {
	printed := i.t.p.screen.len()
	if working() || printed != i.printed {
		i.since, i.printed = time.Now(), printed
	}
	return time.Since(i.since)
}

// stuck reports whether the program has been idle for so long that it must be
// waiting for something that never comes.
func (i *idler) stuck() bool {
	limit := 4 * time.Second
	if i.t.limitToStart() == compileLimit {
		limit = 8 * time.Second // a compiler may wait for another one's lock
	}
	return i.idle() > limit || i.t.p.asked == maxAnswers && i.t.p.atKeyboard()
}

// waitBound waits until the program has a socket on port, or until it is clear
// that it never will. It returns the sockets of network that the program then
// has. If the program first asks something at the keyboard, waitBound answers.
func (t *trial) waitBound(network string, port uint16) []socket {
	address := map[string]string{"udp": "0.0.0.0", "tcp": localhost.String()}[network]
	others := func() []socket {
		all, _ := sockets(map[string]string{"udp": "tcp", "tcp": "udp"}[network])
		return all
	}
	end, idler := within(t.limitToStart()), t.idler()
	for {
		all, ok := sockets(network)
		if !ok {
			return t.waitBoundBlind(network, port)
		}
		if slices.ContainsFunc(all, func(s socket) bool { return s.addr.Port() == port }) || !t.p.running() || end.over() {
			return all
		}
		if !t.p.answer(idler.idle(), port, address, nickname) && (idler.stuck() || idler.idle() > time.Second && len(all)+len(others()) > 0) {
			return all
		}
		select {
		case <-t.p.ended:
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// nickname is what is typed if a program asks for something other than a port or
// an address.
const nickname = "Alice"

// waits is the diagnosis for a program that has not done what it should and
// still runs.
func (t *trial) waits(code Code, expected, got string) outcome {
	if t.p.atKeyboard() {
		return fail(code, expected, "it waits for the keyboard\n"+excerpt(t.p.screen.text())).
			explained("The program waits until somebody types something. Leave out the input(), or do it after this.")
	}
	return fail(code, expected, got+"\n"+excerpt(t.p.screen.text()))
}

// lastLines returns the last n lines of text that are neither blank nor only
// mark a place in the line above.
func lastLines(text string, n int) string {
	lines := strings.FieldsFunc(strings.TrimSpace(text), func(r rune) bool { return r == '\n' })
	lines = slices.DeleteFunc(lines, func(s string) bool {
		s = strings.TrimSpace(s)
		return s == "" || strings.Trim(s, "^~ ") == ""
	})
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// excerpt returns the last lines of what was printed.
func excerpt(text string) string {
	if strings.TrimSpace(text) == "" {
		return "nothing is printed"
	}
	const maxLine = 200
	lines := strings.Split(lastLines(text, 4), "\n")
	for i, l := range lines {
		if r := []rune(l); len(r) > maxLine {
			lines[i] = string(r[:maxLine]) + "..."
		}
	}
	return strings.Join(lines, "\n")
}

// places lists the addresses of sockets.
func places(all []socket) string {
	var s []string
	for _, sock := range all {
		s = append(s, sock.addr.String())
	}
	slices.Sort(s)
	return strings.Join(slices.Compact(s), ", ")
}

// onPort returns the address of the socket on port.
func onPort(all []socket, port uint16) (netip.AddrPort, bool) {
	for _, s := range all {
		if s.addr.Port() == port {
			return s.addr, true
		}
	}
	return netip.AddrPort{}, false
}
