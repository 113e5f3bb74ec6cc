package talk

import (
	"net/netip"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A program that does not go on gets the right diagnosis.
func TestStopped(t *testing.T) {
	queued := []sandbox.Socket{{Addr: netip.MustParseAddrPort("0.0.0.0:52001"), Queued: 700}}
	for _, test := range []struct {
		name string
		trial.Evidence
		shown int // of the last messages
		code  verdict.Code
		text  string // part of what came, or of the explanation
	}{
		{"a counted loop", trial.Evidence{Ended: true, Success: true}, 5, verdict.NoLoop, "it has shown 10 messages in all; then the program ended"},
		{"an error", trial.Evidence{Ended: true, Errors: "IndexError: list index out of range"}, 5, verdict.Crashed, "IndexError"},
		{"in the background", trial.Evidence{Ended: true, Success: true, LeftBehind: true}, 5, verdict.StopsOnCtrlC, "& "},
		{"connected", trial.Evidence{ConnectedUDP: at("127.0.0.1:52001")}, 0, verdict.DeafBind, "bind is enough"},
		{"sleeps after a counted loop", trial.Evidence{UDP: queued}, 5, verdict.NoLoop, "unread"},
		{"closed after a counted loop", trial.Evidence{}, 5, verdict.NoLoop, "no more"},
		{"only the last", trial.Evidence{UDP: at("0.0.0.0:52001")}, 1, verdict.NoOutput, "1 of 100"},
	} {
		o := trial.Diagnose(&test.Evidence, "", stoppedRules(52001, 5+test.shown, test.shown))
		if text := o.Got + "\n" + o.Why; o.Code != test.code || !strings.Contains(text, strings.TrimSpace(test.text)) {
			t.Errorf("%s: %q, %s", test.name, o.Code, text)
		}
	}
}

// A program that has shown messages, and does not show the next one, has no loop if
// it prints nothing or the old message.
func TestAfterOthers(t *testing.T) {
	for _, test := range []struct {
		name    string
		shown   int
		printed string
		code    verdict.Code
		text    string // part of what came, or of the explanation
	}{
		{"the first", 0, "", verdict.NoOutput, ""},
		{"nothing", 1, "\n", verdict.NoLoop, "the first message is shown, the next is not"},
		{"nothing after some", 3, "", verdict.NoLoop, "some messages"},
		{"the old one", 1, "received: old message", verdict.NoLoop, "before the loop"},
		{"an error", 1, "Error: recvfrom", verdict.NoOutput, ""},
	} {
		l := &UDPListener{Shown: test.shown, last: "old message"}
		o := l.afterOthers(trial.Fail(verdict.NoOutput, "", "nothing is printed"), test.printed)
		if o.Code != test.code || !strings.Contains(o.Got+"\n"+o.Why, test.text) {
			t.Errorf("%s: %q, %s %s", test.name, o.Code, o.Got, o.Why)
		}
	}
}
