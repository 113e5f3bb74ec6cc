package steps

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httputil"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A reply is what a server has answered.
type reply struct {
	raw      []byte
	head     []byte // the status line and the headers, with the blank line
	body     []byte // the page; if it came in chunks, without their lengths
	chunked  bool
	chunkErr error // what is wrong with the chunks
	closed   bool  // the server has closed the connection
	reset    bool  // with RST, not with FIN
}

// parseReply divides what a server has sent into head and body.
func parseReply(e *trial.Evidence) *reply {
	r := &reply{raw: e.Received, closed: e.Closed, reset: e.Reset}
	head, body, found := bytes.Cut(r.raw, []byte("\r\n\r\n"))
	if !found {
		return r
	}
	r.head, r.body = r.raw[:len(head)+4], body
	if r.chunked = strings.EqualFold(r.header("Transfer-Encoding"), "chunked"); r.chunked {
		var all []byte
		all, r.chunkErr = io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
		if r.chunkErr == nil && !bytes.HasSuffix(body, []byte("\r\n\r\n")) {
			r.chunkErr = io.ErrUnexpectedEOF // no empty line after the last chunk
		}
		if len(all) > 0 {
			r.body = all
		}
	}
	return r
}

// header returns the value of the header want, or "". A line that begins with a
// space does not count: it belongs to the line before (RFC 9112, 5.2).
func (r *reply) header(want string) string {
	for line := range strings.SplitSeq(string(r.head), "\r\n") {
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(strings.TrimRight(name, " \t"), want) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// length returns the number in the header Content-Length. It is not ok if there is
// none.
func (r *reply) length() (n int, ok bool) {
	u, err := strconv.ParseUint(r.header("Content-Length"), 10, 31)
	return int(u), err == nil
}

// whole reports whether all has come that the head announces.
func (r *reply) whole() bool {
	if r.chunked {
		return r.chunkErr == nil
	}
	n, ok := r.length()
	return ok && len(r.body) >= n
}

// copies returns how often the reply has come on one connection.
func (r *reply) copies() int { return bytes.Count(r.raw, []byte("HTTP/1.")) }

// judge returns the diagnosis of the first of rules that applies to r, or a pass.
func judge(r *reply, expected string, rules []trial.Rule) trial.Outcome {
	o := trial.Diagnose(&trial.Evidence{Received: r.raw, Closed: r.closed, Reset: r.reset}, expected, rules)
	if o.Code == "" {
		return trial.Pass()
	}
	return o
}

// in returns a condition that looks at the reply.
func in(when func(*reply) (got string, ok bool)) func(*trial.Evidence) (string, bool) {
	return func(e *trial.Evidence) (string, bool) { return when(parseReply(e)) }
}

// noReplyRules are for a server that has sent nothing to its first client. got says
// so. endConnection ends the connection, and reports whether a reply comes then.
func noReplyRules(got string, endConnection func() bool) []trial.Rule {
	came := func(got string, when func(e *trial.Evidence) bool) func(*trial.Evidence) (string, bool) {
		return func(e *trial.Evidence) (string, bool) { return got + "\n" + match.Excerpt(e.Printed), when(e) }
	}
	return slices.Concat(
		trial.IfFailed(trial.CrashRules(verdict.NoLoop)),
		[]trial.Rule{
			{
				Code: verdict.NotSent,
				When: came("the connection is closed, nothing has come", func(e *trial.Evidence) bool { return e.Closed }),
				Why:  "The server closes the connection, or ends, without a reply. Send it before that, on the socket that accept has returned: s.send(http_response).",
			},
			{
				Code: verdict.NotSent,
				When: came("it waits for the keyboard", func(e *trial.Evidence) bool { return e.AtKeyboard }),
				Why:  "The program waits until somebody types something, and the browser waits for the program. The reply is the same for each client: leave out the input().",
			},
			{
				Code: verdict.NotSent,
				When: came(got, func(*trial.Evidence) bool { return endConnection() }),
				Why:  "The server answers when the browser has closed the connection, but the browser waits for the answer first. Do not receive until recv returns b'': take what the first recv returns, or receive until the empty line has come.",
			},
			{
				Code: verdict.NotSent,
				When: came(got, func(*trial.Evidence) bool { return true }),
				Why:  "The server does not answer its client. Does it come to accept, then to recv, then to s.send(http_response), on the socket that accept has returned? It must not wait for anything else before that.",
			},
		},
	)
}

// notTheRequestRules are for a server that does not show the second request, but
// perhaps something like the first one, which is Want.
var notTheRequestRules = []trial.Rule{{
	Code: verdict.WrongOutput,
	When: trial.Printed(func(e *trial.Evidence) bool { return match.HasText(e.Printed, e.Want) }),
	Why:  "The same line is printed whatever the browser asks for: it is written in the program. Print what recv has returned.",
}}

// noMoreRules are for a server that has answered n requests, and not the next.
func noMoreRules(n int) []trial.Rule {
	got := fmt.Sprintf("%d requests are answered, the next is not\n", n)
	code, why := verdict.NoLoop, "The server must go on until ctrl-c. Is there a counter, or a for with range, in place of while True?"
	if n == 1 {
		got, code, why = "the first request is answered, the next is not\n", verdict.OneClient, ""
	}
	return slices.Concat(
		trial.IfFailed(trial.CrashRules(code)),
		[]trial.Rule{
			{
				Code: code, Why: why,
				When: func(e *trial.Evidence) (string, bool) { return got + "the program ended: " + e.Status, e.Ended },
			},
			{
				Code: code, Why: why,
				When: func(e *trial.Evidence) (string, bool) { return got + match.Excerpt(e.Printed), true },
			},
		},
	)
}

// judgeStatus judges the first line.
func judgeStatus(r *reply) trial.Outcome {
	switch o := judge(r, "HTTP/1.1 200 OK", statusRules); {
	case o.Result == verdict.Pass && bytes.HasPrefix(r.raw, []byte("HTTP/1.0")):
		return trial.PassBut("it says HTTP/1.0: browsers take that too")
	default:
		return o
	}
}

// statusLine matches the first line of a reply, up to the status.
var statusLine = regexp.MustCompile(`^HTTP/1\.[01] (\d\d\d)`)

var statusRules = []trial.Rule{
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			return firstLine(r), bytes.Contains(r.raw, []byte("GET / HTTP/1.1\r\n")) && !statusLine.Match(r.raw)
		}),
		Why: "The server still sends back what it gets, as in step 1. Step 3 of the worksheet gives the reply to send.",
	},
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			m := statusLine.FindSubmatch(r.raw)
			return firstLine(r), m != nil && string(m[1]) != "200"
		}),
		Why: "This is an HTTP reply, but its status is not 200. 404 says that there is no such page, 500 that the server has failed, 301 and 302 send the browser somewhere else. The browser asked for the path /, as it does for 127.0.0.1:55000/. Answer that with HTTP/1.1 200 OK.",
	},
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			i := bytes.Index(r.raw, []byte("HTTP/1."))
			return fmt.Sprintf("%q stands before HTTP", r.raw[:max(0, i)]), i > 0 && i < min(200, len(beforePage(r)))
		}),
		Why: "The reply must begin with HTTP/1.1 200 OK, without a space or a line before. If it is a text in three quotes, its first line begins right after the quotes.",
	},
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) {
			return firstLine(r), len(bytes.TrimSpace(beforePage(r))) == 0
		}),
		Why: "The page comes without a head. Send the head of the worksheet, http_head, before it.",
	},
	{
		Code: verdict.BadReply,
		When: in(func(r *reply) (string, bool) { return firstLine(r), !statusLine.Match(r.raw) }),
	},
}

