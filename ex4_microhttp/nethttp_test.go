package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"in43.example/pkg/labtest"
	"in43.example/pkg/pyfmt"
)

// What is replied, and what is shown.
func TestNetHTTP(t *testing.T) {
	const host = "Host: 127.0.0.1:55000\r\n"
	for _, tt := range []struct {
		name, request string
		status        int
		shown         string // "" for what net/http refuses by itself
	}{
		{"get", get, 200, get},
		{"head", "HEAD / HTTP/1.1\r\n" + host + "\r\n", 200, "HEAD / HTTP/1.1\r\n" + host + "\r\n"},
		{"other path", "GET /favicon.ico HTTP/1.1\r\n" + host + "\r\n", 404, "GET /favicon.ico HTTP/1.1\r\n" + host + "\r\n"},
		{"other method", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", 405, "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\n"},
		{"order", "GET / HTTP/1.1\r\nx-b: 1\r\naccept: */*\r\n" + host + "\r\n", 200, "GET / HTTP/1.1\r\n" + host + "Accept: */*\r\nX-B: 1\r\n\r\n"},
		{"not ASCII", "GET /é HTTP/1.1\r\n" + host + "\r\n", 404, "GET /\\xc3\\xa9 HTTP/1.1\r\n" + host + "\r\n"},
		{"escape sequence", "GET / HTTP/1.1\r\n" + host + "X: \x1b[2J\r\n\r\n", 400, ""},
		{"no HTTP", "Hello, Everyone!\r\n\r\n", 400, ""},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400, ""},
		{"long head", "GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", 431, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, "rfc")
			reply := exchange(t, dial(t, p.Addr()), tt.request)
			method, _, _ := strings.Cut(tt.request, " ")
			r, err := http.ReadResponse(bufio.NewReader(strings.NewReader(reply)), &http.Request{Method: method})
			if err != nil {
				t.Fatalf("%q: %v", reply, err)
			}
			body, err := io.ReadAll(r.Body)
			if r.StatusCode != tt.status || err != nil {
				t.Errorf("replied %q (%v), want the status %d", reply, err, tt.status)
			}
			if tt.status == 200 {
				want := page
				if method == "HEAD" {
					want = ""
				}
				if string(body) != want || r.Header.Get("Content-Length") != strconv.Itoa(len(page)) || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
					t.Errorf("replied %q", reply)
				}
				if _, err := http.ParseTime(r.Header.Get("Date")); err != nil {
					t.Error(err)
				}
			}
			if tt.status == 405 && r.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("replied %q", reply)
			}
			want := shown(tt.shown)
			if tt.shown == "" {
				want, _, _ = strings.Cut(want, "received data:")
			}
			if got := labtest.Mask(p.Stdout.String()); got != want {
				t.Errorf("printed %.300q, want %q", got, want)
			}
		})
	}
}

// A connection carries one request after the other.
func TestKeepAlive(t *testing.T) {
	p := start(t, "rfc")
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for range 3 {
		reply, err := client.Get("http://" + p.Addr() + "/")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		if err != nil || reply.StatusCode != 200 || string(body) != page {
			t.Errorf("%s, %q, %v", reply.Status, body, err)
		}
	}
	out := p.Stdout.String()
	if strings.Count(out, "Client connected") != 1 || strings.Count(out, "received data: GET / HTTP/1.1\r\n") != 3 {
		t.Errorf("printed %q", out)
	}
}

// How long a client may take, in a bubble whose clock jumps.
func TestNetHTTPLimits(t *testing.T) {
	for _, tt := range []struct {
		name, request string
		reply         string // how it begins
		after         time.Duration
	}{
		{"silent", "", "", 10 * time.Second},
		{"half a head", get[:20], "HTTP/1.1 400 ", 10 * time.Second},
		{"half a body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", "HTTP/1.1 405 ", 10 * time.Second},
		{"kept", get, "HTTP/1.1 200 OK\r\n", 30 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, conn := net.Pipe()
				ln := &onePipe{conns: make(chan net.Conn, 1)}
				ln.conns <- tcpPipe{conn}
				server := newServer(t.Context(), pyfmt.NewPrinter(io.Discard))
				done := make(chan error)
				go func() { done <- server.Serve(ln) }()
				start := time.Now()
				io.WriteString(client, tt.request)
				reply, err := io.ReadAll(client)
				if !bytes.HasPrefix(reply, []byte(tt.reply)) || tt.reply == "" && len(reply) > 0 {
					t.Errorf("replied %q, %v, want %q", reply, err, tt.reply)
				}
				if d := time.Since(start).Round(time.Second); d != tt.after {
					t.Errorf("the end came after %v, want %v", d, tt.after)
				}
				client.Close()
				server.Close()
				<-done
			})
		})
	}
}

// A onePipe is a listener that accepts one pipe.
type onePipe struct {
	net.Listener
	conns chan net.Conn
}

func (l *onePipe) Accept() (net.Conn, error) {
	if conn, ok := <-l.conns; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (l *onePipe) Close() error { close(l.conns); return nil }

// A tcpPipe says that it has the address of a TCP connection.
type tcpPipe struct{ net.Conn }

func (tcpPipe) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1).To4(), Port: 1} }

func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		labtest.Missing(t, "curl")
	}
	for _, reply := range []string{"worksheet", "rfc"} {
		url := "http://" + start(t, reply).Addr() + "/"
		args := []string{"--silent", "--show-error", "--noproxy", "*", url, url}
		if got := labtest.Run(t, exec.Command(curl, args...)); got.Wait() != 0 || got.Stdout.String() != page+page {
			t.Errorf("%s: curl printed %q%v", reply, got.Stdout, got)
		}
	}
}
