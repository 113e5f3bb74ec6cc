package main

import (
	"regexp"
	"slices"
)

// mask hides in all texts of a report what changes from run to run and from
// machine to machine.
func mask(v any, hide func(string) string) any {
	switch v := v.(type) {
	case string:
		return hide(v)
	case []any:
		for i := range v {
			v[i] = mask(v[i], hide)
		}
	case map[string]any:
		for key := range v {
			v[key] = mask(v[key], hide)
		}
	}
	return v
}

// hide hides it in one text of the report of the program with that name.
func hide(name, s string) string {
	s = maskLibrary(maskDate(maskPorts(s)))
	for _, r := range races {
		if r.name == name {
			s = r.either.ReplaceAllString(s, r.instead)
		}
	}
	return s
}

// Ports that the worksheet or a program of the gallery names. 55510 is 55000
// with its two bytes exchanged.
var named = []string{"50005", "50050", "52001", "52002", "55000", "55510"}

var address = regexp.MustCompile(`(\.[0-9]+(?:', |:))([3-6][0-9]{4})\b`)

// maskPorts hides the ports that the system chooses; on Linux these are from
// 32768 to 60999. It keeps the named ports.
func maskPorts(s string) string {
	return address.ReplaceAllStringFunc(s, func(found string) string {
		m := address.FindStringSubmatch(found)
		if slices.Contains(named, m[2]) {
			return found
		}
		return m[1] + "PORT"
	})
}

var date = regexp.MustCompile(`[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}GMT`)

// maskDate hides the time at which a program has answered, in step 4.
func maskDate(s string) string { return date.ReplaceAllString(s, "DATE") }

var library = regexp.MustCompile(`/[^"\s]*/lib/python3\.[0-9]+/`)

// maskLibrary hides in a traceback where Python's own files are.
func maskLibrary(s string) string { return library.ReplaceAllString(s, "LIBRARY/") }

// A race is a place in the report of a program that depends on which of two
// things happens first.
type race struct {
	name    string
	either  *regexp.Regexp // what the report may say
	instead string         // what stands for it
}

var races = []race{
	// Standard output and standard error come through two pipes.
	{"right/3.1-server-plain.py", regexp.MustCompile(`^(?:    serveur\.bind\(adresse\)\n)?(OSError: .*)(?:\n.*\.\.\.)?$`), "$1\n(ONE MORE LINE)"},
	// The checker looks at what is printed after its message. The program prints
	// the line before that piece by piece, at the same time.
	{"wrong/3.1-server-quiet.py", regexp.MustCompile(`^(the program has ended\n)(?:.*\('127\.0\.0\.1', PORT\)\n)?done$`), "${1}(MAYBE THE CLIENT'S ADDRESS)\ndone"},
	// The checker stops waiting when the message is printed; the address follows.
	{"wrong/2.1.1-receiver-two-receives.py", regexp.MustCompile(`^(it is shown when the next message has come\nmessage: .*)(?:\nfrom:(?: \('10\.9\.12\.87', PORT\))?)?$`), "$1\n(MAYBE ITS ADDRESS)"},
	// The program goes on when a line is typed, and the checker looks at once.
	{"wrong/3.2-client-only-talks.py", regexp.MustCompile(`vous : vous :(?: vous :)?$`), "vous : (MAYBE MORE)"},
	{"wrong/3.2-client-two-lines.py", regexp.MustCompile(`ligne 1 : ligne 2 :(?: vxsyepc fhui)?$`), "ligne 1 : ligne 2 : (MAYBE MORE)"},
	{"wrong/3.2-server-two-lines.py", regexp.MustCompile(`(it waits for the keyboard\n)(?:nothing is printed|ligne 2 :)$`), "$1(MAYBE A PROMPT)"},
	// The checker connects while the program ends.
	{"wrong/4-answers-once.py", regexp.MustCompile(`^(the next one is not answered)(?:: dial tcp4 .* connection refused\nthe program ended: exit status 0|\nnothing is printed)$`), "$1 (IT MAY HAVE ENDED)"},
	{"wrong/4-answers-once.py", regexp.MustCompile(`^(?:"answers the next connection too" has not passed|the program has ended already)$`), "(IT MAY HAVE ENDED)"},
}
