package source

import "strings"

// IsSign reports whether s is in one of the tables, or the number of a section.
func IsSign(s string) bool {
	for _, n := range nameSigns {
		if n.sign == s {
			return true
		}
	}
	for _, f := range fileSigns {
		if f.sign == s {
			return true
		}
	}
	return sectionName.MatchString(strings.ReplaceAll(s, ".", " "))
}
