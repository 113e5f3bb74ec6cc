package labcli

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// How long a stream waits for a reader that has stopped.
const (
	grace     = 40 * time.Millisecond // after ctrl-c
	lateGrace = 15 * time.Millisecond // for what is written even later
	busyGrace = 10 * time.Millisecond // for each write of a server
)

// queueSize is how many bytes a server keeps for a reader that has stopped.
const queueSize = 1 << 20

// A stream is the standard output or the standard error of a program. Its reader
// may stop: somebody looks at a page of "less", or has pressed ctrl-s on a
// terminal. Then the system makes write(2) wait, and nothing can wake it. So a
// goroutine writes, and Write waits for the goroutine, but not for ever:
//
//   - After ctrl-c it waits for a moment only. Then the stream is given up, and
//     the program can end.
//   - In a server (ServerOutput) it never waits long. Up to queueSize bytes are
//     kept until the reader goes on; what comes then is thrown away.
//
// Otherwise Write returns when all is written, as that of a file does. A listener
// that waits in Write does not read its socket: that the system drops and counts
// what it has no room for is right.
type stream struct {
	w    io.Writer
	late <-chan struct{} // closed a grace after ctrl-c
	fail func(error)     // is called with the first error of writing

	turn sync.Mutex    // is held by Write and close
	buf  []byte        // what the goroutine writes; it has it to itself while it is busy
	next chan []byte   // to the goroutine
	idle chan struct{} // from the goroutine: there is nothing more to write

	server atomic.Bool

	mu    sync.Mutex
	busy  bool   // the goroutine writes buf
	queue []byte // what it writes after that
	gone  bool   // the stream is given up, or closed
	lost  int    // lines that were not written
	err   error
}

func newStream(w io.Writer, late <-chan struct{}, fail func(error)) *stream {
	s := &stream{w: w, late: late, fail: fail, next: make(chan []byte), idle: make(chan struct{}, 1)}
	go func() {
		for b := range s.next {
			for len(b) > 0 {
				_, err := s.w.Write(b)
				b = s.written(err)
			}
		}
	}()
	return s
}

// lateAfter returns a channel that is closed a grace after the end of ctx.
func lateAfter(ctx context.Context) <-chan struct{} {
	late := make(chan struct{})
	context.AfterFunc(ctx, func() { time.AfterFunc(grace, func() { close(late) }) })
	return late
}

// written notes the result of a write, and returns what is to be written next.
func (s *stream) written(err error) (next []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.err, s.queue = err, s.queue[:0]
		s.fail(err)
	}
	if len(s.queue) == 0 {
		s.busy = false
		s.idle <- struct{}{} // there is room: begin has emptied it
		return nil
	}
	s.buf, s.queue = s.queue, s.buf[:0]
	return s.buf
}

// Write writes b, and returns the error of that. If the reader has stopped, Write
// may return before b is written; then it returns no error.
func (s *stream) Write(b []byte) (int, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if len(b) > 0 && s.begin(b) {
		s.next <- s.buf
		s.wait()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	return len(b), nil
}

// begin reports whether the goroutine can write b at once, and then copies b to
// s.buf. Else b is kept or lost.
func (s *stream) begin(b []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
	case s.gone, s.busy && len(s.queue)+len(b) > queueSize:
		s.lost += bytes.Count(b, []byte("\n"))
	case s.busy:
		s.queue = append(s.queue, b...)
	default:
		select {
		case <-s.idle: // of a write for which nobody has waited
		default:
		}
		s.busy = true
		s.buf = append(s.buf[:0], b...)
		return true
	}
	return false
}

// wait waits until the goroutine has written all, or for as long as the comment of
// the type says.
func (s *stream) wait() {
	var tooLong <-chan time.Time
	late := s.late
	select {
	case <-late:
		late, tooLong = nil, time.After(lateGrace)
	default:
		if s.server.Load() {
			tooLong = time.After(busyGrace)
		}
	}
	select {
	case <-s.idle:
	case <-late:
		s.giveUp()
	case <-tooLong:
		if late == nil {
			s.giveUp()
		}
	}
}

// giveUp gives s up, unless it has become idle in the last moment.
func (s *stream) giveUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy {
		s.gone = true
		s.lost += bytes.Count(s.buf, []byte("\n")) + bytes.Count(s.queue, []byte("\n"))
		s.queue = s.queue[:0]
	}
}

// close waits until all is written, and returns the first error of writing. Gone
// says that the stream was given up, and lost how many lines the reader has not
// got, at most. What is written after close is lost too.
func (s *stream) close() (lost int, gone bool, err error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.server.Store(false)
	s.mu.Lock()
	busy := s.busy && !s.gone
	s.mu.Unlock()
	if busy {
		s.wait()
	}
	close(s.next)
	s.mu.Lock()
	defer s.mu.Unlock()
	gone, s.gone = s.gone, true
	return s.lost, gone, s.err
}
