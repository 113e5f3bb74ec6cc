package web

import (
	"strings"
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

const (
	okStatus = "HTTP/1.1 200 OK\r\n"
	okHead   = okStatus + "Content-Type: text/html;charset=utf-8\r\n"
	okPage   = "<html><body>In43 is the best course ! ÉÇ</body></html>"
)

// Each mistake in a reply has its diagnosis.
func TestJudgeReply(t *testing.T) {
	const chunked = okHead + "Transfer-Encoding: chunked\r\n\r\n"
	inHead := func(contentType string) string { return okStatus + contentType + "\r\n\r\n" + okPage }
	inPage := func(page string) string { return okHead + "\r\n" + page }
	withLength := func(length string) string { return okStatus + "Content-Length: " + length + "\r\n\r\n" + okPage }
	for _, test := range []struct {
		judge func(*reply) trial.Outcome
		raw   string
		code  verdict.Code // "" if it is right
		why   string       // a part of the explanation; "" if the usual one will do
	}{
		{judgeStatus, inPage(okPage), "", ""},
		{judgeStatus, "HTTP/1.0 200 OK\r\n\r\n" + okPage, "", ""},
		{judgeStatus, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", verdict.BadReply, "step 1"},
		{judgeStatus, "received: GET / HTTP/1.1\r\nHost: x\r\n\r\n", verdict.BadReply, "step 1"},
		{judgeStatus, "HTTP/1.1 404 Not Found\r\n\r\n" + okPage, verdict.BadReply, "is an HTTP reply"},
		{judgeStatus, "\r\n" + inPage(okPage), verdict.BadReply, "three quotes"},
		{judgeStatus, okPage, verdict.BadReply, "without a head"},
		{judgeStatus, okPage + okHead, verdict.BadReply, "without a head"},
		{judgeStatus, "HTTP1.1 200 OK\r\n\r\n" + okPage, verdict.BadReply, ""},
		{judgeStatus, "Hello", verdict.BadReply, ""},

		{judgeHead, inPage(okPage), "", ""},
		{judgeHead, okHead + okPage, verdict.NoBlankLine, ""},
		{judgeHead, "HTTP/1.1 200 OK\nContent-Type: text/html\r\n\r\n" + okPage, verdict.BareNewline, ""},
		{judgeHead, strings.ReplaceAll(inPage(okPage), "\r\n", `\r\n`), verdict.NoBlankLine, "backslash"},

		{judgeCharset, inPage(okPage), "", ""},
		{judgeCharset, inHead("content-type :TEXT/HTML ; Charset=\"UTF-8\""), "", ""},
		{judgeCharset, inHead("Content-Type: text/html;charset=utf8;"), "", ""},
		{judgeCharset, inHead("Server: me"), verdict.NoCharset, ""},
		{judgeCharset, inHead("Content-Type: text/html"), verdict.NoCharset, ""},
		{judgeCharset, inHead("Content-Type: text/html") + "<meta charset='utf-8'>", verdict.NoCharset, "<meta>"},
		{judgeCharset, inHead("Content-Type: text/html;\r\ncharset=utf-8"), verdict.NoCharset, "belongs to the line"},
		{judgeCharset, inHead(" Content-Type: text/html;charset=utf-8"), verdict.NoCharset, "begins with a space"},
		{judgeCharset, inHead("Content-Type: text/html;charset = utf-8"), verdict.NoCharset, "in this form"},
		{judgeCharset, inHead("Content-Type: text/html;charset='utf-8'"), verdict.NoCharset, "in this form"},
		{judgeCharset, inHead("Content-Type: text/html,charset=utf-8"), verdict.NoCharset, "in this form"},
		{judgeCharset, inHead("Content-Type: text/html;charset = utf-8") + "<meta charset='utf-8'>", "", ""},
		{judgeCharset, inHead("Content-Type: text/html;charset=latin1"), verdict.NoCharset, "another charset"},
		{judgeCharset, inHead("Content-Type: text/plain;charset=utf-8"), verdict.BadReply, "text/html"},

		{judgePage, inPage(okPage), "", ""},
		{judgePage, inPage("\ufeff<p>In43 is the <b>best</b>\n course ! &Eacute;&#199;"), "", ""},
		{judgePage, inPage(""), verdict.WrongMessage, "no page"},
		{judgePage, inPage("Hello"), verdict.WrongMessage, "not the text"},
		{judgePage, inPage("<!-- " + okPage + " -->"), verdict.WrongMessage, "does not show"},
		{judgePage, inPage("<script>" + okPage + "</script>"), verdict.WrongMessage, "does not show"},
		{judgePage, inPage("<style>" + okPage), verdict.WrongMessage, "does not show"},
		{judgePage, inPage("<head><title>In43 is the best course ! ÉÇ</title></head>Hello"), verdict.WrongMessage, "does not show"},
		{judgePage, inPage("<h1 title='> In43 is the best course ! ÉÇ'>Hello</h1>"), verdict.WrongMessage, "does not show"},
		{judgePage, inPage("In43 is the best course ! \xc9\xc7"), verdict.WrongEncoding, "Latin-1"},
		{judgePage, inPage("I\x00n\x004\x003\x00 \x00i\x00s\x00"), verdict.WrongEncoding, "UTF-16"},
		{judgePage, inPage("In43 is the best course ! Ã\u0089Ã\u0087"), verdict.WrongEncoding, "twice"},
		{judgePage, inPage("In43 is the best course ! ??"), verdict.WrongMessage, "lost"},

		{judgeEnd, inPage(okPage), "", ""},
		{judgeEnd, withLength("56"), "", ""},
		{judgeEnd, withLength("54"), verdict.CutReply, "not characters"},
		{judgeEnd, withLength("50"), verdict.CutReply, "number of bytes"},
		{judgeEnd, withLength("60"), verdict.CutReply, "number of bytes"},
		{judgeEnd, withLength("all"), verdict.BadReply, "number of bytes"},
		{judgeEnd, withLength("-1"), verdict.BadReply, "number of bytes"},
		{judgeEnd, chunked + "1\r\nI\r\n37\r\n" + okPage[:55] + "\r\n0\r\n\r\n", "", ""},
		{judgeEnd, chunked + "55\r\n" + okPage[:55] + "\r\n0\r\n\r\n", verdict.BadReply, "hexadecimal: "},
		{judgeEnd, chunked + "37\r\n" + okPage[:55] + "\r\n", verdict.CutReply, "last chunk"},
		{judgeEnd, chunked + "37\r\n" + okPage[:55] + "\r\n0\r\n", verdict.CutReply, "last chunk"},
		{judgeEnd, chunked + okPage, verdict.BadReply, "Leave this header out"},
	} {
		o := test.judge(parseReply(&trial.Evidence{Received: []byte(test.raw), Closed: true}))
		if o.Code != test.code || !strings.Contains(o.Why, test.why) {
			t.Errorf("%q: %q (%s), want %q (%s)", test.raw, o.Code, o.Why, test.code, test.why)
		}
	}
}

// How the connection ends decides too.
func TestJudgeEnd(t *testing.T) {
	const (
		noLength = okHead + "\r\n" + okPage
		length   = okHead + "Content-Length: 56\r\n\r\n" + okPage
	)
	for _, test := range []struct {
		raw           string
		closed, reset bool
		code          verdict.Code
	}{
		{noLength, true, false, ""},
		{noLength, true, true, verdict.ResetReply},
		{noLength, false, false, verdict.NeverClosed},
		{noLength + noLength, false, false, verdict.NeverClosed},
		{length, false, false, ""},
		{length, true, false, ""},
		{length, true, true, ""},
	} {
		o := judgeEnd(parseReply(&trial.Evidence{Received: []byte(test.raw), Closed: test.closed, Reset: test.reset}))
		if o.Code != test.code || test.reset && test.code == "" && o.Remark == "" {
			t.Errorf("%q, closed: %v, reset: %v: %+v, want %q", test.raw, test.closed, test.reset, o, test.code)
		}
	}
}

// A server that has not answered has its diagnosis.
func TestNoReply(t *testing.T) {
	for _, test := range []struct {
		name  string
		rules []trial.Rule
		e     trial.Evidence
		code  verdict.Code
		why   string
	}{
		{"crashed", noReplyRules("nothing", never), trial.Evidence{Ended: true, Status: "exit status 1"}, verdict.Crashed, ""},
		{"closed", noReplyRules("nothing", never), trial.Evidence{Closed: true}, verdict.NotSent, "closes the connection"},
		{"keyboard", noReplyRules("nothing", never), trial.Evidence{AtKeyboard: true}, verdict.NotSent, "types"},
		{"until the end", noReplyRules("nothing", func() bool { return true }), trial.Evidence{}, verdict.NotSent, "b''"},
		{"silent", noReplyRules("nothing", never), trial.Evidence{}, verdict.NotSent, "accept"},
		{"answers once", noMoreRules(1), trial.Evidence{Ended: true, Success: true}, verdict.OneClient, ""},
		{"answers four times", noMoreRules(4), trial.Evidence{Ended: true, Success: true}, verdict.NoLoop, "ctrl-c"},
		{"stays, and answers four times", noMoreRules(4), trial.Evidence{}, verdict.NoLoop, "ctrl-c"},
		{"crashes later", noMoreRules(4), trial.Evidence{Ended: true, Status: "exit status 1"}, verdict.Crashed, ""},
		{"written in the program", notTheRequestRules, trial.Evidence{Want: "GET / HTTP/1.1", Printed: "GET / HTTP/1.1\n"}, verdict.WrongOutput, "whatever"},
	} {
		if o := trial.Diagnose(&test.e, "", test.rules); o.Code != test.code || !strings.Contains(o.Why, test.why) {
			t.Errorf("%s: %q (%s), want %q (%s)", test.name, o.Code, o.Why, test.code, test.why)
		}
	}
}

func never() bool { return false }

// No reply ends the checker.
func FuzzReply(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte(okHead + "\r\n" + okPage))
	f.Add([]byte(okHead + "Content-Length: -1\r\n\r\n" + okPage))
	f.Add([]byte(okHead + "Transfer-Encoding: chunked\r\n\r\n1\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := parseReply(&trial.Evidence{Received: raw})
		for _, judge := range []func(*reply) trial.Outcome{judgeStatus, judgeHead, judgeCharset, judgePage, judgeEnd} {
			if o := judge(r); o.Result == verdict.Fail && o.Code == "" {
				t.Errorf("%q: a failure without a code", raw)
			}
		}
	})
}