// firstLine shows where the first line differs from what it must be.
func firstLine(r *reply) string { return match.Diff(r.raw, []byte("HTTP/1.1 200")) }

// judgeHead judges the form of the head (RFC 9112, 2.1).
func judgeHead(r *reply) trial.Outcome {
	if o := judge(r, `lines that end with \r\n, then an empty line, then the page`, headRules); o.Result != verdict.Pass {
		return o
	}
	if date := r.header("Date"); date != "" {
		if _, err := http.ParseTime(date); err != nil {
			return trial.PassBut("the date %q is not in HTTP's form, which is %q; browsers do not mind", date, time.Unix(0, 0).UTC().Format(http.TimeFormat))
		}
	}
	return trial.Pass()
}

// page matches the beginning of a page.
var page = regexp.MustCompile(`(?i)<(!doctype|html|head|body|h1)`)

// beforePage returns what stands before the page.
func beforePage(r *reply) []byte {
	if i := page.FindIndex(r.raw); i != nil {
		return r.raw[:i[0]]
	}
	return r.raw
}

var headRules = []trial.Rule{
	{
		Code: verdict.BareNewline,
		When: in(func(r *reply) (string, bool) {
			head := beforePage(r)
			if r.head != nil {
				head = head[:min(len(head), len(r.head))]
			}
			for i, c := range head {
				if c == '\n' && (i == 0 || head[i-1] != '\r') {
					return match.Dump(r.raw, i), true
				}
			}
			return "", false
		}),
	},
	{
		Code: verdict.NoBlankLine,
		When: in(func(r *reply) (string, bool) {
			return match.Excerpt(string(r.raw)), r.head == nil && bytes.Contains(beforePage(r), []byte(`\r\n`))
		}),
		Why: `The reply contains a backslash and the letters r and n, not the two characters that end a line. Leave out the r before the quotes (r"..."), and write one backslash, not two.`,
	},
	{
		Code: verdict.NoBlankLine,
		When: in(func(r *reply) (string, bool) {
			head := beforePage(r)
			return match.Dump(r.raw, len(head)), r.head == nil || len(r.head) > len(head)
		}),
	},
}

