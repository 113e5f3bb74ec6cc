package labcli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// fileOf returns the file that w writes to, if it is one.
func fileOf(w io.Writer) (f *os.File, ok bool) {
	if s, ok := w.(*stream); ok {
		w = s.w
	}
	f, ok = w.(*os.File)
	return f, ok
}

// isTerminal reports whether w writes to a terminal, where a person reads.
func isTerminal(w io.Writer) bool {
	f, ok := fileOf(w)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width returns the width in columns of the terminal that w writes to, or 0 if
// w does not write to a terminal. The window may change its size later; the
// programs of the lab ask only once.
func Width(w io.Writer) int {
	width, _ := Size(w)
	return width
}

// Size returns the width in columns and the height in lines of the terminal that w
// writes to, or zeros if w does not write to a terminal.
func Size(w io.Writer) (width, height int) {
	f, ok := fileOf(w)
	if !ok {
		return 0, 0
	}
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil { // not a terminal
		return 0, 0
	}
	return width, height
}

// Wrap breaks the lines of text at spaces, so that none has more than width
// characters if that is possible. If the width is 0, as [Width] says for a pipe,
// Wrap returns text as it is.
//
// In a table, the columns are two or more spaces apart. There a broken line goes
// on below the last column that begins in the left half of the terminal. Other
// lines go on after 4 spaces, which is below the text of a log message. The escape
// sequences of colours do not count.
func Wrap(text string, width int) string {
	if width == 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		column, indent := 0, min(4, width/2)
		words := strings.Split(line, " ")
		for i, word := range words {
			if i > 0 {
				column++
				if i > 1 && words[i-1] == "" && word != "" && column <= width/2 {
					indent = column
				}
				if n := visible(word); n == 0 || column+n <= width || column-1 <= indent {
					b.WriteByte(' ')
				} else {
					b.WriteString("\n" + strings.Repeat(" ", indent))
					column = indent
				}
			}
			b.WriteString(word)
			column += visible(word)
		}
	}
	return b.String()
}

// visible returns how many characters of word can be seen: not those of a colour,
// and not the end of the line.
func visible(word string) int {
	n := utf8.RuneCountInString(strings.TrimSuffix(word, "\n"))
	for {
		_, after, found := strings.Cut(word, "\x1b[")
		if !found {
			return n
		}
		end := strings.IndexByte(after, 'm')
		n -= len("\x1b[") + end + 1
		word = after[end+1:]
	}
}

// The help of a program has long lines, too.
func init() {
	cli.HelpPrinter = func(w io.Writer, template string, data any) {
		var b strings.Builder
		cli.HelpPrinterCustom(&b, template, data, nil)
		io.WriteString(w, Wrap(b.String(), Width(w)))
	}
}

// A wrapper breaks the lines that it writes to w.
type wrapper struct {
	w     io.Writer
	width int
}

func (w wrapper) Write(b []byte) (int, error) {
	if _, err := io.WriteString(w.w, Wrap(string(b), w.width)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// A Color is a colour of text on a terminal, as a number of the escape sequence
// "select graphic rendition" (ECMA-48, SGR).
type Color int

// The colours of a traffic light.
const (
	Red    Color = 31
	Green  Color = 32
	Yellow Color = 33
)

// Paint returns text in that colour if w shows colours, else text as it is.
func Paint(w io.Writer, c Color, text string) string {
	if !showsColors(w) {
		return text
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", c, text)
}

// showsColors reports whether w is a terminal that shows colours, and its user
// wants them: see https://no-color.org.
func showsColors(w io.Writer) bool { return os.Getenv("NO_COLOR") == "" && obeys(w) }

// obeys reports whether w is a terminal that obeys escape sequences.
func obeys(w io.Writer) bool {
	f, ok := fileOf(w)
	return ok && isTerminal(f) && os.Getenv("TERM") != "dumb" && enableColors(f)
}

// Clear clears the screen of the terminal that w writes to (ECMA-48, CUP and ED). It does
// nothing if w does not write to a terminal, or to one that does not obey.
func Clear(w io.Writer) {
	if obeys(w) {
		io.WriteString(w, "\x1b[H\x1b[2J")
	}
}
