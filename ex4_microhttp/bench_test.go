package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkRequests compares, at 64 clients and in the same run, the requests
// a second of one connection a request (worksheet), of connections kept alive
// (rfc), and of package http's own server for the same page.
func BenchmarkRequests(b *testing.B) {
	once, kept, std := start(b, "worksheet", io.Discard), start(b, "rfc", io.Discard), startNetHTTP(b)
	var onceTime, keptTime, stdTime time.Duration
	for b.Loop() {
		onceTime += load(b, once, 64, 5_000, false)
		keptTime += load(b, kept, 64, 25_000, true)
		stdTime += load(b, std, 64, 25_000, true)
	}
	rate := func(n int, d time.Duration) float64 { return float64(b.N) * float64(n) / d.Seconds() }
	b.ReportMetric(rate(5_000, onceTime), "once/s")
	b.ReportMetric(rate(25_000, keptTime), "kept-alive/s")
	b.ReportMetric(rate(25_000, stdTime), "net/http/s")
	b.ReportMetric(rate(25_000, keptTime)/rate(5_000, onceTime), "kept-alive/once")
	b.ReportMetric(stdTime.Seconds()/keptTime.Seconds(), "kept-alive/(net/http)")
	b.ReportMetric(0, "ns/op")
}

func startNetHTTP(b *testing.B) (addr string) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	body := []byte(page)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=0")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(body)
	})}
	go srv.Serve(ln)
	b.Cleanup(func() { srv.Close() })
	return ln.Addr().String()
}

// browserGet is about as long as what a browser sends.
const browserGet = "GET / HTTP/1.1\r\nHost: 127.0.0.1:55000\r\nConnection: keep-alive\r\n" +
	"Upgrade-Insecure-Requests: 1\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8\r\n" +
	"Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\n\r\n"

// load sends n requests to addr from so many clients at once, and returns how
// long it took until all were answered. A client keeps its connection, or opens
// one for each request and reads to its end.
func load(b *testing.B, addr string, clients, n int, keep bool) time.Duration {
	b.Helper()
	begin := time.Now()
	var sent atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			var conn net.Conn
			in := bufio.NewReader(nil)
			for sent.Add(1) <= int64(n) {
				var err error
				if conn == nil {
					if conn, err = net.Dial("tcp4", addr); err != nil {
						b.Error(err)
						return
					}
					in.Reset(conn)
				}
				if _, err = io.WriteString(conn, browserGet); err == nil {
					if keep {
						err = skipReply(in)
					} else {
						err = skipAll(in)
						conn.Close()
						conn = nil
					}
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
			if conn != nil {
				conn.Close()
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}

// skipReply reads a reply that has a Content-Length.
func skipReply(in *bufio.Reader) error {
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if value, ok := strings.CutPrefix(string(line), "Content-Length: "); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
		if len(line) == len("\r\n") {
			_, err := in.Discard(length)
			return err
		}
	}
}

// skipAll reads a reply that ends with the connection.
func skipAll(in *bufio.Reader) error {
	n, err := in.WriteTo(io.Discard)
	if err == nil && n < int64(len(page)) {
		err = io.ErrUnexpectedEOF
	}
	return err
}
