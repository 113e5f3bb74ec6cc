package trial

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// missing are what languages say about a module that is not there.
var missing = []*regexp.Regexp{
	regexp.MustCompile(`ModuleNotFoundError: No module named '([\w.]+)'\s*$`),
	regexp.MustCompile(`Cannot find (?:module|package) '([\w@][^']*)'`), // node; one with a dot or a slash first is a file
	regexp.MustCompile(`no required module provides package ([^\s;:]+)`),
	regexp.MustCompile(`(?m)^(?:go: )?(?:\S+: )?(\S+@v\S+): Get "https?://`), // it cannot be downloaded
}

// usual are the modules of Python and Node that programs of the worksheet use.
// A name that is almost one of them is misspelled: no one can install it.
var usual = []string{"socket", "socketserver", "struct", "select", "selectors", "datetime", "time", "threading", "asyncio", "argparse", "dgram", "readline"}

// missingModule returns the module without which the program has ended at once,
// or "". A student cannot know what is installed where the program is checked. A
// module of the standard library is there, and one in the folder of the program is
// the student's.
func (t *Trial) missingModule() string {
	if t.Program == nil || t.Program.Running() || t.Program.Success() {
		return ""
	}
	return missingModule(t.Program.Errors.Text(), t.Setup.Command)
}

func missingModule(errors string, command []string) string {
	for _, re := range missing {
		m := re.FindStringSubmatch(errors)
		if m == nil {
			continue
		}
		name, _, _ := strings.Cut(m[1], ".")
		if strings.Contains(m[1], "/") { // of Go, or of Node
			name = m[1]
		}
		isOwn := slices.ContainsFunc(command, func(arg string) bool {
			own := filepath.Join(filepath.Dir(arg), name)
			return slices.ContainsFunc([]string{own, own + ".py", own + ".js"}, func(file string) bool {
				_, err := os.Stat(file)
				return err == nil
			})
		})
		if isOwn || slices.ContainsFunc(usual, func(u string) bool { return almost(strings.ToLower(name), u) }) {
			return ""
		}
		return name
	}
	return ""
}

// almost reports whether a is b with at most one letter changed, added, left out,
// or swapped with the next.
func almost(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	a, b = a[n:], b[n:]
	switch {
	case a == "" || b == "":
		return len(a)+len(b) <= 1
	case a[1:] == b[1:], a[1:] == b, a == b[1:]:
		return true
	}
	return len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}
