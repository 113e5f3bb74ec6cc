// Package annex has the steps of worksheet 5, which need no network.
package annex

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Machine is the step of worksheet 5.3.2.
var Machine = trial.Step{
	Name: "5.3.2", Title: "shows the machine's name", Section: "5.3.2",
	Signs: source.Signs{
		Must: "!SEND !RECEIVE !BIND !LISTEN !CONNECT",
		Like: "5.3.2 annex",
		Text: `hostname|gethostbyaddr|getlocalhost`,
	},
	Checks: func() []trial.Check {
		return []trial.Check{
			{Name: "shows the name of this machine", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				name, err := room.Hostname()
				if err != nil {
					return trial.NotTried("this machine has no name: %v", err)
				}
				if err := t.Start(); err != nil {
					return trial.NotTried("%v", err)
				}
				for wait := t.WaitForStart(); t.Program.Running() && !wait.Over(); {
					if t.Program.Until(20*time.Millisecond, func(text string) bool { return hasName(text, name) }) {
						break
					}
				}
				if !hasName(t.Program.Screen.Text(), name) {
					return trial.Diagnose(t.Evidence(0, name), name, machineRules)
				}
				t.Program.Ends(t.Limit) // it may print more
				if others := amongNames(t.Program.Screen.Text(), name); others != nil {
					return trial.Fail(verdict.WrongOutput, name, fmt.Sprintf("%s, and in the same way %s", name, strings.Join(others, ", "))).
						Explained("A list of names does not say which one is that of the machine. Print what socket.gethostname() returns, alone.")
				}
				return trial.Pass()
			}},
			{Name: "ends when it has shown the name", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				if !t.Program.Ends(t.Limit) {
					return trial.Fail(verdict.Hangs, "the program ends", "it still runs\n"+match.Excerpt(t.Program.Screen.Text()))
				}
				if !t.Program.Success() {
					return t.Crash("the program ends without an error")
				}
				return trial.Pass()
			}},
		}
	},
}

// hasName reports whether text shows the name of a machine, with its domain or
// without.
func hasName(text, name string) bool {
	short, _, _ := strings.Cut(name, ".")
	return regexp.MustCompile(`(?i)(^|[^\w-])` + regexp.QuoteMeta(short) + `($|[^\w-])`).MatchString(text)
}

// amongNames returns the names that text shows in the same way as the name of the
// machine, if they are so many that nobody can tell which is the right one.
func amongNames(text, name string) []string {
	short, _, _ := strings.Cut(name, ".")
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		i := strings.Index(line, short)
		if i < 0 {
			continue
		}
		label, others := line[:i], []string(nil)
		for _, l := range lines {
			rest, same := strings.CutPrefix(strings.TrimSpace(l), strings.TrimLeft(label, " \t"))
			if rest = strings.Trim(rest, `"'`); same && anyName.MatchString(rest) && !hasName(rest, name) && !slices.Contains(others, rest) {
				others = append(others, rest)
			}
		}
		most := 2 // such as the full name
		if !strings.ContainsFunc(label, unicode.IsLetter) {
			most = 4 // the user, the system and other things may stand alone on a line too
		}
		if len(others) > most {
			return others
		}
	}
	return nil
}

var anyName = regexp.MustCompile(`^[A-Za-z][\w.-]*$`)

// machineRules are for a program that does not show the machine's name.
var machineRules = slices.Concat(
	trial.IfFailed(trial.CrashRules(verdict.NoLoop)),
	[]trial.Rule{
		{
			Code: verdict.NoOutput,
			When: trial.Printed(func(e *trial.Evidence) bool { return strings.TrimSpace(e.Printed) == "" }),
			Why:  "Nothing is printed. Print what socket.gethostname() returns.",
		},
		{
			Code: verdict.AddressShown,
			When: trial.Printed(func(e *trial.Evidence) bool {
				return slices.ContainsFunc(strings.Fields(e.Printed), func(word string) bool {
					_, err := netip.ParseAddr(strings.Trim(word, `"'(),.`))
					return err == nil
				})
			}),
		},
		{
			Code: verdict.WrongOutput,
			When: trial.Printed(func(*trial.Evidence) bool { return true }),
			Why:  "That is not the name of this machine: socket.gethostname() returns it.",
		},
	},
)
