package tcp

import (
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// What a program of the chat, or the echo server, sends in place of what it should
// leads to the right diagnosis.
func TestSentInstead(t *testing.T) {
	chat := (&chat{last: "xqabc"}).notSentRules(time.Second)
	for _, test := range []struct {
		rules    []trial.Rule
		received string
		trial.Evidence
		code verdict.Code
		text string // part of what came, or of the explanation
	}{
		{chat, "xqabc", trial.Evidence{}, verdict.WrongMessage, "the echo of 3.1"},
		{chat, "b'bçade'", trial.Evidence{Want: "bçade"}, verdict.WrongMessage, "own encode()"},
		{chat, "b\xe7ade", trial.Evidence{Want: "bçade"}, verdict.WrongEncoding, "offset 0"},
		{chat, "b\x00j\x00", trial.Evidence{Want: "bj"}, verdict.WrongEncoding, "offset 0"},
		{chat, "bjade", trial.Evidence{Want: "bqade"}, verdict.WrongMessage, "what the user has typed"},
		{chat, "", trial.Evidence{Want: "bq", Closed: true}, verdict.NotSent, "closes the connection"},
		{chat, "", trial.Evidence{Want: "bq", Closed: true, Ended: true, Errors: "NameError"}, verdict.Crashed, "NameError"},
		{chat, "", trial.Evidence{Want: "bq", Ended: true, Success: true}, verdict.NotSent, "nothing within 1s"},
		{chat, "", trial.Evidence{Want: "bq"}, verdict.NotSent, "nothing within 1s"},

		{chat, "bqade bqade", trial.Evidence{Want: "bqade"}, verdict.WrongMessage, "sent twice"},
		{chat, "\x00\x05bqade", trial.Evidence{Want: "bqade"}, verdict.WrongMessage, "writeUTF"},
		{chat, "bqade\x00\x00", trial.Evidence{Want: "bqade"}, verdict.WrongMessage, "after the text: 2"},
		{chat, "b\x00q\x00a\x00", trial.Evidence{Want: "bqa"}, verdict.WrongEncoding, "UTF-16"},

		{noEchoRules, "bqa\x00", trial.Evidence{Want: "bqa"}, verdict.WrongMessage, "after the text: 1"},
		{noEchoRules, "bqa", trial.Evidence{Want: "bqade"}, verdict.Truncated, "^"},
		{noEchoRules, "BQADE", trial.Evidence{Want: "bqade"}, verdict.WrongMessage, "send back the bytes"},
		{noEchoRules, "", trial.Evidence{Want: "bqade", Ended: true, Errors: "NameError"}, verdict.Crashed, "NameError"},
		{noEchoRules, "", trial.Evidence{Want: "bqade", Ended: true, Success: true}, verdict.NoEcho, "connection is closed"},
	} {
		test.Received = []byte(test.received)
		o := trial.Diagnose(&test.Evidence, "it is sent", test.rules)
		if o.Code != test.code || !strings.Contains(o.Got+o.Why, test.text) {
			t.Errorf("%q for %q: %q, because %q, came %q", test.received, test.Want, o.Code, o.Why, o.Got)
		}
	}
}

// Why a chat stops after some exchanges.
func TestStopped(t *testing.T) {
	for _, test := range []struct {
		before verdict.Code
		trial.Evidence
		code verdict.Code
		done int
		why  string // part of the explanation
	}{
		{verdict.NoOutput, trial.Evidence{Ended: true}, verdict.NoLoop, 1, ""},
		{verdict.NotSent, trial.Evidence{Ended: true}, verdict.NoLoop, 1, ""},
		{verdict.NotSent, trial.Evidence{Ended: true}, verdict.NoLoop, 8, "after 8 exchanges"},
		{verdict.NoOutput, trial.Evidence{AtKeyboard: true}, verdict.NoTurns, 1, ""},
		{verdict.NotSent, trial.Evidence{AtKeyboard: true}, verdict.NotSent, 1, "as before"},
		{verdict.NoOutput, trial.Evidence{}, verdict.NoLoop, 1, "Is accept in the loop?"},
		{verdict.NotSent, trial.Evidence{}, verdict.NoLoop, 1, "Is accept in the loop?"},
	} {
		before := trial.Fail(test.before, "it is shown", "nothing").Explained("as before")
		o := trial.Refine(before, &test.Evidence, stoppedRules(before, test.done))
		if o.Code != test.code || !strings.Contains(o.Why, test.why) || test.why == "" && o.Why != "" || o.Got != "nothing" || o.Expected != "it is shown" {
			t.Errorf("%q, at the keyboard %t, ended %t: %q, because %q, came %q", test.before, test.AtKeyboard, test.Ended, o.Code, o.Why, o.Got)
		}
	}
}
