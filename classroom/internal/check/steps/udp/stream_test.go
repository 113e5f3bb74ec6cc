package udp

import (
	"strings"
	"testing"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// What becomes of a stream leads to the right diagnosis. The program is run again
// only if one run does not tell enough.
func TestStreamNotShown(t *testing.T) {
	queued := []sandbox.Socket{{Queued: 200}, {}}
	for _, test := range []struct {
		name string
		trial.Evidence
		rest  streamRest
		probe string // the probe that is needed
		finds bool   // what it finds
		code  verdict.Code
		why   string // part of the explanation
	}{
		{"crashed", trial.Evidence{Ended: true, Errors: "NameError"}, streamRest{known: true}, "", false, verdict.Crashed, ""},
		{"ended", trial.Evidence{Ended: true, Success: true}, streamRest{known: true}, "", false, verdict.NoLoop, ""},
		{"only the last", trial.Evidence{}, streamRest{known: true, onePort: true}, "", false, verdict.NoOutput, "not only the last"},
		{"slow, one port", trial.Evidence{UDP: queued}, streamRest{known: true, onePort: true, goesOn: true}, "", false, verdict.TooSlow, ""},
		{"stuck, one port", trial.Evidence{UDP: queued}, streamRest{known: true, onePort: true}, "", false, verdict.TooSlow, ""},
		{"slow", trial.Evidence{UDP: queued}, streamRest{known: true, goesOn: true}, "keepsUp", false, verdict.TooSlow, ""},
		{"a turn for each port", trial.Evidence{UDP: queued}, streamRest{known: true, goesOn: true}, "keepsUp", true, verdict.Starved, ""},
		{"reads if one socket is ready", trial.Evidence{UDP: queued}, streamRest{known: true}, "onlyAlone", true, verdict.Starved, "for s in ls[0]"},
		{"waits", trial.Evidence{UDP: queued}, streamRest{known: true}, "onlyAlone", false, verdict.Starved, ""},
		{"a system without a list of sockets", trial.Evidence{}, streamRest{}, "onlyAlone", false, verdict.Starved, ""},
	} {
		o, probed := diagnoseWith(&test.Evidence, func(p probes) []trial.Rule { return streamRules(test.rest, p) }, test.probe, test.finds)
		if o.Code != test.code || !strings.Contains(o.Why, test.why) || test.why == "" && o.Why != "" {
			t.Errorf("%s: %q, because %q", test.name, o.Code, o.Why)
		}
		if probed != test.probe {
			t.Errorf("%s: probes %q, want %q", test.name, probed, test.probe)
		}
	}
}
