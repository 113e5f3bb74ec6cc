package source

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// todoComment is a comment such as "# TODO 3: unpack the frame", perhaps after
// code, and otherComment a line that goes on with it.
var (
	todoComment  = regexp.MustCompile(`(?:#|//)\s*TODO (\d+)\b[:.]?(.*)`)
	otherComment = regexp.MustCompile(`^\s*(?:#|//)(.*)`)
)

// maxTODO is how much of a TODO is shown, in characters.
const maxTODO = 300

// NextTODO returns the TODO with the lowest number that is left in the program
// that command runs, with its place, or "". It looks at the source files that
// command names and, as in "go run ./dir", at the Go files of a folder. The names are
// relative to the folder dir.
func NextTODO(dir string, command []string) string {
	next, lowest := "", 0
	for _, s := range sourceFiles(dir, command, "*.go") {
		if runs[filepath.Ext(s.name)] == nil || strings.HasSuffix(s.name, "_test.go") {
			continue
		}
		lines := strings.Split(s.text, "\n")
		for i, line := range lines {
			m := todoComment.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			n, err := strconv.Atoi(m[1])
			if err != nil || next != "" && n >= lowest {
				continue
			}
			words := strings.Fields(m[2])
			for _, l := range lines[i+1:] {
				more := otherComment.FindStringSubmatch(l)
				if more == nil || todoComment.MatchString(l) {
					break
				}
				words = append(words, strings.Fields(more[1])...)
			}
			text := []rune(strings.Join(words, " "))
			if len(text) > maxTODO {
				text = append(text[:maxTODO], []rune("...")...)
			}
			next, lowest = fmt.Sprintf("TODO %d (%s, line %d): %s", n, filepath.Base(s.name), i+1, string(text)), n
		}
	}
	return next
}
