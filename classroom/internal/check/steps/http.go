package steps

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

var httpStep = trial.Step{
	Name: "4", Title: "a web server for a browser", Section: "4",
	Signs: source.Signs{
		Must: source.Server,
		Like: "4.1 4.2 4.3 http micro web server -client ex3 ex4 TCP LISTEN 55000 HTTP -CHAT",
	},
	Checks: func() []trial.Check {
		s := new(trial.TCPServer)
		var r *reply
		var token string // a random word in the request
		var mark int
		return []trial.Check{
			{Name: fmt.Sprintf("listens on TCP port %d", trial.TCPPort), Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return s.Start(t, true)
			}},
			s.OnLocalhost(true),
			{Name: "answers a request", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				token = match.Words(t.Random, 1)
				mark = len(t.Program.Screen.Text())
				var err error
				if r, err = get(t, s, "Referer: http://"+token+".example/\r\n"); err != nil {
					return trial.Fail(verdict.NoConnect, "a connection", err.Error())
				}
				if len(r.raw) > 0 {
					return trial.Pass()
				}
				const expected = "HTTP/1.1 200 OK"
				if t.Program.Ends(trial.QuietLimit) && !t.Program.Success() {
					return t.Crash(expected)
				}
				return s.Quiet(t, verdict.NotSent, expected, "HTTP/1.")
			}},
			{Name: "shows the request", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				all := t.Program.Until(t.Limit, func(text string) bool { return strings.Contains(match.Since(text, mark), token) })
				o := t.ShowsWithin(0, mark, "GET / HTTP/1.1")
				switch {
				case o.Code == verdict.BytesPrinted:
					return trial.PassBut("it is printed as bytes, b'...'; decode() makes text of it")
				case o.Result == verdict.Pass && !all:
					return trial.PassBut("only the first line of it, or not much more")
				case all:
					return trial.Pass() // perhaps it shows the parts of the request one by one
				}
				return o
			}},
			{Name: "the reply begins with HTTP/1.1 200", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				switch {
				case bytes.HasPrefix(r.raw, []byte("HTTP/1.1 200")):
					return trial.Pass()
				case bytes.HasPrefix(r.raw, []byte("HTTP/1.0 200")):
					return trial.PassBut("it says HTTP/1.0: browsers take that too")
				}
				if bytes.HasPrefix(r.raw, []byte("GET ")) {
					return trial.Fail(verdict.BadReply, "HTTP/1.1 200 OK", match.Diff(r.raw, []byte("HTTP/1.1 200"))).
						Explained("The server still sends back what it gets, as in step 1. Step 3 gives the reply to send.")
				}
				return trial.Fail(verdict.BadReply, "HTTP/1.1 200 OK", match.Diff(r.raw, []byte("HTTP/1.1 200")))
			}},
			{Name: "the head has its line ends and its blank line", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return judgeHead(r) }},
			{Name: "the head says charset=utf-8", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome { return judgeCharset(r) }},
			{Name: "the page is there, in UTF-8", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome { return judgePage(r) }},
			{Name: "the reply has an end", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome { return judgeEnd(r) }},
			{Name: "answers the next connection too", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				s.Peer.Leave()
				for range 2 {
					o := answers(t, s, "/favicon.ico", "", "the next one is not answered")
					if o.Result != verdict.Pass {
						return o
					}
				}
				return trial.Pass()
			}},
			trial.EndsAtCtrlC(),
			{Name: "answers while another connection is open and silent", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				o := s.Survives(t, func() trial.Outcome {
					silent := s.Peer
					defer silent.Reset()
					return answers(t, s, "/", "", "the silent one is waited for")
				}, verdict.OneClient)
				return o.Explained("A browser opens a spare connection on which it may say nothing. A server that serves one connection after the other waits for it. A thread for each connection helps.")
			}},
			{Name: "survives a connection that is closed without a byte", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return s.Survives(t, func() trial.Outcome {
					s.Peer.Conn.Close()
					return answers(t, s, "/", "", "after that, nothing is answered")
				}, verdict.Crashed)
			}},
			{Name: "survives a byte that is no ASCII in the request", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				if o := s.Start(t, true); o.Result != verdict.Pass {
					return trial.NotTried("the program could not be started for this: %s", match.OneLine(o.Got))
				}
				o := answers(t, s, "/", "Cookie: pr\xc3\xa9nom=\xe9\r\n", "that request is not answered")
				if o.Result == verdict.Pass {
					o = answers(t, s, "/", "", "after that, nothing is answered")
				}
				if o.Result == verdict.Fail {
					o.Code = verdict.CrashNonASCII
				}
				return o
			}},
			s.StartsAgain(true, func(t *trial.Trial) bool {
				s.Peer.Send(request("/", ""))
				return s.Peer.Closed(t.Limit)
			}),
		}
	},
}

// request returns the request of a browser for path, with the header lines
// extra.
func request(path, extra string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:55000\r\nConnection: keep-alive\r\n" +
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n" +
		"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: fr,en;q=0.8\r\n" + extra + "\r\n"
}

// get sends a request with the header extra and reads the reply until the
// server closes the connection or nothing more comes.
func get(t *trial.Trial, s *trial.TCPServer, extra string) (*reply, error) {
	if err := s.Dial(); err != nil {
		return nil, err
	}
	s.Peer.Send(request("/", extra))
	s.Peer.Until(t.Limit, func(b []byte) bool {
		r := parseReply(b)
		n, err := strconv.Atoi(headerOf(r, "Content-Length"))
		return err == nil && len(r.body) >= n
	})
	closed := s.Peer.Closed(trial.QuietLimit) // more bytes than Content-Length says may come, too
	r := parseReply(s.Peer.Raw())
	r.closed = closed
	return r, nil
}

// answers checks that one more request gets a reply.
func answers(t *trial.Trial, s *trial.TCPServer, path, extra, otherwise string) trial.Outcome {
	const expected = "a reply"
	if err := s.Dial(); err != nil {
		o := trial.Fail(verdict.OneClient, expected, otherwise+": "+err.Error())
		if t.Program.Ends(trial.QuietLimit) {
			o.Got += "\nthe program ended: " + t.Program.Status()
		}
		return o
	}
	s.Peer.Send(request(path, extra))
	ok := s.Peer.Until(t.Limit, func(b []byte) bool { return len(b) > 0 })
	if ok {
		s.Peer.Closed(trial.QuietLimit / 3) // let it finish
	}
	s.Peer.Leave()
	if !ok {
		return trial.Fail(verdict.OneClient, expected, otherwise+"\n"+match.Excerpt(t.Program.Errors.Text()))
	}
	return trial.Pass()
}
