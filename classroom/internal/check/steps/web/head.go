package web

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

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
