package guard

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
)

// A message in these tests is whole with its newline.
func newline(data []byte) bool { return bytes.HasSuffix(data, []byte("\n")) }

// What Recv returns, and when, in a bubble whose clock jumps.
func TestRecv(t *testing.T) {
	long := strings.Repeat("x", Size)
	for _, tt := range []struct {
		name   string
		pieces []string
		every  time.Duration // before each piece
		leaves bool          // after the last piece
		want   string
		err    error
		after  time.Duration
		warn   string
	}{
		{"whole", []string{"hello\n"}, 0, false, "hello\n", nil, 0, ""},
		{"bytes", strings.Split("hello\n", ""), time.Millisecond, false, "hello\n", nil, 6 * time.Millisecond, ""},
		{"more than the message", []string{"hello\n", "again\n"}, 0, false, "hello\n", nil, 0, ""},
		{"the end", nil, 0, true, "", nil, 0, ""},
		{"the end in the middle", []string{"hel", "lo"}, 0, true, "hello", nil, 0, ""},
		{"the longest", []string{long[1:], "\n"}, 0, false, long[1:] + "\n", nil, 0, ""},
		{"too long", []string{long, "x\n"}, 0, false, long, nil, 0, "is longer than 8192 bytes"},
		{"slow", strings.Split("hello\n", ""), 3 * Rest / 4, false, "he", nil, 3*Rest/4 + Rest, "is not complete after 2s"},
		{"late", []string{"hello\n"}, Total - 1, false, "hello\n", nil, Total - 1, ""},
		{"silent", nil, 0, false, "", os.ErrDeadlineExceeded, Total, "has sent nothing for 30s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ln, log := newFakeListener(t)
				client := ln.dial()
				sent := make(chan struct{})
				go func() {
					defer close(sent)
					for _, p := range tt.pieces {
						time.Sleep(tt.every) // of the bubble
						if _, err := io.WriteString(client, p); err != nil {
							return
						}
					}
					if tt.leaves {
						client.Close()
					}
				}()
				conn, err := ln.Accept()
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				data, err := conn.Recv(newline)
				if string(data) != tt.want || !errors.Is(err, tt.err) {
					t.Errorf("received %.100q, %v, want %.100q, %v", data, err, tt.want, tt.err)
				}
				if d := time.Since(start); d != tt.after {
					t.Errorf("that took %v, want %v", d, tt.after)
				}
				if !strings.Contains(log.String(), tt.warn) || tt.warn == "" && log.String() != "" {
					t.Errorf("logged %q, want %q", log, tt.warn)
				}
				conn.Close()
				client.Close()
				<-sent
			})
		})
	}
}

// A client that does not read cannot stay for ever.
func TestSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln, _ := newFakeListener(t)
		client := ln.dial()
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := conn.Send([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("sending fails with %v", err)
		}
		if d := time.Since(start); d != Total {
			t.Errorf("that took %v, want %v", d, Total)
		}
		conn.Close()
		client.Close()
	})
}

// A slow client gets its reply all the same.
func TestReplyToSlowClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln, _ := newFakeListener(t)
		client := ln.dial()
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		go io.WriteString(client, "hel")
		conn.Recv(newline)
		got := make(chan string)
		go func() {
			b, err := io.ReadAll(client)
			got <- string(b)
			if err != nil {
				t.Errorf("the client's end: %v", err)
			}
		}()
		if err := conn.Send([]byte("reply")); err != nil {
			t.Errorf("sending fails: %v", err)
		}
		conn.Close()
		if s := <-got; s != "reply" {
			t.Errorf("the client got %q", s)
		}
		client.Close()
	})
}

// A process that has no file descriptor left tries again, without haste.
func TestNoDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln, log := newFakeListener(t)
		ln.fake.errs.Store(100)
		done := make(chan *Conn)
		go func() {
			conn, err := ln.Accept()
			if err != nil {
				t.Errorf("Accept: %v", err)
			}
			done <- conn
		}()
		time.Sleep(10 * time.Second) // of the bubble
		if tries := 100 - ln.fake.errs.Load(); tries < 10 || tries > 20 {
			t.Errorf("%d tries in 10 seconds", tries)
		}
		ln.fake.errs.Store(0)
		client := ln.dial()
		if conn := <-done; conn != nil {
			conn.Close()
		}
		client.Close()
		if !strings.Contains(log.String(), "cannot accept a client, trying again in 5ms: too many open files") {
			t.Errorf("logged %q", log)
		}
	})
}

// When the context ends, so do the connections, and a closed listener accepts
// nobody.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	inner, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := Clients(ctx, inner)
	client, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if got := conn.RemoteAddr().String(); got != client.LocalAddr().String() {
		t.Errorf("the client is %s, want %v", got, client.LocalAddr())
	}
	cancel()
	if data, err := conn.Recv(newline); !errors.Is(err, net.ErrClosed) {
		t.Errorf("received %q, %v", data, err)
	}
	conn.Close()
	ln.Close()
	if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept: %v", err)
	}
}

// A client that sends far more than is read gets the whole reply all the same,
// and then the end, not a reset.
func TestClose(t *testing.T) {
	inner, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	ln := Clients(t.Context(), inner)
	client, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	client.SetDeadline(time.Now().Add(20 * time.Second))
	var all sync.WaitGroup
	all.Go(func() {
		conn, err := ln.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		if data, err := conn.Recv(newline); len(data) != Size || err != nil {
			t.Errorf("received %d bytes, %v", len(data), err)
		}
		if err := conn.Send([]byte("reply")); err != nil {
			t.Error(err)
		}
	})
	if _, err := client.Write(make([]byte, 1<<20)); err != nil {
		t.Errorf("the client cannot send: %v", err)
	}
	got, err := io.ReadAll(client)
	if string(got) != "reply" || err != nil {
		t.Errorf("the client got %q, %v", got, err)
	}
	client.Close()
	all.Wait()
}

// A fakeListener accepts pipes, once it has failed errs times.
type fakeListener struct {
	net.Listener
	errs  atomic.Int32
	conns chan net.Conn
}

func (l *fakeListener) Accept() (net.Conn, error) {
	if l.errs.Add(-1) >= 0 {
		return nil, syscall.EMFILE
	}
	return <-l.conns, nil
}

// pipes is a Listener of pipes.
type pipes struct {
	*Listener
	fake *fakeListener
}

func newFakeListener(t *testing.T) (ln pipes, log *bytes.Buffer) {
	fake := &fakeListener{conns: make(chan net.Conn, 1)}
	log = new(bytes.Buffer)
	logger := zerolog.New(log)
	return pipes{Clients(logger.WithContext(t.Context()), fake), fake}, log
}

func (p pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.fake.conns <- server
	return client
}