// judgeCharset judges whether the browser learns from the head how the page is
// encoded.
func judgeCharset(r *reply) trial.Outcome {
	const expected = "Content-Type: text/html;charset=utf-8"
	o := judge(r, expected, typeRules)
	value := r.header("Content-Type")
	switch {
	case o.Result != verdict.Pass || saysUTF8.MatchString(value):
		return o
	case likeUTF8.MatchString(value) && metaUTF8.Match(r.body):
		return trial.PassBut("a browser does not read the charset in %q, it must be ;charset=utf-8; but the page itself says it in a <meta>", value)
	}
	return judge(r, expected, charsetRules)
}

// As Chromium reads it: capitals do not matter, but around "=" there must be no
// space, and only double quotes are quotes.
var (
	saysUTF8  = regexp.MustCompile(`(?i);\s*charset=("utf-?8"|utf-?8)\s*(;|$)`)
	likeUTF8  = regexp.MustCompile(`(?i)charset.*utf.?8`)
	mediaType = regexp.MustCompile(`^[^;, ]*`)
	ownLine   = regexp.MustCompile(`(?im)^\s*charset\s*[=:].*$`)
	indented  = regexp.MustCompile(`(?im)^[ \t]+content-type\s*:.*$`)
	metaUTF8  = regexp.MustCompile(`(?i)<meta[^>]*charset\s*=\s*["']?utf-?8`)
)

// contentType returns a condition on the header Content-Type.
func contentType(is func(r *reply, value string) bool) func(*trial.Evidence) (string, bool) {
	return in(func(r *reply) (string, bool) {
		value := r.header("Content-Type")
		return "Content-Type: " + value, is(r, value)
	})
}

// typeRules are for a head that does not say that a page comes.
var typeRules = []trial.Rule{
	{
		Code: verdict.NoCharset,
		When: in(func(r *reply) (string, bool) {
			line := indented.Find(r.head)
			return fmt.Sprintf("%q", bytes.TrimRight(line, "\r")), line != nil && r.header("Content-Type") == ""
		}),
		Why: "A line of the head that begins with a space belongs to the line before it, so the browser does not see this one. Begin each line with its name, without spaces.",
	},
	{
		Code: verdict.NoCharset,
		When: in(func(r *reply) (string, bool) { return "no header Content-Type", r.header("Content-Type") == "" }),
	},
	{
		Code: verdict.BadReply,
		When: contentType(func(_ *reply, value string) bool { return !strings.EqualFold(mediaType.FindString(value), "text/html") }),
		Why:  "A browser shows a page only if the type is text/html; of another type it shows the source, or saves it.",
	},
}

// charsetRules are for a Content-Type that does not say charset=utf-8.
var charsetRules = []trial.Rule{
	{
		Code: verdict.NoCharset,
		When: in(func(r *reply) (string, bool) {
			line := ownLine.Find(r.head)
			return fmt.Sprintf("%q on a line of its own", bytes.TrimSpace(line)), line != nil
		}),
		Why: "charset=utf-8 belongs to the line Content-Type. Leave out the \\r\\n before it: Content-Type: text/html;charset=utf-8",
	},
	{
		Code: verdict.NoCharset,
		When: contentType(func(_ *reply, value string) bool { return likeUTF8.MatchString(value) }),
		Why:  "A browser does not read the charset in this form. Write ;charset=utf-8, with the semicolon, without spaces around = and without single quotes.",
	},
	{
		Code: verdict.NoCharset,
		When: contentType(func(_ *reply, value string) bool { return strings.Contains(strings.ToLower(value), "charset") }),
		Why:  "The header Content-Type says another charset. The worksheet's page is sent in UTF-8: charset=utf-8, and data.encode('utf-8').",
	},
	{
		Code: verdict.NoCharset,
		When: contentType(func(r *reply, _ string) bool { return metaUTF8.Match(r.body) }),
		Why:  "The header Content-Type does not say charset=utf-8. Only the <meta> in the page does; without it the browser would guess how to read É and Ç. Write it as the worksheet has it: Content-Type: text/html;charset=utf-8",
	},
	{
		Code: verdict.NoCharset,
		When: contentType(func(*reply, string) bool { return true }),
	},
}

