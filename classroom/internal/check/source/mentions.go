package source

import "regexp"

// Mentions reports whether a file of the program that command runs matches re.
func Mentions(command []string, re *regexp.Regexp) bool {
	for _, s := range sourceFiles("", command, "*") {
		if re.MatchString(s.text) {
			return true
		}
	}
	return false
}
