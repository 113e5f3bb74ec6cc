package main

import (
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// How long a client may take, in a bubble whose clock jumps. A pipe, which has
// no half-close, ends lingerLimit after the last reply.
func TestLimits(t *testing.T) {
	closing := strings.Replace(get, "\r\n", "\r\nConnection: close\r\n", 1)
	for _, tt := range []struct {
		name, reply, request string
		every                time.Duration // before each byte of the request
		answer               string        // how it begins
		after                time.Duration
	}{
		{"silent", "echo", "", 0, "", idleLimit},
		{"silent", "worksheet", "", 0, "", idleLimit},
		{"silent", "rfc", "", 0, "", idleLimit},
		{"slow", "echo", get, time.Second, "G", time.Second},
		{"slow", "worksheet", get, time.Second, "HTTP/1.1 200 OK", time.Second + headLimit},
		{"slow", "rfc", get, time.Second, "HTTP/1.1 408 Request Timeout", time.Second + headLimit},
		{"in time", "rfc", closing, time.Millisecond, "HTTP/1.1 200 OK", time.Duration(len(closing)) * time.Millisecond},
		{"no body", "rfc", strings.Replace(get, "\r\n", "\r\nContent-Length: 1\r\n", 1), 0, "HTTP/1.1 200 OK", headLimit},
		{"kept alive", "rfc", get, 0, "HTTP/1.1 200 OK", idleLimit},
	} {
		t.Run(tt.name+" "+tt.reply, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ln := newFakeListener()
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error)
				go func() { done <- serve(ctx, ln, replies[tt.reply], io.Discard) }()
				conn := ln.dial()
				start := time.Now()
				written := make(chan struct{})
				go func() {
					defer close(written)
					for _, c := range []byte(tt.request) {
						time.Sleep(tt.every) // of the bubble
						if _, err := conn.Write([]byte{c}); err != nil {
							return
						}
					}
				}()
				got, err := io.ReadAll(conn)
				if err != nil || !strings.HasPrefix(string(got), tt.answer) || tt.answer == "" && len(got) > 0 {
					t.Errorf("answered %q, %v, want %q", got, err, tt.answer)
				}
				if d := time.Since(start); d != tt.after+lingerLimit {
					t.Errorf("the end came after %v, want %v", d, tt.after+lingerLimit)
				}
				<-written
				cancel()
				if err := <-done; err != nil {
					t.Errorf("serve: %v", err)
				}
			})
		})
	}
}

// A client that does not read cannot stay for ever.
func TestDoesNotRead(t *testing.T) {
	for reply := range replies {
		synctest.Test(t, func(t *testing.T) {
			ln := newFakeListener()
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- serve(ctx, ln, replies[reply], io.Discard) }()
			conn := ln.dial()
			io.WriteString(conn, get)
			time.Sleep(writeLimit + lingerLimit + 1) // of the bubble
			if _, err := io.WriteString(conn, get); err == nil {
				t.Errorf("%s: the connection is still open", reply)
			}
			cancel()
			if err := <-done; err != nil {
				t.Errorf("serve: %v", err)
			}
		})
	}
}

// A process that has no file descriptor left does not end, and tries again
// without haste.
func TestNoDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := newFakeListener()
		ln.errs.Store(100)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- serve(ctx, ln, replies["worksheet"], io.Discard) }()
		time.Sleep(10 * time.Second) // of the bubble
		if tries := 100 - ln.errs.Load(); tries < 10 || tries > 20 {
			t.Errorf("%d tries in 10 seconds", tries)
		}
		ln.errs.Store(0)
		conn := ln.dial()
		go io.WriteString(conn, get)
		if got, err := io.ReadAll(conn); err != nil || !strings.HasSuffix(string(got), page) {
			t.Errorf("after that, answered %q, %v", got, err)
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

// A fakeListener accepts pipes, once it has failed errs times.
type fakeListener struct {
	errs   atomic.Int32
	conns  chan net.Conn
	closed chan struct{}
}

func newFakeListener() *fakeListener {
	return &fakeListener{conns: make(chan net.Conn), closed: make(chan struct{}, 10)}
}

func (l *fakeListener) dial() net.Conn {
	client, server := net.Pipe()
	l.conns <- tcpPipe{server}
	return client
}

func (l *fakeListener) Accept() (net.Conn, error) {
	if l.errs.Add(-1) >= 0 {
		return nil, syscall.EMFILE
	}
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *fakeListener) Close() error   { l.closed <- struct{}{}; return nil }
func (l *fakeListener) Addr() net.Addr { return &net.TCPAddr{} }

// A tcpPipe says that it has the address of a TCP connection.
type tcpPipe struct{ net.Conn }

func (tcpPipe) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1).To4(), Port: 1} }
