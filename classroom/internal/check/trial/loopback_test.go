package trial

import (
	"slices"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/verdict"
)

// What this system gives no means to look at is no finding, not even of a required
// check, and does not keep the checks after it from running.
func TestUnseen(t *testing.T) {
	s := &Step{Name: "5.3.1", Checks: func() []Check {
		return []Check{
			{Name: "is bound", Level: verdict.Required, Gate: true, Run: func(*Trial) Outcome { return Unseen("there is no %s", "list") }},
			{Name: "answers", Level: verdict.Required, Run: func(*Trial) Outcome { return Pass() }},
		}
	}}
	r, err := Run(s, Setup{Command: []string{"python3"}, Isolation: room.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 1 || r.Findings[0].Check != "answers" || r.Findings[0].Result != verdict.Pass {
		t.Errorf("findings: %+v", r.Findings)
	}
	if !slices.ContainsFunc(r.Unchecked, func(u string) bool { return strings.Contains(u, "is bound") && strings.Contains(u, "no list") }) {
		t.Errorf("unchecked: %q", r.Unchecked)
	}
}
