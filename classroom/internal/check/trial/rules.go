package trial

import (
	"net/netip"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// Evidence is what the checker knows about a program that has not done what it
// should.
type Evidence struct {
	Network string   // of the step: udp, tcp, or "" if it needs none
	Command []string // that runs the program

	Want    string // the text that it must print; "" if it must do something else
	Printed string // what it has printed since Want was sent
	Errors  string // what it has printed on standard error

	Ended      bool
	LeftBehind bool   // it has ended, but something that it has started still runs
	Success    bool   // with exit status 0
	Status     string // how it has ended
	AtKeyboard bool   // it waits for the keyboard

	UDP, TCP     []sandbox.Socket   // its sockets that are bound, or that listen
	ConnectedUDP []sandbox.Socket   // its UDP sockets that hear one address only
	Sent         []sandbox.Datagram // what it has sent
	Calls        []netip.AddrPort   // where it has tried to connect to

	Received []byte // what has come from it over its TCP connection with the checker
	Closed   bool   // it has closed that connection
	Reset    bool   // with RST, not with FIN
}

// Evidence returns what is known about the program now. It must print want, which
// was sent to it when it had printed the first mark bytes.
func (t *Trial) Evidence(mark int, want string) *Evidence {
	p := t.Program
	p.Settle() // it may be about to end with an error, which takes a moment to print
	if match.HasTrace(p.Errors.Text()) {
		p.Ends(QuietLimit)
	}
	e := &Evidence{
		Network: t.network, Command: t.Setup.Command,
		Want: want, Printed: match.Since(p.Screen.Text(), mark), Errors: p.Errors.Text(),
		Ended: !p.Running(), Success: p.Success(), Status: p.Status(), AtKeyboard: p.AtKeyboard(),
	}
	e.UDP, _ = sandbox.Sockets("udp")
	e.TCP, _ = sandbox.Sockets("tcp")
	e.ConnectedUDP = sandbox.ConnectedUDP()
	e.LeftBehind = e.Ended && sandbox.LeftBehind()
	e.Sent, e.Calls = t.Wire.Heard()
	return e
}

// A Rule is a diagnosis, and how it is recognised.
type Rule struct {
	Code verdict.Code
	// When reports whether the rule applies, and what the report says that came. It
	// may run the program again to find out, but e is of the run before.
	When func(e *Evidence) (got string, ok bool)
	Why  string // "" stands for the usual explanation of Code
	// Explain is in place of Why if the explanation depends on the evidence.
	Explain func(*Evidence) string
}

// Diagnose returns the diagnosis of the first of rules that applies. If none does,
// its code is "".
func Diagnose(e *Evidence, expected string, rules []Rule) Outcome {
	return Refine(Fail("", expected, ""), e, rules)
}

// Refine returns the diagnosis of the first of rules that applies in place of o,
// with what o has expected, or o if none applies.
func Refine(o Outcome, e *Evidence, rules []Rule) Outcome {
	for _, r := range rules {
		got, ok := r.When(e)
		if !ok {
			continue
		}
		o = Fail(r.Code, o.Expected, got)
		if o.Why = r.Why; r.Explain != nil {
			o.Why = r.Explain(e)
		}
		return o
	}
	return o
}

// IfEnded returns rules for a program that has ended.
func IfEnded(rules []Rule) []Rule { return onlyIf(func(e *Evidence) bool { return e.Ended }, rules) }

// IfFailed returns rules for a program that has ended, not with exit status 0.
func IfFailed(rules []Rule) []Rule {
	return onlyIf(func(e *Evidence) bool { return e.Ended && !e.Success }, rules)
}

func onlyIf(condition func(*Evidence) bool, rules []Rule) []Rule {
	var all []Rule
	for _, r := range rules {
		when := r.When
		r.When = func(e *Evidence) (string, bool) {
			if !condition(e) {
				return "", false
			}
			return when(e)
		}
		all = append(all, r)
	}
	return all
}

// StillWaits are the last rules for a program that has not done what it should,
// and still runs. got says what it has not done.
func StillWaits(code verdict.Code, got string) []Rule {
	return []Rule{
		{
			Code: code,
			When: func(e *Evidence) (string, bool) {
				return "it waits for the keyboard\n" + match.Excerpt(e.Printed), e.AtKeyboard
			},
			Why: "The program waits until somebody types something. Leave out the input(), or do it after this.",
		},
		{Code: code, When: func(e *Evidence) (string, bool) { return got + "\n" + match.Excerpt(e.Printed), true }},
	}
}
