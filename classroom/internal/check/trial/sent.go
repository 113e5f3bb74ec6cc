package trial

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

// OtherBytesRules are for a program that has sent a text as other bytes than those
// of the text alone.
var OtherBytesRules = []Rule{
	{
		Code: verdict.WrongMessage,
		When: func(e *Evidence) (string, bool) { return match.Dump(e.Received, 0), lengthFirst(e.Received) > 0 },
		Explain: func(e *Evidence) string {
			return fmt.Sprintf("The first %d bytes are the length of the text. Java's writeUTF sends it, and only readUTF takes it away; the worksheet's programs send the text alone. In Java: out.write(text.getBytes(StandardCharsets.UTF_8)).", lengthFirst(e.Received))
		},
	},
	{
		Code: verdict.WrongMessage,
		When: func(e *Evidence) (string, bool) {
			return fmt.Sprintf("bytes of value 0 after the text: %d\n%s", padding(e.Received), match.Dump(e.Received, len(e.Received)-padding(e.Received))), padding(e.Received) > 0
		},
		Why: "The whole buffer is sent, not only the text in it. Send as many bytes as the text has: in C strlen(text), not sizeof or strlen(text) + 1; in Java the number that read has returned.",
	},
	{
		Code: verdict.WrongEncoding,
		When: func(e *Evidence) (string, bool) {
			return match.Dump(e.Received, 0), slices.ContainsFunc(utf16Bytes(e.Want), func(b []byte) bool { return bytes.Contains(e.Received, b) })
		},
		Why: "The text is sent in UTF-16, with two bytes for each letter. The other side expects UTF-8: in Python encode('utf8'), in Java getBytes(StandardCharsets.UTF_8).",
	},
	{
		Code: verdict.WrongEncoding,
		When: func(e *Evidence) (string, bool) {
			return match.Dump(e.Received, 0), bytes.IndexByte(e.Received, 0) >= 0 || bytes.Contains(e.Received, match.Latin1(e.Want)) && match.ASCII(e.Want) != e.Want
		},
	},
}

// HasExtra reports whether b is more than the bytes of a text: its length before it, or zeros
// after it.
func HasExtra(b []byte) bool { return lengthFirst(b) > 0 || padding(b) > 0 }

// lengthFirst returns how many bytes at the start of b are the length of the rest,
// or 0.
func lengthFirst(b []byte) int {
	switch {
	case len(b) > 2 && b[0] == 0 && int(binary.BigEndian.Uint16(b)) == len(b)-2:
		return 2
	case len(b) > 4 && (int(binary.BigEndian.Uint32(b)) == len(b)-4 || int(binary.LittleEndian.Uint32(b)) == len(b)-4):
		return 4
	}
	return 0
}

// padding returns how many zeros are at the end of b, which is a text in an encoding
// without zeros.
func padding(b []byte) int {
	text := bytes.TrimRight(b, "\x00")
	if len(text) == 0 || bytes.IndexByte(text, 0) >= 0 {
		return 0
	}
	return len(b) - len(text)
}

// utf16Bytes returns text in UTF-16, little-endian and big-endian.
func utf16Bytes(text string) [][]byte {
	var little, big []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little = binary.LittleEndian.AppendUint16(little, u)
		big = binary.BigEndian.AppendUint16(big, u)
	}
	return [][]byte{little, big}
}

// JudgeMessage judges the text that a program has sent without being asked. It
// must be want; spaces, punctuation and capitals may differ.
func JudgeMessage(got []byte, want string) Outcome {
	expected := fmt.Sprintf("%q", want)
	if o := Diagnose(&Evidence{Want: want, Received: got}, expected, OtherBytesRules); o.Code != "" {
		return o
	}
	if len(bytes.Fields(got)) > len(strings.Fields(want))+2 {
		return Fail(verdict.WrongMessage, expected, match.Diff(got, []byte(want))).
			Explained("The letters are sent with something between them. Send the text as it is: sock.sendto(MESSAGE.encode('utf8'), ...).")
	}
	if utf8.Valid(got) && match.Letters(string(got)) == match.Letters(want) {
		if strings.TrimSpace(string(got)) != want {
			return PassBut("it is %q; the worksheet's text is %q", got, want)
		}
		return Pass()
	}
	if strings.HasPrefix(string(got), "b'") || strings.HasPrefix(string(got), `b"`) {
		return Fail(verdict.WrongMessage, expected, match.Diff(got, []byte(want))).
			Explained("str() of bytes gives the text b'...'. Use the text's own encode(): MESSAGE.encode('utf8').")
	}
	return Fail(verdict.WrongMessage, expected, match.Diff(got, []byte(want)))
}
