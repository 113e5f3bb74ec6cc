package main

import (
	"bytes"
	"testing"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labtest"
)

var shown = &check.Report{
	Step: "3.1-server", Title: "a TCP server that echoes", Verdict: check.Failed,
	Findings: []check.Finding{
		{Check: "listens on TCP port 55000", Level: check.Required, Result: check.Pass},
		{Check: "sends back what it has received", Level: check.Required, Result: check.Fail, Code: "wrong-reply",
			Expected: "Hello, Everyone! and nothing before or after it", Got: "nothing", Why: "It sends the text of the client in capitals."},
		{Check: "ends", Level: check.Required, Result: check.NotTried, Because: "it runs"},
		{Check: "survives", Level: check.Beyond, Result: check.Fail, Code: "crashed", Expected: "it goes on", Got: "it ended", Why: "It does not look."},
	},
	Output: "   FAIL is what the program itself has printed, however wide that is\n",
}

func TestReportOnScreen(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	terminal, display := labtest.Terminal(t, 60)
	if err := shown.WriteText(screen{terminal}, check.Layout{Show: true, FailLast: true}); err != nil {
		t.Error(err)
	}
	const want = `== 3.1-server  a TCP server that echoes
   ` + "\x1b[32mpass\x1b[0m" + `       listens on TCP port 55000
   ` + "\x1b[31mFAIL\x1b[0m" + `       sends back what it has received: see below
   ` + "\x1b[33mnot tried\x1b[0m" + `  ends: because it runs
   bonus:
   ` + "\x1b[33mmissed\x1b[0m" + `     survives  [crashed]
              expected  it goes on
              came      it ended
              why       It does not look.
   what the program printed (< is what was typed):
   |    FAIL is what the program itself has printed, however wide that is
   ` + "\x1b[31mFAIL\x1b[0m" + `       sends back what it has received  [wrong-reply]
              expected  Hello, Everyone! and nothing before
                        or after it
              came      nothing
              why       It sends the text of the client in
                        capitals.
3.1-server: ` + "\x1b[31mFAIL\x1b[0m" + `: 1 of 3 passed, 1 failed, 1 not tried
`
	if got := display(); got != want {
		t.Errorf("the terminal shows\n%s\nwant\n%s\n%q", got, want, got)
	}
}

// In a pipe nothing is changed.
func TestReportInPipe(t *testing.T) {
	var plain, onScreen bytes.Buffer
	if err := shown.WriteText(&plain, check.Layout{Show: true}); err != nil {
		t.Error(err)
	}
	if err := shown.WriteText(screen{&onScreen}, check.Layout{Show: true}); err != nil {
		t.Error(err)
	}
	if plain.String() != onScreen.String() {
		t.Errorf("written\n%s\nwant\n%s", &onScreen, &plain)
	}
}
