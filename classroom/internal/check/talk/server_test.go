package talk

import (
	"strings"
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// What a silent server waits for is found out only if it is not the keyboard.
func TestQuiet(t *testing.T) {
	for _, test := range []struct {
		trial.Evidence
		answersTo string
		tried     string
		why       string // part of the explanation
	}{
		{trial.Evidence{AtKeyboard: true}, "line", "", "input()"},
		{trial.Evidence{}, "line", " line", "when the line ends"},
		{trial.Evidence{}, "more", " line more", "readUTF"},
		{trial.Evidence{}, "connection", " line more connection", "has closed the connection"},
		{trial.Evidence{}, "", " line more connection", ""},
	} {
		tried := ""
		end := func(what string) func() bool {
			return func() bool { tried += " " + what; return what == test.answersTo }
		}
		o := trial.Diagnose(&test.Evidence, "an answer", quietRules(verdict.NoEcho, "nothing comes", end("line"), end("more"), end("connection")))
		if o.Code != verdict.NoEcho || !strings.Contains(o.Why, test.why) || test.why == "" && o.Why != "" || tried != test.tried {
			t.Errorf("answers to %q: %q, because %q; tried%s", test.answersTo, o.Code, o.Why, tried)
		}
	}
}

// The advice for a port that is still taken names the socket of the program, as the
// program has imported the module.
func TestReuseAddress(t *testing.T) {
	const head = "Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n"
	for _, test := range []struct{ errors, source, want string }{
		{head + "    serveur.bind((\"127.0.0.1\", 55000))\nOSError: [Errno 98] Address already in use\n", "import socket\n", "serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)"},
		{head + "    self.s.bind(a)\nOSError\n", "import socket as so\n", "self.s.setsockopt(so.SOL_SOCKET, so.SO_REUSEADDR, 1)"},
		{head + "    s.bind(a)\nOSError\n", "from socket import *\n", "s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)"},
		{head + "  File \"/usr/lib/python3.11/socketserver.py\", line 472, in server_bind\n    self.socket.bind(self.server_address)\nOSError\n", "", "allow_reuse_address"},
		{"bind: Address already in use\n", "", ""},
	} {
		if got := reuseAddress(test.errors, test.source); !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%q: %q, want %q", test.errors, got, test.want)
		}
	}
}
