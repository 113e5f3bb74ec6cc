package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

// headSize is how long the head of a request may be, blank line included, in
// bytes.
const headSize = 8 << 10

// How long a client may take. A slow client holds nobody up, but while it stays
// it has a socket and memory of this server.
const (
	idleLimit   = 30 * time.Second // to send the first byte of a request
	headLimit   = 2 * time.Second  // from there to the blank line
	writeLimit  = 5 * time.Second  // to take a reply
	lingerLimit = time.Second      // to close, after the last reply
)

// listen asks the system for a TCP socket to which clients connect at ip:port.
//
// Python: sconn = socket.socket(AF_INET, SOCK_STREAM); sconn.bind((ip, port));
// sconn.listen(1). Go asks for as long a backlog as the system allows.
func listen(ctx context.Context, ip string, port int, stdout io.Writer) (net.Listener, error) {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	if _, err := fmt.Fprintf(stdout, "binding to %s  ...\n", addr); err != nil {
		return nil, err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp4", addr)
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	return ln, nil
}

// serve shows what the clients of ln send, and lets reply answer them, until
// ctx ends. It closes ln and all connections.
func serve(ctx context.Context, ln net.Listener, reply replyFunc, stdout io.Writer) error {
	running, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	defer graceful.CloseWhenDone(running, ln)()
	s := &server{stdout: stdout, fail: fail, log: zerolog.Ctx(ctx)}
	s.log.Info().Msgf("listening on %v", ln.Addr())
	if _, err := fmt.Fprintln(stdout, "Waiting client ..."); err != nil {
		return err
	}

	var clients sync.WaitGroup
	var delay time.Duration
	for {
		conn, err := ln.Accept() // s, addr = sconn.accept()
		switch {
		case err == nil:
			delay = 0
			clients.Go(func() { s.talk(running, conn, reply) })
		case running.Err() == nil:
			// Most often the process has no file descriptor left (EMFILE). It
			// will have, when some clients have gone.
			delay = min(max(2*delay, 5*time.Millisecond), time.Second)
			s.log.Warn().Msgf("cannot accept a client, trying again in %v: %v", delay, err)
			select {
			case <-running.Done():
			case <-time.After(delay):
			}
		default:
			clients.Wait()
			if ctx.Err() == nil {
				return context.Cause(running)
			}
			return graceful.End(ctx, pyfmt.NewPrinter(stdout), err)
		}
	}
}

// A server is what the connections share.
type server struct {
	log  *zerolog.Logger
	fail context.CancelCauseFunc // ends the server because of an error

	mu     sync.Mutex // guards what follows
	stdout io.Writer
	text   []byte // for show
}

// readers are *bufio.Reader of headSize bytes, one for each client. Whatever a
// client sends, its reader does not grow.
var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, headSize) }}

// talk serves one client. It closes conn.
func (s *server) talk(ctx context.Context, conn net.Conn, reply replyFunc) {
	defer graceful.CloseWhenDone(ctx, conn)()
	in := readers.Get().(*bufio.Reader)
	in.Reset(conn)
	reply(s, conn, in)
	hangUp(conn, in)
	in.Reset(nil)
	readers.Put(in)
}

// readHead waits for a request and returns its head, the bytes up to the blank
// line and with it, which stay in the buffer of in. The error
// [bufio.ErrBufferFull] says that the head is longer than headSize,
// [os.ErrDeadlineExceeded] that it took too long, io.EOF that the client has
// sent its last byte; then head is what has come of it.
func readHead(conn net.Conn, in *bufio.Reader) (head []byte, err error) {
	if in.Buffered() == 0 {
		conn.SetReadDeadline(time.Now().Add(idleLimit))
		if _, err := in.Peek(1); err != nil {
			return nil, err
		}
	}
	for first := true; ; first = false {
		head, _ = in.Peek(in.Buffered())
		if n := headEnd(head); n > 0 {
			return head[:n], nil
		}
		if len(head) == in.Size() {
			return head, bufio.ErrBufferFull
		}
		if first {
			conn.SetReadDeadline(time.Now().Add(headLimit))
		}
		if _, err := in.Peek(len(head) + 1); errors.Is(err, net.ErrClosed) {
			return nil, err // ctrl-c
		} else if err != nil {
			head, _ = in.Peek(in.Buffered()) // which that may have moved
			return head, err
		}
	}
}

// headEnd returns the length of the head at the start of b, or 0 if its blank
// line is not there. A line ends with \r\n or, as RFC 9112, 2.2 allows, \n.
func headEnd(b []byte) int {
	for end := 0; ; {
		n := bytes.IndexByte(b[end:], '\n')
		if n < 0 {
			return 0
		}
		line := b[end : end+n]
		end += n + 1
		if len(line) == 0 || string(line) == "\r" {
			return end
		}
	}
}

// show prints what a client has sent, and who it is, in one piece, so that what
// two clients send at the same time is not mixed.
//
// Python: print("Client connected with address:", addr);
// print("received data:", rawdata.decode("ascii"))
func (s *server) show(conn net.Conn, data []byte) {
	s.mu.Lock()
	from := conn.RemoteAddr().(*net.TCPAddr).AddrPort()
	s.text = append(s.text[:0], "Client connected with address: "...)
	s.text = pyfmt.AppendAddr(s.text, from)
	s.text = append(s.text, "\nreceived data: "...)
	text, clean := appendText(s.text, data)
	s.text = append(text, '\n')
	_, err := s.stdout.Write(s.text)
	s.mu.Unlock()

	if err != nil {
		s.fail(err)
	}
	if !clean {
		s.log.Warn().Msgf(`what %v sent is not plain ASCII text: the other bytes are shown as \xNN`, from)
	}
}

// appendText is [safetext.AppendASCII] for lines that end with \r\n, as those
// of HTTP do. A \r right before a \n can hide nothing.
func appendText(dst, data []byte) (out []byte, clean bool) {
	clean = true
	for {
		line, rest, found := bytes.Cut(data, []byte("\r\n"))
		text, ok := safetext.AppendASCII(dst, line)
		clean = clean && ok
		if !found {
			return text, clean
		}
		dst, data = append(text, "\r\n"...), rest
	}
}

// send sends b, all of it. A client that does not read fills the buffers
// between it and this server, and then has writeLimit.
func send(conn net.Conn, b []byte) error {
	conn.SetWriteDeadline(time.Now().Add(writeLimit))
	_, err := conn.Write(b) // s.send(b)
	return err
}

// hangUp ends the conversation so that the last reply arrives. If bytes of the
// client were still unread when the socket is closed, the system would send a
// reset (RFC 1122, 4.2.2.13), on which the client's system may throw away the
// reply before the client has read it. So hangUp first says that nothing more
// will come, with shutdown(2), and then reads on until the client has closed
// its side too, or for lingerLimit (RFC 9112, 9.6).
func hangUp(conn net.Conn, in *bufio.Reader) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.CloseWrite()
	}
	conn.SetReadDeadline(time.Now().Add(lingerLimit))
	for {
		in.Discard(in.Buffered())
		if _, err := in.Peek(1); err != nil {
			return
		}
	}
}
