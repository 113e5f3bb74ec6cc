package check

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A reply is what a server has answered.
type reply struct {
	raw    []byte
	head   []byte // the status line and the headers, with the blank line
	body   []byte
	closed bool // the server has closed the connection
}

// heading is the beginning of the text on the sheet's page.
const heading = "In43 is the best course"

// request returns the request of a browser for path, with the header lines
// extra.
func request(path, extra string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:55000\r\nConnection: keep-alive\r\n" +
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n" +
		"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: fr,en;q=0.8\r\n" + extra + "\r\n"
}

// get sends a request with the header extra and reads the reply until the
// server closes the connection or nothing more comes.
func (s *tcpServer) get(t *trial, extra string) (*reply, error) {
	if err := s.dial(); err != nil {
		return nil, err
	}
	s.peer.send(request("/", extra))
	s.peer.until(t.limit, func(b []byte) bool {
		r := parseReply(b)
		n, err := strconv.Atoi(headerOf(r, "Content-Length"))
		return err == nil && len(r.body) >= n
	})
	closed := s.peer.closed(quietLimit) // more bytes than Content-Length says may come, too
	r := parseReply(s.peer.raw())
	r.closed = closed
	return r, nil
}

func parseReply(raw []byte) *reply {
	r := &reply{raw: raw}
	if head, body, found := bytes.Cut(raw, []byte("\r\n\r\n")); found {
		r.head, r.body = raw[:len(head)+4], body
	}
	return r
}

// page matches the beginning of a page.
var page = regexp.MustCompile(`(?i)<(!doctype|html|head|body|h1)`)

