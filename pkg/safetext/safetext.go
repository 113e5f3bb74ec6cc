// Package safetext makes text from the network harmless for a terminal.
//
// A terminal does not only show text, it also obeys it. The character ESC begins
// an escape sequence, which can clear the screen, hide what was printed, rename
// the window, or make the terminal type something, as if the user had typed it.
// Any machine on the network may send such text. So it must not be printed as it
// came.
//
// Nor does a text of one line stay on one line by itself. One with a newline in it
// can print a second line, such as "from: ('6.6.6.6', 666)", which looks like a
// line of the program. And there are characters that nobody sees, or that change
// the order in which others are seen.
//
// A [Form] shows some bytes as \xNN, with two lower-case hexadecimal digits:
//
//   - control characters: those below the space, except \t; DEL; and U+0080 to
//     U+009F, some of which mean the same as ESC and a letter;
//   - every byte that is not valid in the encoding.
//
// And it shows some characters of UTF-8 as \uNNNN, or above U+FFFF as \UNNNNNNNN, as
// Python's repr does:
//
//   - the ends of lines and paragraphs U+2028 and U+2029;
//   - those that set the direction of the text, such as U+202E (Unicode TR 36, 3.2);
//   - those that have no width, such as U+200B, and others that nobody sees: Unicode
//     calls them Cf and Other_Default_Ignorable_Code_Point. One of them, U+200D, joins
//     emojis into one, which are then shown one after the other.
//
// In a form of several lines, \n and \r\n do not change. Lines end with \r\n in HTTP
// and other protocols. A \r anywhere else goes back to the start of the line, and
// what follows hides what stood there.
//
// Everything else does not change. That includes the backslash: if the text has
// the four characters \x1b, they look the same as an ESC that was escaped. The
// second result of Append says which it is.
//
// Python's print has no such protection, and decode raises an exception for a
// byte that is not valid.
package safetext

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// A Form says what a text should be.
type Form struct{ utf8, lines bool }

// The forms.
var (
	ASCII      = Form{}                        // one line of ASCII
	UTF8       = Form{utf8: true}              // one line of UTF-8
	ASCIILines = Form{lines: true}             // any number of lines of ASCII
	UTF8Lines  = Form{utf8: true, lines: true} // any number of lines of UTF-8
)

// Append appends b to dst in its harmless form. clean reports that nothing had to
// be escaped.
func (f Form) Append(dst, b []byte) (out []byte, clean bool) {
	clean = true
	for {
		n, size := f.next(b)
		dst = append(dst, b[:n]...)
		if size == 0 {
			return dst, clean
		}
		clean = false
		dst = appendEscape(dst, b[n:n+size])
		b = b[n+size:]
	}
}

// next returns how many bytes at the start of b may be shown as they are, and the
// size of what follows, which may not: 1 for a byte, more for a character, and 0 at
// the end of b.
func (f Form) next(b []byte) (harmless, size int) {
	n := 0
	for n < len(b) {
		c := b[n]
		switch {
		case ' ' <= c && c < 0x7f:
			for n++; n < len(b) && ' ' <= b[n] && b[n] < 0x7f; n++ { // most text is this
			}
		case c == '\t':
			n++
		case f.lines && (c == '\n' || c == '\r' && n+1 < len(b) && b[n+1] == '\n'):
			n++
		case c < utf8.RuneSelf || !f.utf8:
			return n, 1
		default:
			r, size := utf8.DecodeRune(b[n:])
			if r < 0xa0 || r == utf8.RuneError && size == 1 {
				return n, 1 // the second byte of U+0080 to U+009F is not valid alone
			}
			if hidden(r) {
				return n, size
			}
			n += size
		}
	}
	return n, 0
}

// hidden reports whether a reader does not see r, or sees other characters in
// another order because of it. r is not a control character.
func hidden(r rune) bool {
	if r < 0x300 {
		return r == '\u00ad' // most of the letters of Europe are here
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// appendEscape appends the escape of b, which is a byte or a character.
func appendEscape(dst, b []byte) []byte {
	const hex = "0123456789abcdef"
	if len(b) == 1 {
		return append(dst, '\\', 'x', hex[b[0]>>4], hex[b[0]&0xf])
	}
	r, _ := utf8.DecodeRune(b)
	letter, digits := byte('u'), 4
	if r > 0xffff {
		letter, digits = 'U', 8
	}
	dst = append(dst, '\\', letter)
	for i := digits - 1; i >= 0; i-- {
		dst = append(dst, hex[r>>(4*i)&0xf])
	}
	return dst
}

// maxDescribed is how many escapes Describe lists.
const maxDescribed = 8

// Describe says what Append escapes in b. It is half a sentence, to follow "the
// text is not plain ASCII:".
func (f Form) Describe(b []byte) string {
	var escapes []byte
	count, unit := 0, "byte"
	for {
		n, size := f.next(b)
		if size == 0 {
			break
		}
		if count++; count <= maxDescribed {
			escapes = appendEscape(escapes, b[n:n+size])
		}
		if size > 1 {
			unit = "character"
		}
		b = b[n+size:]
	}
	switch {
	case count == 1:
		return fmt.Sprintf("one %s is shown as %s", unit, escapes)
	case count > maxDescribed:
		escapes = append(escapes, " ..."...)
	}
	return fmt.Sprintf("%d %ss are shown as %s", count, unit, escapes)
}
