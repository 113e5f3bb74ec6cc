package web

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// judgeEnd judges how the reply ends (RFC 9112, 6.3).
func judgeEnd(r *reply) trial.Outcome {
	var o trial.Outcome
	switch {
	case r.chunked:
		o = judge(r, `chunks: the length in hexadecimal, \r\n, the bytes, \r\n; at the end 0\r\n\r\n`, chunkRules)
	case r.header("Content-Length") != "":
		o = judge(r, fmt.Sprintf("Content-Length: %d", len(r.body)), lengthRules)
	default:
		o = judge(r, "the connection is closed after the page", closeRules)
	}
	if o.Result == verdict.Pass && r.reset {
		return trial.PassBut("the server resets the connection (RST), because it closes it before it has received all of the request; the browser has the page, since its length is known")
	}
	return o
}

// chunkLength matches the line before a chunk.
var chunkLength = regexp.MustCompile(`^[0-9A-Fa-f]+\s*(;|$)`)

// firstChunk returns the line before the first chunk.
func firstChunk(r *reply) []byte {
	line, _, _ := bytes.Cut(r.raw[len(r.head):], []byte("\r\n"))
	return line
}

var chunkRules = []trial.Rule{
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			line := firstChunk(r)
			return fmt.Sprintf("%.60q in place of a length", line), !chunkLength.Match(line)
		}),
		Why: "Transfer-Encoding: chunked says that the page comes in pieces, each after its length in hexadecimal. Leave this header out: the worksheet's reply has none.",
	},
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			complete := bytes.HasSuffix(r.raw, []byte("\r\n0\r\n\r\n"))
			return fmt.Sprintf("the first length is %q", firstChunk(r)), r.chunkErr != nil && (complete || r.chunkErr != io.ErrUnexpectedEOF)
		}),
		Why: "The length of a chunk is its number of bytes, not of characters, and is written in hexadecimal: '%x' % len(chunk), with chunk as bytes.",
	},
	{
		Code: verdict.CutReply,
		When: in(func(r *reply) (string, bool) {
			return "the chunk of length 0, or the empty line after it, does not come", r.chunkErr != nil
		}),
		Why: "The last chunk says that the page is complete. Send 0\r\n\r\n after the others, or leave out Transfer-Encoding and close the connection.",
	},
}

// countBytes says what Content-Length must be.
const countBytes = "Content-Length must be the number of bytes of the page. Take len(data.encode('utf-8'))."

var lengthRules = []trial.Rule{
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			_, ok := r.length()
			return "Content-Length: " + r.header("Content-Length"), !ok
		}),
		Why: countBytes,
	},
	{
		Code: verdict.CutReply,
		When: in(func(r *reply) (string, bool) {
			n, _ := r.length()
			return tooShort(r, n), n == utf8.RuneCount(r.body) && n < len(bytes.TrimRight(r.body, "\r\n"))
		}),
		Why: "Content-Length counts bytes, not characters: É and Ç have two bytes each in UTF-8. Take len(data.encode('utf-8')).",
	},
	{
		Code: verdict.CutReply,
		When: in(func(r *reply) (string, bool) {
			n, _ := r.length()
			return tooShort(r, n), n < len(bytes.TrimRight(r.body, "\r\n"))
		}),
		Why: countBytes,
	},
	{
		Code: verdict.CutReply,
		When: in(func(r *reply) (string, bool) {
			n, _ := r.length()
			return fmt.Sprintf("Content-Length: %d: the browser waits for %d more bytes", n, n-len(r.body)), n > len(r.body)
		}),
		Why: countBytes,
	},
}

// tooShort says what a browser does if Content-Length is n, and more has come.
func tooShort(r *reply, n int) string {
	return fmt.Sprintf("Content-Length: %d, so the browser leaves out the end: %q", n, r.body[min(n, len(r.body)):])
}

var closeRules = []trial.Rule{
	{
		Code: verdict.ResetReply,
		When: in(func(r *reply) (string, bool) {
			return fmt.Sprintf("a reset (RST) after %d bytes", len(r.raw)), r.reset
		}),
	},
	{
		Code: verdict.NeverClosed,
		When: in(func(r *reply) (string, bool) {
			return fmt.Sprintf("the connection is still open, and the reply has come %d times or more", r.copies()), !r.closed && r.copies() > 1
		}),
		Why: "The reply is sent again and again to the same client. Send it once, then close the socket: s.close(). The loop waits for the next client with accept.",
	},
	{
		Code: verdict.NeverClosed,
		When: in(func(r *reply) (string, bool) {
			return fmt.Sprintf("it is still open after %v: the browser waits", 2*trial.ActLimit), !r.closed
		}),
	},
}
