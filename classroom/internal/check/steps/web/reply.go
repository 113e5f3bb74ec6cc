package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httputil"
	"slices"
	"strconv"
	"strings"

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
