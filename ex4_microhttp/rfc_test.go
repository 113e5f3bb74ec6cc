package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/labtest"
)

// What is answered, and whether the connection stays open for another request.
func TestRFC(t *testing.T) {
	const host = "Host: 127.0.0.1\r\n"
	for _, tt := range []struct {
		name, request string
		status        int
		open          bool
	}{
		{"get", "GET / HTTP/1.1\r\n" + host + "\r\n", 200, true},
		{"query", "GET /?q=1 HTTP/1.1\r\n" + host + "\r\n", 200, true},
		{"absolute form", "GET http://127.0.0.1/ HTTP/1.1\r\n" + host + "\r\n", 200, true},
		{"lines end with LF", "GET / HTTP/1.1\nHost: x\n\n", 200, true},
		{"empty line before", "\r\nGET / HTTP/1.1\r\n" + host + "\r\n", 200, true},
		{"higher minor version", "GET / HTTP/1.9\r\n" + host + "\r\n", 200, true},
		{"close", "GET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 200, false},
		{"1.0", "GET / HTTP/1.0\r\n\r\n", 200, false},
		{"1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, true},
		{"host with a port", "GET / HTTP/1.1\r\nHost: [::1]:55000\r\n\r\n", 200, true},
		{"longest head", "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", headSize-len("GET / HTTP/1.1\r\nHost: x\r\nX: \r\n\r\n")) + "\r\n\r\n", 200, true},

		{"favicon", "GET /favicon.ico HTTP/1.1\r\n" + host + "\r\n", 404, true},
		{"post", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", 405, true},
		{"long body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 65537\r\n\r\nabc", 405, false},
		{"half a body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nab", 405, false},
		{"chunked body", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 405, false},
		{"expects 100", "PUT / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", 405, false},
		{"options", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 405, true},
		{"connect", "CONNECT example:80 HTTP/1.1\r\nHost: example:80\r\n\r\n", 405, true},
		{"get with a body", "GET / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", 200, true},

		{"no request", "Hello, Everyone!\r\n\r\n", 400, false},
		{"half a request", "GET / HTTP/1.1\r\n", 400, false},
		{"no version", "GET /\r\n\r\n", 400, false},
		{"no path", "GET  HTTP/1.1\r\n" + host + "\r\n", 400, false},
		{"bad method", "G@T / HTTP/1.1\r\n" + host + "\r\n", 400, false},
		{"bad path", "GET /%zz HTTP/1.1\r\n" + host + "\r\n", 400, false},
		{"bad version", "GET / HTTP/1.x\r\n" + host + "\r\n", 400, false},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400, false},
		{"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, false},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, false},
		{"bad host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, false},
		{"absolute form without host", "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", 400, false},
		{"no colon", "GET / HTTP/1.1\r\n" + host + "X\r\n\r\n", 400, false},
		{"space before the colon", "GET / HTTP/1.1\r\n" + host + "X : y\r\n\r\n", 400, false},
		{"bad length", "GET / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400, false},
		{"two lengths", "GET / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, false},
		{"unknown coding", "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n", 400, false},
		{"1.0 chunked", "GET / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n", 400, false},
		{"long head", "GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", headSize), 431, false},
		{"long line", "GET /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\r\n" + host + "\r\n", 431, false},
		{"2.0", "GET / HTTP/2.0\r\n" + host + "\r\n", 505, false},
		{"0.9", "GET / HTTP/0.9\r\n" + host + "\r\n", 505, false},
		{"2.0 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			addr := start(t, "rfc", io.Discard)
			const second = "GET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
			request := tt.request
			if tt.open {
				request += second
			}
			in := bufio.NewReader(strings.NewReader(exchange(t, dial(t, addr), request)))
			checkReply(t, in, "GET", tt.status, !tt.open, strings.Contains(tt.request, "1.0"))
			if tt.open {
				checkReply(t, in, "GET", 404, true, false)
			}
			if rest, _ := io.ReadAll(in); len(rest) > 0 {
				t.Errorf("after the last reply came %q", rest)
			}
		})
	}
}

// checkReply reads a reply to a request of that method and checks its fields
// and its body.
func checkReply(t *testing.T, in *bufio.Reader, method string, status int, closes, old bool) {
	t.Helper()
	reply, err := http.ReadResponse(in, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, kind := reply.Status[len("200 "):]+"\n", "text/plain; charset=utf-8"
	if status == 200 {
		text, kind = page, "text/html; charset=utf-8"
	}
	want := http.Header{"Content-Type": {kind}, "Content-Length": {strconv.Itoa(len(text))}}
	if status == 200 {
		want["Cache-Control"] = []string{"private, max-age=0"}
	}
	if status == 405 {
		want["Allow"] = []string{"GET, HEAD"}
	}
	if closes {
		want["Connection"] = []string{"close"}
	} else if old {
		want["Connection"] = []string{"keep-alive"}
	}
	if method == "HEAD" {
		text = ""
	}

	date := reply.Header.Get("Date")
	if at, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", date); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("Date: %s (%v), want now in UTC", date, err)
	}
	reply.Header.Del("Date")
	if reply.Close && len(reply.Header["Connection"]) == 0 { // ReadResponse deletes it
		reply.Header["Connection"] = []string{"close"}
	}
	if reply.StatusCode != status || reply.Proto != "HTTP/1.1" || string(body) != text {
		t.Errorf("%s %s and %q, want %d and %q", reply.Proto, reply.Status, body, status, text)
	}
	for name := range reply.Header {
		if strings.Join(reply.Header[name], "|") != strings.Join(want[name], "|") {
			t.Errorf("%s: %q, want %q", name, reply.Header[name], want[name])
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("the reply has no %s", name)
	}
}

// HEAD gets the head of what GET gets, for every status that it can have.
func TestHEAD(t *testing.T) {
	addr := start(t, "rfc", io.Discard)
	replies := exchange(t, dial(t, addr), "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	in := bufio.NewReader(strings.NewReader(replies))
	checkReply(t, in, "HEAD", 200, false, false)
	checkReply(t, in, "HEAD", 404, true, false)
	if in.Buffered() > 0 {
		t.Errorf("HEAD got a body: %q", replies)
	}
}

// The same request again gets the same answer as the first time, and another
// one its own.
func TestAgain(t *testing.T) {
	addr := start(t, "rfc", io.Discard)
	const head = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"
	const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"
	requests := get + get + head + head + get + post + "ab" + post + "cd" + get
	conn := dial(t, addr)
	in := bufio.NewReader(strings.NewReader(exchange(t, conn, requests)))
	for _, r := range []struct {
		method string
		status int
	}{{"GET", 200}, {"GET", 200}, {"HEAD", 200}, {"HEAD", 200}, {"GET", 200}, {"POST", 405}, {"POST", 405}, {"GET", 200}} {
		checkReply(t, in, r.method, r.status, false, false)
	}
}

// Go's own client keeps its connection.
func TestHTTPClient(t *testing.T) {
	url := "http://" + start(t, "rfc", io.Discard) + "/"
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for i := range 3 {
		var reused bool
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			GotConn: func(info httptrace.GotConnInfo) { reused = info.Reused },
		})
		req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		if err != nil || reply.StatusCode != 200 || string(body) != page {
			t.Errorf("%s, %q, %v", reply.Status, body, err)
		}
		if reused != (i > 0) {
			t.Errorf("request %d: the connection was reused: %v", i, reused)
		}
	}
	// A body that is sent in chunks.
	reply, err := client.Post(url, "text/plain", io.MultiReader(strings.NewReader("abc")))
	if err != nil {
		t.Fatal(err)
	}
	reply.Body.Close()
	if reply.StatusCode != 405 {
		t.Errorf("POST: %s", reply.Status)
	}
}

func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		labtest.Missing(t, "curl")
	}
	for _, reply := range []string{"worksheet", "rfc"} {
		url := "http://" + start(t, reply, io.Discard) + "/"
		args := []string{"--silent", "--show-error", "--noproxy", "*", url, url}
		if got := labtest.Run(t, exec.Command(curl, args...)); got.Wait() != 0 || got.Stdout.String() != page+page {
			t.Errorf("%s: curl printed %q%v", reply, got.Stdout, got)
		}
	}
	url := "http://" + start(t, "rfc", io.Discard) + "/favicon.ico"
	if got := labtest.Run(t, exec.Command(curl, "--silent", "--fail", "--noproxy", "*", url)); got.Wait() != 22 {
		t.Errorf("curl --fail did not end with status 22 for 404%v", got)
	}
}

// What a client may send in one go, however it is cut into pieces, is answered
// by whole replies, the same ones.
func FuzzRFC(f *testing.F) {
	for _, s := range []string{
		get, get + get, "\r\n" + get, "\n0 ", "GET / HTTP/1.0\n\n", "HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n" + get,
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + get,
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + get,
		"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n \r\n b\r\n\r\n", "GET / HTTP/1.1\r\n \r\nHost: x\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x00", strings.Repeat("x", headSize), "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n",
	} {
		f.Add([]byte(s), byte(1))
	}
	s := &server{stdout: io.Discard, log: zerolog.Ctx(f.Context()), fail: func(error) {}}
	f.Fuzz(func(t *testing.T, requests []byte, piece byte) {
		whole := &fakeConn{in: requests, piece: len(requests)}
		pieces := &fakeConn{in: requests, piece: int(piece)%64 + 1}
		for _, conn := range []*fakeConn{whole, pieces} {
			s.rfc(conn, bufio.NewReaderSize(conn, headSize))
		}
		if a, b := maskFixdate(whole.out.String()), maskFixdate(pieces.out.String()); a != b {
			t.Errorf("%q is answered\n%q\nand in pieces\n%q", requests, a, b)
		}
		// The body of a reply to HEAD is not there: find it from the length of
		// the heads alone.
		for rest := whole.out.Bytes(); len(rest) > 0; {
			in := bufio.NewReader(bytes.NewReader(rest))
			reply, err := http.ReadResponse(in, &http.Request{Method: "HEAD"})
			if err != nil {
				t.Fatalf("%q is answered %q: %v", requests, rest, err)
			}
			rest = rest[headEnd(rest):]
			if reply.StatusCode == 200 {
				rest = bytes.TrimPrefix(rest, []byte(page))
			} else {
				rest = bytes.TrimPrefix(rest, []byte(http.StatusText(reply.StatusCode)+"\n"))
			}
		}
	})
}

var fixdate = regexp.MustCompile(`Date: [^\r]*`)

func maskFixdate(s string) string { return fixdate.ReplaceAllString(s, "Date: -") }

// A fakeConn gives the bytes of in, piece by piece, and keeps what is written.
type fakeConn struct {
	net.Conn
	in    []byte
	piece int
	out   bytes.Buffer
}

func (c *fakeConn) Read(b []byte) (int, error) {
	if len(c.in) == 0 {
		return 0, io.EOF
	}
	n := copy(b, c.in[:min(c.piece, len(c.in))])
	c.in = c.in[n:]
	return n, nil
}

func (c *fakeConn) Write(b []byte) (int, error) { return c.out.Write(b) }
func (c *fakeConn) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1).To4(), Port: 1}
}
func (c *fakeConn) SetReadDeadline(time.Time) error  { return nil }
func (c *fakeConn) SetWriteDeadline(time.Time) error { return nil }
