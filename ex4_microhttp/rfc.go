package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// bodySize is how long the body of a request may be, in bytes. No request here
// needs one; a short one is read, so that another request can follow it.
const bodySize = 64 << 10

// rfc answers the requests of a connection, in their order, as RFC 9110 and RFC
// 9112 ask.
func (s *server) rfc(conn net.Conn, in *bufio.Reader) {
	var a answer
	var last []byte // the head that a answers, if that had no body
	var out []byte
	for {
		head, err := readHead(conn, in)
		if len(bytes.TrimSpace(head)) == 0 {
			if err != nil {
				return // the client has gone, or is silent
			}
			in.Discard(len(head)) // an empty line before a request (RFC 9112, 2.2)
			continue
		}
		s.show(conn, head)
		switch {
		case err == nil && bytes.Equal(head, last):
			// Most clients say the same again and again. To parse it each time
			// would cost a fifth of the server's time.
			in.Discard(len(head))
		case err == nil:
			last = append(last[:0], head...)
			var body io.Reader
			if a, body = parse(head, in); body != nil {
				last = last[:0]
				conn.SetReadDeadline(time.Now().Add(headLimit))
				if _, err := io.Copy(io.Discard, body); err != nil {
					a.close = true
				}
			}
		case errors.Is(err, bufio.ErrBufferFull):
			a = answer{status: http.StatusRequestHeaderFieldsTooLarge, close: true}
		case errors.Is(err, os.ErrDeadlineExceeded):
			a = answer{status: http.StatusRequestTimeout, close: true}
		default: // the client has ended, or failed, in the middle of a request
			a = badRequest
		}
		out = a.append(out[:0])
		if err := send(conn, out); err != nil || a.close {
			return
		}
	}
}

// An answer is all that a reply depends on, but for the time.
type answer struct {
	status    int
	headOnly  bool // to a HEAD
	close     bool // the connection ends after it
	keepAlive bool // it does not, and the client, being of HTTP/1.0, has to be told
}

var badRequest = answer{status: http.StatusBadRequest, close: true}

// parse reads from in the request that begins with head, but for its body, and
// returns what to answer. If body is not nil, it has to be read to its end
// before the next request.
func parse(head []byte, in *bufio.Reader) (a answer, body io.Reader) {
	req, err := http.ReadRequest(in)
	if err != nil {
		return badRequest, nil
	}
	old := !req.ProtoAtLeast(1, 1)
	switch {
	case req.ProtoMajor != 1:
		return answer{status: http.StatusHTTPVersionNotSupported, close: true}, nil
	case !old && req.Host == "", !validHost(req.Host):
		return badRequest, nil
	case req.URL.Host != "" && !old && !hasField(head, "Host"):
		// ReadRequest takes the Host of GET http://host/ from there, but the
		// field must be sent too (RFC 9112, 3.2).
		return badRequest, nil
	case old && hasField(head, "Transfer-Encoding"):
		// ReadRequest ignores it; but then where does the next request begin
		// (RFC 9112, 6.1)?
		return badRequest, nil
	}

	for name := range req.Header {
		if strings.Contains(name, " ") {
			return badRequest, nil // ReadRequest takes "Host : x" (RFC 9112, 5.1)
		}
	}

	a = answer{status: http.StatusOK, headOnly: req.Method == http.MethodHead, close: req.Close}
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		a.status = http.StatusMethodNotAllowed
	} else if req.URL.Path != "/" {
		a.status = http.StatusNotFound
	}
	switch {
	case req.Header["Expect"] != nil:
		// The client may send the body or not, now that it does not get 100
		// (RFC 9110, 10.1.1).
		a.close = true
	case len(req.TransferEncoding) > 0, req.ContentLength > bodySize:
		// Chunks together with a length must end the connection (RFC 9112,
		// 6.1). Chunks alone are no better: nobody knows how many will come.
		a.close = true
	case req.ContentLength > 0:
		body = req.Body
	}
	a.keepAlive = old && !a.close
	return a, body
}

// validHost reports whether a Host field says what may stand in a URL between
// http:// and the path.
func validHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && u.Host == host
}

// hasField reports whether a request's head has a field of that name.
func hasField(head []byte, name string) bool {
	for line := range bytes.Lines(head) {
		field, _, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(field, []byte(name)) {
			return true
		}
	}
	return false
}

// append appends the reply to dst.
func (a answer) append(dst []byte) []byte {
	reason := http.StatusText(a.status)
	dst = append(dst, "HTTP/1.1 "...)
	dst = strconv.AppendInt(dst, int64(a.status), 10)
	dst = append(dst, ' ')
	dst = append(dst, reason...)
	dst = append(dst, "\r\nDate: "...)
	dst = append(dst, date(time.Now())...)

	body := page
	switch a.status {
	case http.StatusOK:
		dst = append(dst, "\r\nCache-Control: private, max-age=0\r\nContent-Type: text/html; charset=utf-8"...)
	case http.StatusMethodNotAllowed:
		dst = append(dst, "\r\nAllow: GET, HEAD"...)
		fallthrough
	default:
		body = reason + "\n"
		dst = append(dst, "\r\nContent-Type: text/plain; charset=utf-8"...)
	}
	dst = append(dst, "\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	if a.close {
		dst = append(dst, "\r\nConnection: close"...)
	} else if a.keepAlive {
		dst = append(dst, "\r\nConnection: keep-alive"...)
	}
	dst = append(dst, "\r\n\r\n"...)
	if !a.headOnly {
		dst = append(dst, body...)
	}
	return dst
}

// lastDate is what date has returned last.
var lastDate atomic.Pointer[struct {
	second int64
	text   string
}]

// date returns the value of the field Date, an IMF-fixdate in UTC (RFC 9110,
// 5.6.7).
func date(now time.Time) string {
	d := lastDate.Load()
	if d == nil || d.second != now.Unix() {
		d = &struct {
			second int64
			text   string
		}{now.Unix(), now.UTC().Format(http.TimeFormat)}
		lastDate.Store(d)
	}
	return d.text
}
