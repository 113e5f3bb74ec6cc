package pyfmt

import (
	"bytes"
	"unicode/utf8"
)

// indent is put before each new line when a line is broken.
const indent = "    "

// wrap breaks the lines of buf[start:] at spaces, so that none has more than width
// characters if that is possible.
func wrap(buf []byte, start, width int) []byte {
	if utf8.RuneCount(buf[start:]) <= width {
		return buf
	}
	lines := bytes.Split(bytes.Clone(buf[start:]), []byte("\n"))
	buf = buf[:start]
	for i, line := range lines {
		if i > 0 {
			buf = append(buf, '\n')
		}
		column := 0
		for j, word := range bytes.Split(line, []byte(" ")) {
			n := utf8.RuneCount(word)
			switch {
			case j == 0:
			case column+1+n > width:
				buf = append(append(buf, '\n'), indent...)
				column = len(indent)
			default:
				buf = append(buf, ' ')
				column++
			}
			buf = append(buf, word...)
			column += n
		}
	}
	return buf
}
