// Package web has the step of worksheet 4: a server for a browser.
package web

import (
	"fmt"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Server is the step of worksheet 4.
var Server = trial.Step{
	Name: "4", Title: "a web server for a browser", Section: "4",
	Signs: source.Signs{
		Must: source.Server,
		Like: "4.1 4.2 4.3 http micro web server -client ex3 ex4 TCP LISTEN 55000 HTTP -CHAT",
	},
	Checks: func() []trial.Check {
		s := new(webServer)
		var r *reply
		var token string // a random word in the request
		var mark int
		return []trial.Check{
			{Name: fmt.Sprintf("listens on TCP port %d", talk.TCPPort), Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return s.Start(t, true)
			}},
			s.OnLocalhost(true),
			{Name: "answers a request", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				token = match.Words(t.Random, 1)
				mark = len(t.Program.Screen.Text())
				var o trial.Outcome
				r, o = s.first(t, token)
				return o
			}},
			{Name: "shows the request", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome { return s.shows(t, mark, token) }},
			{Name: "the reply begins with HTTP/1.1 200", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return judgeStatus(r) }},
			{Name: "the head has its line ends and its blank line", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return judgeHead(r) }},
			{Name: "the head says charset=utf-8", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome { return judgeCharset(r) }},
			{Name: "the page is there, in UTF-8", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome { return judgePage(r) }},
			{Name: "the reply has an end", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return judgeEnd(r) }},
			{Name: "answers the next connection too", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return s.goesOn(t, r) }},
			trial.EndsAtCtrlC(),
			{Name: "answers while another connection is open and silent", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				o := s.Survives(t, func() trial.Outcome {
					silent := s.Peer
					defer silent.Reset()
					return s.answers(t, "", "the server waits for the silent connection, and does not answer the other one")
				})
				return o.Explained("A browser opens a spare connection on which it may say nothing. A server that serves one connection after the other waits for it. Give each connection a thread.")
			}},
			{Name: "survives a connection that is closed without a byte", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return s.Survives(t, func() trial.Outcome {
					s.Peer.Conn.Close()
					return t.OrCrash(s.answers(t, "", "after that, nothing is answered"))
				})
			}},
			{Name: "survives a byte in the request that is not ASCII", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return s.Survives(t, func() trial.Outcome {
					if r := s.ask(s.limit(t), "/", "pr\xc3\xa9nom=\xe9"); len(r.raw) == 0 {
						return t.OrNonASCII(t.OrCrash(s.noReply(t, "that request is not answered")))
					}
					s.Peer.Leave()
					return t.OrNonASCII(t.OrCrash(s.answers(t, "", "after that, nothing is answered")))
				})
			}},
			s.StartsAgain(true, func(t *trial.Trial) bool {
				s.Peer.Send(request("/", ""))
				return s.Peer.Closed(s.limit(t))
			}),
		}
	},
}

// A webServer is a program that does worksheet 4.
type webServer struct {
	talk.TCPServer
	took     time.Duration // until its first reply was there
	answered int           // number of requests that had a reply
}

// limit returns how long to wait for a reply, or for more of it. A server that was
// slow the first time is so again, and may first have to end the connection before.
func (s *webServer) limit(t *trial.Trial) time.Duration { return 2*s.took + t.Limit }

// request returns the request of a browser for path. It has the lines and the
// length of one that Chromium sends. Servers may rely on that: 645 bytes fit into
// the sheet's buffer of 1024, and not into one of 512. Only Accept-Encoding differs,
// so that no server compresses the page.
func request(path, cookie string) string {
	if cookie != "" {
		cookie = "Cookie: " + cookie + "\r\n"
	}
	return "GET " + path + " HTTP/1.1\r\n" +
		"Host: 127.0.0.1:55000\r\n" +
		"Connection: keep-alive\r\n" +
		`sec-ch-ua: "Not:A-Brand";v="8", "Chromium";v="156"` + "\r\n" +
		"sec-ch-ua-mobile: ?0\r\n" +
		`sec-ch-ua-platform: "Linux"` + "\r\n" +
		"Upgrade-Insecure-Requests: 1\r\n" +
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n" +
		"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8\r\n" +
		"Sec-Fetch-Site: none\r\n" +
		"Sec-Fetch-Mode: navigate\r\n" +
		"Sec-Fetch-User: ?1\r\n" +
		"Sec-Fetch-Dest: document\r\n" +
		"Accept-Encoding: identity\r\n" +
		"Accept-Language: fr-FR,fr;q=0.9,en;q=0.8\r\n" +
		cookie + "\r\n"
}

// get connects and asks for path.
func (s *webServer) get(limit time.Duration, path, cookie string) (*reply, error) {
	if err := s.Dial(); err != nil {
		return nil, err
	}
	return s.ask(limit, path, cookie), nil
}

// ask asks for path and reads the reply: until it is whole, until the server closes
// the connection, until nothing has come for the time limit, or until the same has
// come three times.
func (s *webServer) ask(limit time.Duration, path, cookie string) *reply {
	s.Peer.Send(request(path, cookie))
	r := new(reply)
	for end := sandbox.Within(3 * limit); !end.Over() && !r.whole() && r.copies() < 3; {
		n := len(r.raw)
		more := s.Peer.Until(limit, func(b []byte) bool { return len(b) > n })
		r = s.reply()
		if !more {
			break
		}
	}
	if len(r.raw) > 0 {
		s.answered++
	}
	return r
}

// reply returns what has come of the reply.
func (s *webServer) reply() *reply {
	closed := s.Peer.Closed(0) // first: then all has come
	return parseReply(&trial.Evidence{Received: s.Peer.Raw(), Closed: closed, Reset: s.Peer.WasReset()})
}

