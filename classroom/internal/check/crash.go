package check

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// Patterns in the error messages of languages and systems.
var (
	inUse        = regexp.MustCompile(`(?i)address already in use|EADDRINUSE|WinError 10048`)
	notAvailable = regexp.MustCompile(`(?i)cannot assign requested address|can't assign requested address|EADDRNOTAVAIL|WinError 10049`)
	refused      = regexp.MustCompile(`(?i)connection refused|ECONNREFUSED|WinError 10061`)
	cannotDecode = regexp.MustCompile(`UnicodeDecodeError|codec can't decode byte|invalid (start|continuation) byte|ERR_ENCODING_INVALID_ENCODED_DATA|MalformedInputException`)
	needsBytes   = regexp.MustCompile(`unpack requires a buffer of (\d+) bytes|unpack_from requires a buffer of at least (\d+) bytes`)
)

// crash is the diagnosis for a program that has ended although it should not.
func (t *trial) crash(expected string) outcome {
	o := diagnoseCrash(t.network, t.p.errors.text(), t.setup.command)
	if o.code == crashed && o.why == "" && t.p.success() {
		o.code = noLoop
	}
	o.expected = expected
	o.got = "the program ended: " + t.p.status()
	if last := lastLines(t.p.errors.text(), 3); last != "" {
		o.got += "\n" + last
	}
	return o
}

// diagnoseCrash is the diagnosis for what a program has printed on standard
// error.
func diagnoseCrash(network, text string, command []string) outcome {
	o := fail(crashed, "", "")
	for _, c := range crashes {
		if c.message.MatchString(text) && (c.network == "" || c.network == network) {
			o.code, o.why = c.code, c.why
			return o
		}
	}
	if m := noAttribute.FindStringSubmatch(text); m != nil && hides(command, m[1]) {
		return o.explained(fmt.Sprintf("A file of the program has the name of a module of Python, %s.py, and is imported in its place. Give the file another name.", m[1]))
	}
	return o
}

// crashes are error messages that show clearly what is wrong.
var crashes = []struct {
	message *regexp.Regexp
	network string // of the step; "" is any
	code    Code
	why     string // "" stands for the usual one
}{
	{cannotDecode, "", decodeError, ""},
	{notAvailable, "", wrongAddress, ""},
	{inUse, "", crashed, "The port is taken: by another program that still runs, or by another socket of this one. Each socket needs a port of its own."},
	{regexp.MustCompile(`Permission denied|EACCES|WinError 10013`), "udp", wrongAddress, "This is a broadcast address, to which a socket sends only after setsockopt(SOL_SOCKET, SO_BROADCAST, 1). The worksheet's sender sends to 127.0.0.1."},
	{regexp.MustCompile(`Invalid argument|EINVAL|WinError 10022`), "", crashed, "A socket can be bound only once. Is the second bind for the second socket?"},
	{regexp.MustCompile(`endpoint is not connected|ENOTCONN|WinError 10057`), "udp", noBind, "UDP sockets are made with socket.SOCK_DGRAM; SOCK_STREAM makes a TCP one."},
	{regexp.MustCompile(`endpoint is not connected|ENOTCONN|WinError 10057`), "tcp", crashed, "recv and send belong to the socket that accept has returned; the one that listens has no connection."},
	{regexp.MustCompile(`Operation not supported|EOPNOTSUPP|WinError 10045`), "tcp", noBind, "TCP sockets are made with socket.SOCK_STREAM; SOCK_DGRAM makes a UDP one."},
}

var noAttribute = regexp.MustCompile(`module '(\w+)' has no attribute`)

// hides reports whether a file next to the program that command runs hides the
// Python module with that name.
func hides(command []string, module string) bool {
	return slices.ContainsFunc(command, func(arg string) bool {
		_, err := os.Stat(filepath.Join(filepath.Dir(arg), module+".py"))
		return filepath.Ext(arg) == ".py" && err == nil
	})
}
