package main

import (
	"io"
	"regexp"
	"strings"

	"in43.example/pkg/labcli"
)

// A screen shows reports. On a terminal their lines are no wider than that, and
// the results are in colour; elsewhere a report stays as it is.
type screen struct{ io.Writer }

// A result stands at the start of its line, or after the step.
var (
	resultWord  = regexp.MustCompile(`^(?:   |[0-9][0-9a-z.-]*: )(pass|missed|not tried|COULD NOT CHECK|FAIL|won|lost)\b`)
	resultColor = map[string]labcli.Color{"pass": labcli.Green, "missed": labcli.Yellow, "not tried": labcli.Yellow, "COULD NOT CHECK": labcli.Yellow, "FAIL": labcli.Red, "won": labcli.Green, "lost": labcli.Red}
)

func (s screen) Write(report []byte) (int, error) {
	width := labcli.Width(s.Writer)
	var text strings.Builder
	for line := range strings.Lines(string(report)) {
		if !strings.HasPrefix(line, "   | ") { // what the program has printed is not changed
			line = labcli.Wrap(line, width)
		}
		if m := resultWord.FindStringSubmatchIndex(line); m != nil {
			word := line[m[2]:m[3]]
			line = line[:m[2]] + labcli.Paint(s.Writer, resultColor[word], word) + line[m[3]:]
		}
		text.WriteString(line)
	}
	if _, err := io.WriteString(s.Writer, text.String()); err != nil {
		return 0, err
	}
	return len(report), nil
}
