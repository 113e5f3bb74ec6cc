package main

import (
	"regexp"
	"slices"
	"strings"
)

var address = regexp.MustCompile(`(#message to   : )?(\('[0-9.]+', )[0-9]+\)`)

// maskPorts hides the ports that the system chooses. It keeps the port to which
// a message of 2.1.4 was sent. The number alone does not show which is which:
// the system may choose 52001 too.
func maskPorts(s string) string {
	return address.ReplaceAllStringFunc(s, func(found string) string {
		m := address.FindStringSubmatch(found)
		if m[1] != "" {
			return found
		}
		return m[2] + "PORT)"
	})
}

var (
	rate = regexp.MustCompile(`[0-9]+\.[0-9]{2} a second`)
	age  = regexp.MustCompile(`age: -?[0-9]+ ms`)
)

// maskRates hides the rates of 2.1.6, and how old the frames of 2.1.4 were.
func maskRates(s string) string {
	return age.ReplaceAllString(rate.ReplaceAllString(s, "RATE a second"), "age: AGE ms")
}

// A message of 2.1.4: who sent it, to which port it came, what it says.
var message = regexp.MustCompile(`(?m)^#message from: .*\n#message to   : .* ([0-9]+)\)\n#message      : .*\n`)

// portByPort sorts the messages of 2.1.4 by the port that they came to. The
// order of messages to two different sockets is not defined; messages to the
// same socket stay in order.
func portByPort(s string) string {
	var sorted strings.Builder
	all := message.FindAllStringSubmatch(s, -1)
	slices.SortStableFunc(all, func(a, b []string) int { return strings.Compare(a[1], b[1]) })
	for _, m := range all {
		sorted.WriteString(m[0])
	}
	return sorted.String() + message.ReplaceAllString(s, "")
}

var date = regexp.MustCompile(`Date:[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}GMT`)

// maskDate hides the time of the replies of 4.
func maskDate(s string) string { return date.ReplaceAllString(s, "Date:(now)GMT") }

// firstLine returns the first line. Of the output of step 1, only this is
// compared.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line + "\n"
}

var lan = regexp.MustCompile(`(?m)^everyone on [0-9].*\n`)

// withoutLAN removes the lines of 5.2 that differ from machine to machine.
func withoutLAN(s string) string { return lan.ReplaceAllString(s, "") }
