package steps

import (
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Each mistake in a reply has its diagnosis.
func TestJudgeReply(t *testing.T) {
	const (
		status = "HTTP/1.1 200 OK\r\n"
		html   = "Content-Type: text/html;charset=utf-8\r\n"
		page   = "<html><body>In43 is the best course ! ÉÇ</body></html>"
	)
	for _, test := range []struct {
		judge  func(*reply) trial.Outcome
		raw    string
		closed bool
		code   verdict.Code // "" if it is right
	}{
		{judgeHead, status + html + "\r\n" + page, true, ""},
		{judgeHead, status + html + page, true, verdict.NoBlankLine},
		{judgeHead, "HTTP/1.1 200 OK\n" + html + "\r\n" + page, true, verdict.BareNewline},
		{judgeCharset, status + html + "\r\n" + page, true, ""},
		{judgeCharset, status + "\r\n" + page, true, verdict.NoCharset},
		{judgeCharset, status + "Content-Type: text/html\r\n\r\n" + page, true, verdict.NoCharset},
		{judgeCharset, status + "Content-Type: text/plain;charset=utf-8\r\n\r\n" + page, true, verdict.BadReply},
		{judgePage, status + html + "\r\n" + page, true, ""},
		{judgePage, status + html + "\r\n", true, verdict.WrongMessage},
		{judgePage, status + html + "\r\nHello", true, verdict.WrongMessage},
		{judgePage, status + html + "\r\nIn43 is the best course ! \xc9\xc7", true, verdict.WrongEncoding},
		{judgeEnd, status + html + "\r\n" + page, true, ""},
		{judgeEnd, status + html + "\r\n" + page, false, verdict.NeverClosed},
		{judgeEnd, status + "Content-Length: 56\r\n\r\n" + page, false, ""},
		{judgeEnd, status + "Content-Length: 54\r\n\r\n" + page, false, verdict.CutReply},
		{judgeEnd, status + "Content-Length: 60\r\n\r\n" + page, false, verdict.CutReply},
		{judgeEnd, status + "Content-Length: all\r\n\r\n" + page, false, verdict.BadReply},
	} {
		r := parseReply(&trial.Evidence{Received: []byte(test.raw), Closed: test.closed})
		if o := test.judge(r); o.Code != test.code {
			t.Errorf("%q: %q, want %q", test.raw, o.Code, test.code)
		}
	}
}
