package match

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// CompileError returns the first error in the messages of a program that could not be
// compiled, or "".
func CompileError(errors string) string {
	for _, c := range compileErrors {
		m := c.pattern.FindStringSubmatch(errors)
		if m == nil || c.not != "" && strings.Contains(errors, c.not) {
			continue
		}
		if len(m) == 2 {
			return m[1]
		}
		return fmt.Sprintf("%s, line %s: %s", base(m[1]), m[2], m[3])
	}
	return ""
}

// compileErrors are the forms of the errors of compilers. A form has a whole line, or a
// file, a line number and a message. It is not meant if the messages also contain not.
var compileErrors = []struct {
	pattern *regexp.Regexp
	not     string
}{
	{regexp.MustCompile(`(?m)^(\S+\.go:\d+:\d+: .*)`), ""},
	{regexp.MustCompile(`(?m)^(\S+\.java:\d+: (?:error|erreur) ?: .*)`), ""},
	{regexp.MustCompile(`(?m)^(\S+\.(?:c|cc|cpp|h):\d+(?::\d+)?: (?:fatal )?(?:error|erreur) ?: .*)`), ""},
	{regexp.MustCompile(`(?m)^(error(?:\[E\d+\])?: .*)\n +--> `), ""},
	{regexp.MustCompile(`(?m)^(\S+: (?:line|ligne) ?\d+ ?: (?:syntax error|erreur de syntaxe).*)`), ""},
	{regexp.MustCompile(`(?m)^ +File "([^<"]+)", line (\d+)\n(?:    .*\n)*((?:SyntaxError|IndentationError|TabError): .*)`), ""},
	{regexp.MustCompile(`(?m)^(\S+\.[cm]?[jt]s):(\d+)\n(?:.*\n)*?(SyntaxError: .*)`), "at JSON.parse"},
}

// ErrorLines returns the lines of a program's error messages that say what has ended it,
// and where: the first line of a panic or of an exception, not the stack below it.
func ErrorLines(errors string) string {
	if i := strings.LastIndex(errors, "Traceback (most recent call last)"); i >= 0 {
		return tracebackLines(errors[i:])
	}
	for _, t := range traces {
		m := t.message.FindStringSubmatchIndex(errors)
		if m == nil {
			continue
		}
		text := strings.TrimSpace(errors[m[2]:m[3]])
		if all := causedBy.FindAllString(errors[m[1]:], -1); all != nil {
			text += "\n" + all[len(all)-1]
		}
		for _, place := range t.place.FindAllStringSubmatch(errors, -1) {
			if !library.MatchString(place[0]) {
				return fmt.Sprintf("%s\nin %s, line %s", text, base(place[1]), place[2])
			}
		}
		return text
	}
	return LastLines(noise.ReplaceAllString(errors, ""), 3)
}

// tracebackLines returns the last line of a traceback of Python and, above it, the last
// place that is in the program, not in Python's library.
func tracebackLines(traceback string) string {
	places := pythonPlace.FindAllStringSubmatchIndex(traceback, -1)
	for i, m := range slices.Backward(places) {
		switch {
		case pythonLibrary.MatchString(traceback[m[2]:m[3]]):
			continue
		case i == len(places)-1:
			return LastLines(traceback, 3)
		}
		return "  " + LastLines(traceback[m[0]:places[i+1][0]], 2) + "\n" + LastLines(traceback, 1)
	}
	return LastLines(traceback, 3)
}

// HasTrace reports whether the error messages of a program contain a stack trace.
func HasTrace(errors string) bool {
	return strings.Contains(errors, "Traceback (most recent call last)") ||
		slices.ContainsFunc(traces, func(t trace) bool { return t.message.MatchString(errors) })
}

// traces are the forms of stack traces: the message, and the places below it.
var traces = []trace{
	{regexp.MustCompile(`(?m)^((?:panic|fatal error): .*)`), regexp.MustCompile(`(?m)^main\.[^\n]*\n\t(\S+\.go):(\d+)`)},
	{regexp.MustCompile(`(?m)^(?:Exception in thread "[^"\n]*" )?((?:[\w$]+\.)+\w*(?:Exception|Error)\b.*)`), regexp.MustCompile(`(?m)^\s+at \S+\(([^\s:()]+\.(?:java|kt)):(\d+)\)`)},
	{regexp.MustCompile(`(?m)^(?:Uncaught )?(\w*Error(?: \[\w+\])?: .*)(?:\n- .*|\nRequire stack:)*\n\s+at `), regexp.MustCompile(`(?m)^\s+at [^\n]*?([^\s(]+\.[cm]?[jt]s):(\d+):\d+\)?$`)},
	{regexp.MustCompile(`(?m)^thread '[^'\n]*' [^\n]*panicked at [^\n]*\n(.*)`), regexp.MustCompile(`(?m)panicked at (\S+\.rs):(\d+)`)},
}

type trace struct{ message, place *regexp.Regexp }

var (
	causedBy = regexp.MustCompile(`(?m)^Caused by: .*`)
	// library matches a place in a language's own library.
	library = regexp.MustCompile(`at (?:java|jdk|sun)\b|node:`)
	// noise matches lines that say nothing about the program's error.
	noise = regexp.MustCompile("(?m)^(?:exit status \\d+|Node\\.js v.*|\\(Use `node .*)\n?")
)

// NoFile is what a program says if it cannot open a file.
var NoFile = regexp.MustCompile(`(?:Permission denied|No such file or directory|Is a directory): '|(?:EACCES|ENOENT|EISDIR): [^\n]*, open '`)

// base returns the last part of the path of a file, with / or \.
func base(file string) string { return path.Base(strings.ReplaceAll(file, `\`, "/")) }

// HiddenModule returns the module of Python in whose place a file of the program was
// imported, as the traceback in errors shows, or "". main are the names of the files
// that the command runs.
func HiddenModule(errors string, main []string) string {
	for i, m := range pythonPlace.FindAllStringSubmatch(errors, -1) {
		file, imported := m[1], strings.HasPrefix(m[2], ", in <module>")
		name := base(file)
		if pythonLibrary.MatchString(file) || slices.Contains(main, name) && !(imported && i > 0) {
			continue
		}
		if module, ok := strings.CutSuffix(name, ".py"); ok && slices.Contains(pythonModules, module) {
			return module
		}
	}
	return ""
}

var (
	pythonPlace   = regexp.MustCompile(`(?m)^ +File "([^<"]+)", line \d+(.*)`)
	pythonLibrary = regexp.MustCompile(`(?i)[/\\](?:lib[/\\]python[\d.]+|python[\d.]*[/\\]lib|site-packages|dist-packages)[/\\]`)
)

// pythonModules are the modules of Python's library that a file can hide.
var pythonModules = strings.Fields(`
	abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect
	builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
	concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm
	decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp
	fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
	hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
	lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
	multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev
	pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats
	pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource
	rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket
	socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
	subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this
	threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types
	typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
	xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`)
