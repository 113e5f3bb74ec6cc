package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// characters shows text with each character above its bytes: in UTF-8 some have
// more than one.
func (d *dump) characters(text []byte) {
	const width = 16 // bytes in a row
	for len(text) > 0 {
		var above, below string
		n := 0
		for n < len(text) {
			_, size := utf8.DecodeRune(text[n:])
			if n+size > width {
				break
			}
			char := visible(string(text[n : n+size]))
			above += char + strings.Repeat(" ", max(1, 3*size-utf8.RuneCountInString(char)))
			below += fmt.Sprintf("% x ", text[n:n+size])
			n += size
		}
		d.printf("        %s\n        %s\n", strings.TrimRight(above, " "), strings.TrimRight(below, " "))
		text = text[n:]
	}
}

// visible shows the characters that end a line as \r and \n, and what else is
// no text as \xNN.
func visible(s string) string {
	quoted := strconv.Quote(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}