var httpStep = step{
	name: "4", title: "a web server for a browser", section: "4",
	signs: Signs{
		Must: Server,
		Like: "4.1 4.2 4.3 http micro web server -client ex3 ex4 TCP LISTEN 55000 HTTP -CHAT",
	},
	checks: func() []check {
		s := new(tcpServer)
		var r *reply
		var token string // a random word in the request
		var mark int
		return []check{
			{name: fmt.Sprintf("listens on TCP port %d", tcpPort), level: Required, gate: true, run: func(t *trial) outcome {
				return s.start(t, true)
			}},
			s.onLocalhost(true),
			{name: "answers a request", level: Required, gate: true, run: func(t *trial) outcome {
				token = words(t.random, 1)
				mark = len(t.p.screen.text())
				var err error
				if r, err = s.get(t, "Referer: http://"+token+".example/\r\n"); err != nil {
					return fail(noConnect, "a connection", err.Error())
				}
				if len(r.raw) > 0 {
					return pass()
				}
				const expected = "HTTP/1.1 200 OK"
				if t.p.ends(quietLimit) && !t.p.success() {
					return t.crash(expected)
				}
				return s.quiet(t, notSent, expected, "HTTP/1.")
			}},
			{name: "shows the request", level: Required, run: func(t *trial) outcome {
				all := t.p.until(t.limit, func(text string) bool { return strings.Contains(since(text, mark), token) })
				o := t.showsWithin(0, mark, "GET / HTTP/1.1")
				switch {
				case o.code == bytesPrinted:
					return passBut("it is printed as bytes, b'...'; decode() makes text of it")
				case o.result == Pass && !all:
					return passBut("only the first line of it, or not much more")
				case all:
					return pass() // perhaps it shows the parts of the request one by one
				}
				return o
			}},
			{name: "the reply begins with HTTP/1.1 200", level: Required, run: func(t *trial) outcome {
				switch {
				case bytes.HasPrefix(r.raw, []byte("HTTP/1.1 200")):
					return pass()
				case bytes.HasPrefix(r.raw, []byte("HTTP/1.0 200")):
					return passBut("it says HTTP/1.0: browsers take that too")
				}
				if bytes.HasPrefix(r.raw, []byte("GET ")) {
					return fail(badReply, "HTTP/1.1 200 OK", diff(r.raw, []byte("HTTP/1.1 200"))).
						explained("The server still sends back what it gets, as in step 1. Step 3 gives the reply to send.")
				}
				return fail(badReply, "HTTP/1.1 200 OK", diff(r.raw, []byte("HTTP/1.1 200")))
			}},
			{name: "the head has its line ends and its blank line", level: Required, gate: true, run: func(t *trial) outcome { return judgeHead(r) }},
			{name: "the head says charset=utf-8", level: Required, run: func(t *trial) outcome { return judgeCharset(r) }},
			{name: "the page is there, in UTF-8", level: Required, run: func(t *trial) outcome { return judgePage(r) }},
			{name: "the reply has an end", level: Required, gate: true, run: func(t *trial) outcome { return judgeEnd(r) }},
			{name: "answers the next connection too", level: Required, gate: true, run: func(t *trial) outcome {
				s.peer.leave()
				for range 2 {
					o := s.answers(t, "/favicon.ico", "", "the next one is not answered")
					if o.result != Pass {
						return o
					}
				}
				return pass()
			}},
			endsAtCtrlCCheck(),
			{name: "answers while another connection is open and silent", level: Beyond, run: func(t *trial) outcome {
				o := s.survives(t, func() outcome {
					silent := s.peer
					defer silent.reset()
					return s.answers(t, "/", "", "the silent one is waited for")
				}, oneClient)
				return o.explained("A browser opens a spare connection on which it may say nothing. A server that serves one connection after the other waits for it. A thread for each connection helps.")
			}},
			{name: "survives a connection that is closed without a byte", level: Beyond, run: func(t *trial) outcome {
				return s.survives(t, func() outcome {
					s.peer.conn.Close()
					return s.answers(t, "/", "", "after that, nothing is answered")
				}, crashed)
			}},
			{name: "survives a byte that is no ASCII in the request", level: Beyond, run: func(t *trial) outcome {
				if o := s.start(t, true); o.result != Pass {
					return notTried("the program could not be started for this: %s", oneLine(o.got))
				}
				o := s.answers(t, "/", "Cookie: pr\xc3\xa9nom=\xe9\r\n", "that request is not answered")
				if o.result == Pass {
					o = s.answers(t, "/", "", "after that, nothing is answered")
				}
				if o.result == Fail {
					o.code = crashNonASCII
				}
				return o
			}},
			s.startsAgain(true, func(t *trial) bool {
				s.peer.send(request("/", ""))
				return s.peer.closed(t.limit)
			}),
		}
	},
}

// answers checks that one more request gets a reply.
func (s *tcpServer) answers(t *trial, path, extra, otherwise string) outcome {
	const expected = "a reply"
	if err := s.dial(); err != nil {
		o := fail(oneClient, expected, otherwise+": "+err.Error())
		if t.p.ends(quietLimit) {
			o.got += "\nthe program ended: " + t.p.status()
		}
		return o
	}
	s.peer.send(request(path, extra))
	ok := s.peer.until(t.limit, func(b []byte) bool { return len(b) > 0 })
	if ok {
		s.peer.closed(quietLimit / 3) // let it finish
	}
	s.peer.leave()
	if !ok {
		return fail(oneClient, expected, otherwise+"\n"+excerpt(t.p.errors.text()))
	}
	return pass()
}

// judgeHead judges the form of the head (RFC 9112, 2.1).
func judgeHead(r *reply) outcome {
	head := r.raw
	if i := page.FindIndex(r.raw); i != nil {
		head = r.raw[:i[0]]
	}
	for i, c := range head {
		if c == '\n' && (i == 0 || head[i-1] != '\r') && (r.head == nil || i < len(r.head)) {
			return fail(bareNewline, `\r\n at the end of each line`, dump(r.raw, i))
		}
	}
	if r.head == nil || len(r.head) > len(head) {
		return fail(noBlankLine, `an empty line, \r\n\r\n, before the page`, dump(r.raw, len(head)))
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(r.head)), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Date") {
			if _, err := http.ParseTime(strings.TrimSpace(value)); err != nil {
				return passBut("the date %q is not in HTTP's form, which is %q; browsers do not mind", strings.TrimSpace(value), time.Unix(0, 0).UTC().Format(http.TimeFormat))
			}
		}
	}
	return pass()
}