// first sends the first request, with token in it.
func (s *webServer) first(t *trial.Trial, token string) (*reply, trial.Outcome) {
	const expected = "HTTP/1.1 200 OK"
	start := time.Now()
	r, err := s.get(2*t.Limit, "/", "lab="+token)
	if err == nil && len(r.raw) > 0 {
		if r.closed || r.whole() {
			s.took = time.Since(start)
			s.Peer.Closed(trial.QuietLimit) // more bytes than Content-Length says may come, too
			r = s.reply()
		}
		if s.took > time.Second {
			return r, trial.PassBut("it is slow: the reply takes %.1f s", s.took.Seconds())
		}
		return r, trial.Pass()
	}
	t.Program.Ends(trial.QuietLimit)
	e := t.Evidence(0, "")
	if err != nil {
		return nil, trial.Refine(trial.Fail(verdict.NoConnect, "a connection", err.Error()).
			Explained("The program listens, but a browser cannot connect to it there."), e, trial.IfFailed(trial.CrashRules(verdict.NoLoop)))
	}
	e.Closed = r.closed
	return nil, trial.Diagnose(e, expected, noReplyRules(fmt.Sprintf("nothing comes within %v", 2*t.Limit), func() bool {
		s.Peer.Conn.CloseWrite()
		return s.Peer.Until(trial.QuietLimit, func(b []byte) bool { return len(b) > 0 })
	}))
}

// shows judges whether the program shows the request, which has token in its last
// line, and was sent when the program had printed the first mark bytes.
func (s *webServer) shows(t *trial.Trial, mark int, token string) trial.Outcome {
	printed := func(limit time.Duration, texts ...string) bool {
		return t.Program.Until(limit, func(text string) bool {
			for _, want := range texts {
				if match.HasText(match.Since(text, mark), want) {
					return true
				}
			}
			return false
		})
	}
	if printed(t.Limit, token, "GET") && printed(trial.QuietLimit, token) {
		return trial.Pass() // perhaps it shows the parts of the request one by one
	}
	// Does it show the first line, or a text like that which is written in the
	// program? The next request is for a path that the program cannot know.
	const first = "GET / HTTP/1.1"
	s.Peer.Leave()
	path := "/" + match.Words(t.Random, 1)
	before, mark := mark, len(t.Program.Screen.Text())
	token = match.Words(t.Random, 1)
	if _, err := s.get(s.limit(t), path, "lab="+token); err != nil || !t.Program.Running() {
		if o := t.ShowsWithin(0, before, first); o.Result == verdict.Fail {
			return o
		}
		return trial.NotTried("only the first line of the request is shown, perhaps a text that is written in the program; a second connection would tell, but it is not answered")
	}
	switch {
	case !printed(t.Limit, path):
		return trial.Refine(t.NotShown(mark, "GET "+path+" HTTP/1.1"), t.Evidence(mark, first), notTheRequestRules)
	case printed(trial.QuietLimit, token):
		return trial.Pass()
	case printed(0, "GET "+path+" HTTP/1.1"):
		return trial.PassBut("only the first line of it, or not much more")
	case printed(0, "GET"):
		return trial.PassBut("only the method and the path, or not much more")
	}
	return trial.Fail(verdict.Truncated, "the text \"GET "+path+" HTTP/1.1\" on the screen", match.Excerpt(match.Since(t.Program.Screen.Text(), mark))).
		Explained("Only the path is printed. The message is all of the request: print what recv has returned, decoded.")
}

// manyRequests is how many requests the server must answer, one right after the
// other: more than a student would count to in place of going on for ever.
const manyRequests = 32

// goesOn judges whether the server, whose first reply was first, goes on answering.
func (s *webServer) goesOn(t *trial.Trial, first *reply) trial.Outcome {
	s.Peer.Leave()
	expected, end := "a reply to each request", sandbox.Within(2*trial.ActLimit) // a slow server gets fewer requests
	icon, err := s.get(s.limit(t), "/favicon.ico", "")
	silent := err == nil && len(icon.raw) == 0
	for n := 1; n <= 2 || n <= manyRequests && !end.Over(); n++ {
		if err == nil {
			s.Peer.Leave()
		}
		var r *reply
		if r, err = s.get(s.limit(t), "/", ""); err != nil || len(r.raw) == 0 {
			t.Program.Ends(trial.QuietLimit)
			return trial.Diagnose(t.Evidence(0, ""), expected, noMoreRules(s.answered))
		}
		if o := judgePage(r); o.Result == verdict.Fail && judgePage(first).Result == verdict.Pass {
			o.Got = "the first reply is right, a later one is not:\n" + o.Got
			return o.Explained("Each request must get all of the page. A file that was read once is at its end: read it before the loop, and keep its text.")
		}
	}
	s.Peer.Leave()
	if silent {
		return trial.PassBut("the icon /favicon.ico, for which a browser asks too, gets no reply; 404 would be one")
	}
	return trial.Pass()
}

// answers judges whether one more request gets a reply. If not, otherwise says
// what that means.
func (s *webServer) answers(t *trial.Trial, cookie, otherwise string) trial.Outcome {
	r, err := s.get(s.limit(t), "/", cookie)
	if err == nil && len(r.raw) > 0 {
		s.Peer.Leave()
		return trial.Pass()
	}
	return s.noReply(t, otherwise)
}

// noReply is the outcome when nothing has come. otherwise says what that means.
func (s *webServer) noReply(t *trial.Trial, otherwise string) trial.Outcome {
	if t.Program.Ends(trial.QuietLimit) {
		otherwise += "\nthe program ended: " + t.Program.Status()
	}
	return trial.Fail(verdict.OneClient, "a reply", strings.TrimSpace(otherwise+"\n"+match.LastLines(t.Program.Errors.Text(), 3)))
}
