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
	o := diagnoseCrash(t.network, t.Program.Errors.Text(), t.Setup.Command)
	if o.Code == verdict.Crashed && o.Why == "" && t.Program.Success() {
		o.Code = verdict.NoLoop
	}
	o.Expected = expected
	o.Got = "the program ended: " + t.Program.Status()
	if last := match.LastLines(t.Program.Errors.Text(), 3); last != "" {
		o.Got += "\n" + last
	}
	return o
}

// diagnoseCrash is the diagnosis for what a program has printed on standard
// error.
func diagnoseCrash(network, text string, command []string) Outcome {
	o := Fail(verdict.Crashed, "", "")
	for _, c := range crashes {
		if c.message.MatchString(text) && (c.network == "" || c.network == network) {
			o.Code, o.Why = c.code, c.why
			return o
		}
	}
	if m := match.NoAttribute.FindStringSubmatch(text); m != nil && hides(command, m[1]) {
		return o.Explained(fmt.Sprintf("A file of the program has the name of a module of Python, %s.py, and is imported in its place. Give the file another name.", m[1]))
	}
	return o
}

// crashes are error messages that show clearly what is wrong.
var crashes = []struct {
	message *regexp.Regexp
	network string // of the step; "" is any
	code    verdict.Code
	why     string // "" stands for the usual one
}{
	{match.CannotDecode, "", verdict.DecodeError, ""},
	{match.NotAvailable, "", verdict.WrongAddress, ""},
	{match.InUse, "", verdict.Crashed, "The port is taken: by another program that still runs, or by another socket of this one. Each socket needs a port of its own."},
	{regexp.MustCompile(`Permission denied|EACCES|WinError 10013`), "udp", verdict.WrongAddress, "This is a broadcast address, to which a socket sends only after setsockopt(SOL_SOCKET, SO_BROADCAST, 1). The worksheet's sender sends to 127.0.0.1."},
	{regexp.MustCompile(`Invalid argument|EINVAL|WinError 10022`), "", verdict.Crashed, "A socket can be bound only once. Is the second bind for the second socket?"},
	{regexp.MustCompile(`endpoint is not connected|ENOTCONN|WinError 10057`), "udp", verdict.NoBind, "UDP sockets are made with socket.SOCK_DGRAM; SOCK_STREAM makes a TCP one."},
	{regexp.MustCompile(`endpoint is not connected|ENOTCONN|WinError 10057`), "tcp", verdict.Crashed, "recv and send belong to the socket that accept has returned; the one that listens has no connection."},
	{regexp.MustCompile(`Operation not supported|EOPNOTSUPP|WinError 10045`), "tcp", verdict.NoBind, "TCP sockets are made with socket.SOCK_STREAM; SOCK_DGRAM makes a UDP one."},
}

// hides reports whether a file next to the program that command runs hides the
// Python module with that name.
func hides(command []string, module string) bool {
	return slices.ContainsFunc(command, func(arg string) bool {
		_, err := os.Stat(filepath.Join(filepath.Dir(arg), module+".py"))
		return filepath.Ext(arg) == ".py" && err == nil
	})
}
