package trial

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

// Crash is the diagnosis for a program that has ended although it should not.
func (t *Trial) Crash(expected string) Outcome {
	return Diagnose(t.Evidence(0, ""), expected, CrashRules(verdict.NoLoop))
}

// CrashRules are for a program that has ended although it should not. If it ended
// without an error, its code is success.
func CrashRules(success verdict.Code) []Rule {
	return slices.Concat(errorRules, []Rule{
		{Code: success, When: func(e *Evidence) (string, bool) { return e.ended(), e.Success }},
		{Code: verdict.Crashed, When: func(e *Evidence) (string, bool) { return e.ended(), true }},
	})
}

// errorRules are for error messages that show clearly what is wrong.
var errorRules = []Rule{
	{Code: verdict.DecodeError, When: says("", match.CannotDecode)},
	{Code: verdict.WrongAddress, When: says("", match.NotAvailable)},
	{Code: verdict.Crashed, When: says("", match.InUse),
		Why: "The port is taken: by another program that still runs, or by another socket of this one. Each socket needs a port of its own."},
	{Code: verdict.WrongAddress, When: says("udp", match.NotPermitted),
		Why: "This is a broadcast address, to which a socket sends only after setsockopt(SOL_SOCKET, SO_BROADCAST, 1). The worksheet's sender sends to 127.0.0.1."},
	{Code: verdict.Crashed, When: says("", match.Invalid),
		Why: "A socket can be bound only once. Is the second bind for the second socket?"},
	{Code: verdict.NoBind, When: says("udp", match.NotConnected),
		Why: "UDP sockets are made with socket.SOCK_DGRAM; SOCK_STREAM makes a TCP one."},
	{Code: verdict.Crashed, When: says("tcp", match.NotConnected),
		Why: "recv and send belong to the socket that accept has returned; the one that listens has no connection."},
	{Code: verdict.NoBind, When: says("tcp", match.NotSupported),
		Why: "TCP sockets are made with socket.SOCK_STREAM; SOCK_DGRAM makes a UDP one."},
	{Code: verdict.Crashed, When: func(e *Evidence) (string, bool) { return e.ended(), e.hiddenModule() != "" },
		Explain: func(e *Evidence) string {
			return fmt.Sprintf("A file of the program has the name of a module of Python, %s.py, and is imported in its place. Give the file another name.", e.hiddenModule())
		}},
}

// says returns a condition: an error message matches pattern, in a step of that
// network. "" is any network.
func says(network string, pattern *regexp.Regexp) func(*Evidence) (string, bool) {
	return func(e *Evidence) (string, bool) {
		return e.ended(), (network == "" || network == e.Network) && pattern.MatchString(e.Errors)
	}
}

// ended describes how the program has ended, with the end of its error messages.
func (e *Evidence) ended() string {
	got := "the program ended: " + e.Status
	if last := match.LastLines(e.Errors, 3); last != "" {
		got += "\n" + last
	}
	return got
}

// hiddenModule returns the Python module in whose place a file next to the program
// was imported, or "".
func (e *Evidence) hiddenModule() string {
	m := match.NoAttribute.FindStringSubmatch(e.Errors)
	if m == nil || !slices.ContainsFunc(e.Command, func(arg string) bool {
		_, err := os.Stat(filepath.Join(filepath.Dir(arg), m[1]+".py"))
		return filepath.Ext(arg) == ".py" && err == nil
	}) {
		return ""
	}
	return m[1]
}