func headerOf(r *reply, want string) string {
	for line := range strings.SplitSeq(string(r.head), "\r\n") {
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(strings.TrimSpace(name), want) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func judgeCharset(r *reply) outcome {
	const expected = "Content-Type: text/html;charset=utf-8"
	value := headerOf(r, "Content-Type")
	if value == "" {
		return fail(noCharset, expected, "no header Content-Type")
	}
	if !strings.Contains(strings.ToLower(value), "html") {
		return fail(badReply, expected, "Content-Type: "+value).
			explained("A browser shows a page only if the type is text/html; of another type it shows the source, or saves it.")
	}
	lower := strings.ToLower(strings.ReplaceAll(value, " ", ""))
	if strings.Contains(lower, "charset=utf-8") || strings.Contains(lower, `charset="utf-8"`) || strings.Contains(lower, "charset=utf8") {
		return pass()
	}
	return fail(noCharset, expected, "Content-Type: "+value)
}

func judgePage(r *reply) outcome {
	expected := heading + " ! ÉÇ, in UTF-8"
	i := bytes.Index(r.body, []byte(heading))
	switch {
	case len(bytes.TrimSpace(r.body)) == 0:
		return fail(wrongMessage, expected, "nothing comes after the head")
	case i < 0:
		return fail(wrongMessage, expected, excerpt(string(r.body)))
	case bytes.Contains(r.body, []byte("ÉÇ")), bytes.Contains(r.body, []byte("&Eacute;&Ccedil;")):
		return pass()
	case bytes.Contains(r.body, []byte("\xc9\xc7")):
		return fail(wrongEncoding, expected, dump(r.raw, bytes.Index(r.raw, []byte("\xc9\xc7")))).
			explained("The head promises UTF-8, and the page is in Latin-1: encode it with data.encode('utf-8').")
	case !bytes.Contains(r.body, []byte("É")) && !bytes.Contains(r.body, []byte("Ç")):
		return fail(wrongMessage, expected, diff(r.body[i:], []byte(heading+" ! ÉÇ ")))
	}
	return pass()
}

// judgeEnd judges how the reply ends (RFC 9112, 6.3).
func judgeEnd(r *reply) outcome {
	text := headerOf(r, "Content-Length")
	if text == "" {
		if r.closed || strings.EqualFold(headerOf(r, "Transfer-Encoding"), "chunked") {
			return pass()
		}
		return fail(neverClosed, "the connection is closed after the page", fmt.Sprintf("it is still open after %v: the browser waits", actLimit))
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return fail(badReply, "the number of bytes of the page", "Content-Length: "+text)
	case n < len(bytes.TrimRight(r.body, "\r\n")):
		o := fail(cutReply, fmt.Sprintf("Content-Length: %d", len(r.body)), fmt.Sprintf("Content-Length: %d, so the browser leaves out the end: %q", n, r.body[n:])).
			explained("Content-Length must be the number of bytes of the page. Take len(data.encode('utf-8')).")
		if n == utf8.RuneCount(r.body) {
			o.why = "Content-Length counts bytes, not characters: É and Ç have two bytes each in UTF-8. Take len(data.encode('utf-8'))."
		}
		return o
	case n > len(r.body):
		return fail(cutReply, fmt.Sprintf("Content-Length: %d", len(r.body)), fmt.Sprintf("Content-Length: %d: the browser waits for %d more bytes", n, n-len(r.body))).
			explained("Content-Length must be the number of bytes of the page. Take len(data.encode('utf-8')).")
	}
	return pass()
}
