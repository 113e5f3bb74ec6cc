// Package message finds out where a message ends that comes over TCP without
// a mark at its end.
//
// On the wire a message of the chat (worksheet 3.2) is its text in UTF-8 and
// nothing else: no newline, no length. TCP carries bytes, and may deliver them
// in other pieces than they were sent. So nobody can know for sure where such a
// message ends; the rules of this package are a good guess.
package message

import (
	"context"
	"errors"
	"net"
	"os"
	"time"
	"unicode/utf8"

	"in43.example/pkg/sockerr"
)

const (
	// smallSegment is the size of a TCP segment that every path carries, in
	// bytes (RFC 9293, 3.7.1). A message shorter than that, sent by one call,
	// travels in one segment and comes at once. A longer one may come in pieces.
	smallSegment = 536

	// quiet is how long nothing must come after a long message until it counts
	// as whole. It is more than the 200 ms after which Linux sends a lost
	// segment again (TCP_RTO_MIN).
	quiet = 250 * time.Millisecond

	// charWait is the same after the beginning of a character: more must come.
	charWait = 2 * time.Second

	// maxMessage is the length in bytes at which a message is cut, so that
	// nobody can fill the memory.
	maxMessage = 1 << 20

	// waiting is how many messages may wait to be taken from the channel. Two
	// sides that send long messages at the same time must not both wait until
	// the other one receives.
	waiting = 16
)

// A Message is what the other side has said, or why it says nothing more.
type Message struct {
	Text string // not empty, unless there is an Err
	Err  error  // see [sockerr.PeerGone]
}

// Receive returns the messages that come over conn. A goroutine receives them
// until conn ends, which the last Message says, or until ctx does. Receive also sets a
// time limit to conn, for the case that the other side is gone without a word.
func Receive(ctx context.Context, conn net.Conn) <-chan Message {
	noticeGone(conn, goneAfter) // if it fails, the system notices later
	messages := make(chan Message, waiting)
	go func() {
		r := newReader(conn)
		for {
			text, err := r.next()
			err = sockerr.Explain(sockerr.Receive, conn.RemoteAddr().String(), "--port", err)
			select {
			case messages <- Message{text, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return messages
}

// A reader reads messages from a connection.
type reader struct {
	conn net.Conn
	buf  []byte // what has come and has not been returned yet
	err  error  // what ended conn
}

func newReader(conn net.Conn) *reader {
	return &reader{conn: conn, buf: make([]byte, 0, maxMessage)}
}

// next returns the next message, which is not empty. After the last one it
// returns the error of conn: io.EOF if the other side has closed it.
func (r *reader) next() (string, error) {
	for r.err == nil {
		var deadline time.Time // for ever
		switch {
		case unfinished(r.buf) > 0:
			deadline = time.Now().Add(charWait)
		case len(r.buf) >= smallSegment:
			deadline = time.Now().Add(quiet)
		case len(r.buf) > 0:
			return r.take(len(r.buf)), nil
		}
		r.conn.SetReadDeadline(deadline)
		n, err := r.conn.Read(r.buf[len(r.buf):cap(r.buf)]) // s.recv(BUFFER_SIZE)
		r.buf = r.buf[:len(r.buf)+n]
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return r.take(len(r.buf)), nil
		}
		r.err = err
		if len(r.buf) == cap(r.buf) {
			return r.take(len(r.buf) - unfinished(r.buf)), nil
		}
	}
	if len(r.buf) > 0 {
		return r.take(len(r.buf)), nil
	}
	return "", r.err
}

// take removes the first n bytes from r.buf and returns them.
func (r *reader) take(n int) string {
	text := string(r.buf[:n])
	r.buf = r.buf[:copy(r.buf, r.buf[n:])]
	return text
}

// unfinished returns how many bytes at the end of b are the beginning of a
// longer character of UTF-8.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if end := b[len(b)-n:]; utf8.RuneStart(end[0]) {
			if utf8.FullRune(end) {
				return 0
			}
			return n
		}
	}
	return 0
}
