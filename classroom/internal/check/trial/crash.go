package trial

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

// Crash is the diagnosis for a program that has ended although it should not.
func (t *Trial) Crash(expected string) Outcome {
	return Diagnose(t.Evidence(0, ""), expected, CrashRules(verdict.NoLoop))
}

// Crashed reports whether the program has ended with an error that it has not
// handled.
func (t *Trial) Crashed() bool {
	return !t.Program.Running() && !t.Program.Success() && match.HasTrace(t.Program.Errors.Text())
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
	{Code: verdict.Crashed, When: func(e *Evidence) (string, bool) { return e.ended(), e.hiddenModule() != "" },
		Explain: func(e *Evidence) string {
			return fmt.Sprintf("A file of the program has the name of a module of Python, %s.py, and is imported in its place. Give the file another name.", e.hiddenModule())
		}},
	{Code: verdict.Crashed, When: func(e *Evidence) (string, bool) {
		first := match.CompileError(e.Errors)
		return "it does not compile: " + first, first != ""
	}, Why: "The program cannot be run before this line, or the one above it, is corrected."},
	{Code: verdict.DecodeError, When: says("", match.CannotDecode)},
	{Code: verdict.WrongAddress, When: says("", match.NotAvailable)},
	{Code: verdict.WrongAddress, When: says("", match.Unreachable)},
	{Code: verdict.Crashed, When: says("", match.InUse),
		Why: "The port is taken: by another program that still runs, or by another socket of this one. Each socket needs a port of its own."},
	{Code: verdict.Crashed, When: says("", match.NoFile),
		Why: "The program may not open, or cannot find, a file. Is the name right, and is the file beside the program?"},
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
	{Code: verdict.Crashed, When: func(e *Evidence) (string, bool) {
		return e.ended(), strings.Contains(e.Status, "segmentation fault")
	}, Why: "The program has used memory that is not its own. Is there a pointer without a value, an index past the end of an array, or %s for a number? Compiled with -g -fsanitize=address, it says in which line."},
}

// says returns a condition: an error message matches pattern, in a step of that
// network. "" is any network.
func says(network string, pattern *regexp.Regexp) func(*Evidence) (string, bool) {
	return func(e *Evidence) (string, bool) {
		return e.ended(), (network == "" || network == e.Network) && pattern.MatchString(e.Errors)
	}
}

// ended describes how the program has ended, with its error message.
func (e *Evidence) ended() string {
	got := "the program ended: " + e.Status
	if message := match.ErrorLines(e.Errors); message != "" {
		got += "\n" + message
	}
	return got
}

// hiddenModule returns the Python module in whose place a file next to the program
// was imported, or "".
func (e *Evidence) hiddenModule() string {
	var main []string
	beside := func(module string) bool { // is there such a file next to the program?
		return slices.ContainsFunc(e.Command, func(arg string) bool {
			_, err := os.Stat(filepath.Join(filepath.Dir(arg), module+".py"))
			return filepath.Ext(arg) == ".py" && err == nil
		})
	}
	for _, arg := range e.Command {
		main = append(main, filepath.Base(arg))
	}
	if module := match.HiddenModule(e.Errors, main); module != "" {
		return module
	}
	if m := match.NoAttribute.FindStringSubmatch(e.Errors); m != nil && beside(m[1]) {
		return m[1]
	}
	return ""
}

// OrCrash returns o, or the diagnosis of the error that has ended the program.
func (t *Trial) OrCrash(o Outcome) Outcome {
	t.Program.Settle() // it may be about to end
	if !t.Program.Ends(QuietLimit/6) || t.Program.Success() {
		return o
	}
	return t.Crash(cmp.Or(o.Expected, "it goes on, or ends without an error"))
}

// OrNonASCII returns o, the outcome for a program that has met a character that is not
// ASCII, with the code of that if it has ended the program.
func (t *Trial) OrNonASCII(o Outcome) Outcome {
	if o.Result == verdict.Fail && !t.Program.Running() && strings.Contains(t.Program.Errors.Text(), "Unicode") {
		o.Code = verdict.CrashNonASCII
		if strings.Contains(t.Program.Errors.Text(), "UnicodeEncodeError") {
			o.Why = "The text has a character that is not in the encoding. Text with accents needs UTF-8: encode('utf8')."
		}
	}
	return o
}
