package page

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
	"in43.example/pkg/safetext"
)

// text returns s with what would do something to a screen as escapes.
func text(s string) string {
	safe, _ := safetext.UTF8Lines.Append(nil, []byte(s))
	return strings.ReplaceAll(string(safe), "\r\n", "\n")
}

// line returns s in the same way, in one line.
func line(s string) string { return check.Harmless(s) }

// maxName is how many characters of a name a page shows. An archive may have names of
// 64 KiB.
const maxName = 200

// name is what a student is called.
func name(s *class.Student) string {
	shown := []rune(line(cmp.Or(s.Name, s.ID)))
	if len(shown) > maxName {
		return string(shown[:maxName]) + "..."
	}
	return string(shown)
}

// points has two decimals at most.
func points(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64) }

// caret reports whether a line of s points with a ^ at the line above it, so that the
// lines must not be wrapped.
func caret(s string) bool {
	for line := range strings.Lines(s) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "^") {
			return true
		}
	}
	return false
}

// firstPart is how much of an output a page shows at first, in bytes.
const firstPart = 16 << 10

// cut returns the first lines of what a program printed, and the others.
func cut(output string) (first, rest string) {
	output = text(output)
	if len(output) <= firstPart {
		return output, ""
	}
	at := strings.LastIndexByte(output[:firstPart], '\n') + 1
	if at == 0 {
		for at = firstPart; !utf8.RuneStart(output[at]); at-- {
		}
	}
	return output[:at], output[at:]
}

// size is the length of a text in words.
func size(s string) string {
	if len(s) < 1<<10 {
		return fmt.Sprintf("%d bytes", len(s))
	}
	return fmt.Sprintf("%d KiB", len(s)>>10)
}