// The text on the sheet's page: its beginning, and the letters that are not ASCII.
const (
	heading = "In43 is the best course"
	accents = "ÉÇ"
)

// judgePage judges the page itself.
func judgePage(r *reply) trial.Outcome { return judge(r, heading+" ! ÉÇ, in UTF-8", pageRules) }

var pageRules = []trial.Rule{
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) {
			return "nothing comes after the head", len(bytes.TrimSpace(r.body)) == 0
		}),
		Why: "The reply has no page. Send the head and then the page, before s.close(): s.send(http_head.encode('ascii') + data.encode('utf-8')).",
	},
	{
		Code: verdict.WrongEncoding,
		When: in(func(r *reply) (string, bool) {
			i := bytes.Index(r.body, []byte("I\x00n\x004\x003"))
			return match.Dump(r.body, max(0, i)), i >= 0
		}),
		Why: "The page is in UTF-16, and the browser expects UTF-8. Encode it with data.encode('utf-8').",
	},
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) {
			return match.ExcerptAround(string(r.body), heading), bytes.Contains(r.body, []byte(heading)) && !shows(r, heading)
		}),
		Why: "The text is sent, but a browser does not show it there: in a comment <!-- -->, in <script>, <style> or <title>, or inside a tag. Put it into the <body>: <h1>In43 is the best course ! ÉÇ </h1>",
	},
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) { return match.Excerpt(string(r.body)), !shows(r, heading) }),
		Why:  "Something was sent, but not the text of the worksheet's page. The page may have more on it than that.",
	},
	{
		Code: verdict.WrongEncoding,
		When: in(func(r *reply) (string, bool) {
			i := bytes.Index(r.body, []byte("\xc9\xc7"))
			return match.Dump(r.body, max(0, i)), i >= 0
		}),
		Why: "The page is in Latin-1 or Windows-1252, where É is one byte, c9. In UTF-8 it is two: encode the page with data.encode('utf-8').",
	},
	{
		Code: verdict.WrongEncoding,
		When: in(func(r *reply) (string, bool) {
			return match.ExcerptAround(string(r.body), "Ã"), shows(r, "Ã\u0089Ã\u0087") || shows(r, "Ã‰Ã‡")
		}),
		Why: "The page is encoded twice: the bytes of UTF-8 are taken for characters, and encoded once more. Encode it once, with data.encode('utf-8').",
	},
	{
		Code: verdict.WrongMessage,
		When: in(func(r *reply) (string, bool) {
			return match.ExcerptAround(string(r.body), heading), !shows(r, accents[:2]) && !shows(r, accents[2:])
		}),
		Why: "É and Ç are lost. encode('ascii', 'ignore') leaves them out, 'replace' puts ? in their place, str() of bytes makes \\xc3\\x89 of them. Encode the page with data.encode('utf-8').",
	},
}

// notShown matches the parts of a page that a browser does not show.
var notShown = regexp.MustCompile(`(?is)<!--.*?(-->|\z)` +
	`|<script\b.*?(</script\s*>|\z)|<style\b.*?(</style\s*>|\z)|<title\b.*?(</title\s*>|\z)|<template\b.*?(</template\s*>|\z)` +
	`|<[a-z/!?](?:"[^"]*"|'[^']*'|[^'">])*>`)

// shows reports whether a browser shows text on the page. Spaces and line ends
// do not count.
func shows(r *reply, text string) bool {
	squeeze := func(s string) string {
		return strings.Map(func(c rune) rune {
			if unicode.IsSpace(c) {
				return -1
			}
			return c
		}, s)
	}
	return strings.Contains(squeeze(html.UnescapeString(notShown.ReplaceAllString(string(r.body), ""))), squeeze(text))
}

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
