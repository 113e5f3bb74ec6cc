package steps

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// A reply is what a server has answered.
type reply struct {
	raw    []byte
	head   []byte // the status line and the headers, with the blank line
	body   []byte
	closed bool // the server has closed the connection
}

// parseReply divides what a server has sent into head and body.
func parseReply(raw []byte) *reply {
	r := &reply{raw: raw}
	if head, body, found := bytes.Cut(raw, []byte("\r\n\r\n")); found {
		r.head, r.body = raw[:len(head)+4], body
	}
	return r
}

// headerOf returns the value of the header want, or "".
func headerOf(r *reply, want string) string {
	for line := range strings.SplitSeq(string(r.head), "\r\n") {
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(strings.TrimSpace(name), want) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// judgeHead judges the form of the head (RFC 9112, 2.1).
func judgeHead(r *reply) trial.Outcome {
	head := r.raw
	if i := page.FindIndex(r.raw); i != nil {
		head = r.raw[:i[0]]
	}
	for i, c := range head {
		if c == '\n' && (i == 0 || head[i-1] != '\r') && (r.head == nil || i < len(r.head)) {
			return trial.Fail(verdict.BareNewline, `\r\n at the end of each line`, match.Dump(r.raw, i))
		}
	}
	if r.head == nil || len(r.head) > len(head) {
		return trial.Fail(verdict.NoBlankLine, `an empty line, \r\n\r\n, before the page`, match.Dump(r.raw, len(head)))
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(r.head)), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Date") {
			if _, err := http.ParseTime(strings.TrimSpace(value)); err != nil {
				return trial.PassBut("the date %q is not in HTTP's form, which is %q; browsers do not mind", strings.TrimSpace(value), time.Unix(0, 0).UTC().Format(http.TimeFormat))
			}
		}
	}
	return trial.Pass()
}

// page matches the beginning of a page.
var page = regexp.MustCompile(`(?i)<(!doctype|html|head|body|h1)`)

// heading is the beginning of the text on the sheet's page.
const heading = "In43 is the best course"

// judgeCharset judges whether the browser learns the encoding of the page.
func judgeCharset(r *reply) trial.Outcome {
	const expected = "Content-Type: text/html;charset=utf-8"
	value := headerOf(r, "Content-Type")
	if value == "" {
		return trial.Fail(verdict.NoCharset, expected, "no header Content-Type")
	}
	if !strings.Contains(strings.ToLower(value), "html") {
		return trial.Fail(verdict.BadReply, expected, "Content-Type: "+value).
			Explained("A browser shows a page only if the type is text/html; of another type it shows the source, or saves it.")
	}
	lower := strings.ToLower(strings.ReplaceAll(value, " ", ""))
	if strings.Contains(lower, "charset=utf-8") || strings.Contains(lower, `charset="utf-8"`) || strings.Contains(lower, "charset=utf8") {
		return trial.Pass()
	}
	return trial.Fail(verdict.NoCharset, expected, "Content-Type: "+value)
}

// judgePage judges the page itself.
func judgePage(r *reply) trial.Outcome {
	expected := heading + " ! ÉÇ, in UTF-8"
	i := bytes.Index(r.body, []byte(heading))
	switch {
	case len(bytes.TrimSpace(r.body)) == 0:
		return trial.Fail(verdict.WrongMessage, expected, "nothing comes after the head")
	case i < 0:
		return trial.Fail(verdict.WrongMessage, expected, match.Excerpt(string(r.body)))
	case bytes.Contains(r.body, []byte("ÉÇ")), bytes.Contains(r.body, []byte("&Eacute;&Ccedil;")):
		return trial.Pass()
	case bytes.Contains(r.body, []byte("\xc9\xc7")):
		return trial.Fail(verdict.WrongEncoding, expected, match.Dump(r.raw, bytes.Index(r.raw, []byte("\xc9\xc7")))).
			Explained("The head promises UTF-8, and the page is in Latin-1: encode it with data.encode('utf-8').")
	case !bytes.Contains(r.body, []byte("É")) && !bytes.Contains(r.body, []byte("Ç")):
		return trial.Fail(verdict.WrongMessage, expected, match.Diff(r.body[i:], []byte(heading+" ! ÉÇ ")))
	}
	return trial.Pass()
}

// judgeEnd judges how the reply ends (RFC 9112, 6.3).
func judgeEnd(r *reply) trial.Outcome {
	text := headerOf(r, "Content-Length")
	if text == "" {
		if r.closed || strings.EqualFold(headerOf(r, "Transfer-Encoding"), "chunked") {
			return trial.Pass()
		}
		return trial.Fail(verdict.NeverClosed, "the connection is closed after the page", fmt.Sprintf("it is still open after %v: the browser waits", trial.ActLimit))
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return trial.Fail(verdict.BadReply, "the number of bytes of the page", "Content-Length: "+text)
	case n < len(bytes.TrimRight(r.body, "\r\n")):
		o := trial.Fail(verdict.CutReply, fmt.Sprintf("Content-Length: %d", len(r.body)), fmt.Sprintf("Content-Length: %d, so the browser leaves out the end: %q", n, r.body[n:])).
			Explained("Content-Length must be the number of bytes of the page. Take len(data.encode('utf-8')).")
		if n == utf8.RuneCount(r.body) {
			o.Why = "Content-Length counts bytes, not characters: É and Ç have two bytes each in UTF-8. Take len(data.encode('utf-8'))."
		}
		return o
	case n > len(r.body):
		return trial.Fail(verdict.CutReply, fmt.Sprintf("Content-Length: %d", len(r.body)), fmt.Sprintf("Content-Length: %d: the browser waits for %d more bytes", n, n-len(r.body))).
			Explained("Content-Length must be the number of bytes of the page. Take len(data.encode('utf-8')).")
	}
	return trial.Pass()
}
