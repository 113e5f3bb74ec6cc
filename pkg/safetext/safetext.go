// Package safetext makes text from the network harmless for a terminal.
//
// A terminal does not only show text, it also obeys it. The character ESC begins
// an escape sequence, which can clear the screen, hide what was printed, rename
// the window, or make the terminal type something, as if the user had typed it.
// Any machine on the network may send such text. So it must not be printed as it
// came.
//
// The functions of this package show some bytes as \xNN, with two lower-case
// hexadecimal digits:
//
//   - control characters: those below the space, except \n, \t and the \r of
//     \r\n; DEL; and U+0080 to U+009F, some of which mean the same as ESC and
//     a letter;
//   - every byte that is not valid in the encoding.
//
// Everything else does not change. That includes the backslash: if the text has
// the four characters \x1b, they look the same as an ESC that was escaped. The
// second result of the functions says which it is.
//
// Lines end with \r\n in HTTP and other protocols. A \r anywhere else goes
// back to the start of the line, and what follows hides what stood there.
//
// Python's print has no such protection, and decode raises an exception for a
// byte that is not valid.
package safetext

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// AppendASCII appends b, which should be ASCII, to dst in its harmless form.
// clean reports that nothing had to be escaped.
func AppendASCII(dst, b []byte) (out []byte, clean bool) {
	return appendSafe(dst, b, harmlessASCII)
}

// AppendUTF8 appends b, which should be UTF-8, to dst in its harmless form.
// clean reports that nothing had to be escaped.
func AppendUTF8(dst, b []byte) (out []byte, clean bool) {
	return appendSafe(dst, b, harmlessUTF8)
}

// appendSafe appends b to dst in its harmless form. The function harmless returns
// how many bytes at the start of its argument may be shown as they are.
func appendSafe(dst, b []byte, harmless func([]byte) int) (out []byte, clean bool) {
	const hex = "0123456789abcdef"
	clean = true
	for {
		n := harmless(b)
		dst = append(dst, b[:n]...)
		if n == len(b) {
			return dst, clean
		}
		clean = false
		c := b[n]
		dst = append(dst, '\\', 'x', hex[c>>4], hex[c&0xf])
		b = b[n+1:]
	}
}

// OddASCII returns the bytes of b that AppendASCII escapes, in their order.
func OddASCII(b []byte) []byte { return odd(b, harmlessASCII) }

// OddUTF8 returns the bytes of b that AppendUTF8 escapes, in their order.
func OddUTF8(b []byte) []byte { return odd(b, harmlessUTF8) }

func odd(b []byte, harmless func([]byte) int) (all []byte) {
	for {
		n := harmless(b)
		if n == len(b) {
			return all
		}
		all = append(all, b[n])
		b = b[n+1:]
	}
}

// maxDescribed is how many bytes Describe lists.
const maxDescribed = 8

// Describe says how the bytes odd, which OddASCII or OddUTF8 has returned, are
// shown. It is half a sentence, to follow "the text is not plain ASCII:".
func Describe(odd []byte) string {
	var s strings.Builder
	if len(odd) == 1 {
		fmt.Fprintf(&s, `one byte is shown as \x%02x`, odd[0])
		return s.String()
	}
	fmt.Fprintf(&s, "%d bytes are shown as ", len(odd))
	for i, c := range odd {
		if i == maxDescribed {
			s.WriteString(" ...")
			break
		}
		fmt.Fprintf(&s, `\x%02x`, c)
	}
	return s.String()
}

func harmlessASCII(b []byte) int {
	for i, c := range b {
		switch {
		case ' ' <= c && c < 0x7f, c == '\n', c == '\t':
		case c == '\r' && i+1 < len(b) && b[i+1] == '\n':
		default:
			return i
		}
	}
	return len(b)
}

// harmlessUTF8 stops before the first byte of a control character from U+0080 to
// U+009F. The second byte of it is not valid alone, so it is escaped, too.
func harmlessUTF8(b []byte) int {
	n := 0
	for {
		n += harmlessASCII(b[n:])
		r, size := utf8.DecodeRune(b[n:])
		if r < 0xa0 || r == utf8.RuneError && size <= 1 {
			return n // also at the end of b, where size is 0
		}
		n += size
	}
}
