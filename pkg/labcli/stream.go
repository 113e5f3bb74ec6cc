package labcli

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// How long a stream waits for a reader that does not read.
const (
	grace     = 40 * time.Millisecond  // after ctrl-c
	lateGrace = 25 * time.Millisecond  // for what is written even later
	patience  = 100 * time.Millisecond // in a server
)

// queueSize is how many bytes a server keeps for a reader that has stopped.
const queueSize = 64 << 10

// A stream is the standard output or the standard error of a program. Its reader
// may stop: somebody looks at a page of "less", or has pressed ctrl-s on a
// terminal. Then the system makes write(2) wait, and nothing can wake it. So where it
// may wait, a goroutine writes, and Write waits for the goroutine, but not for ever:
//
//   - After ctrl-c it waits for a moment only. Then the stream is given up, and
//     the program can end.
//   - In a server (ServerOutput) it waits only as long as the reader reads. If that has
//     stopped, some lines are kept for it, and what has no room is lost.
//
// Otherwise Write returns when all is written, as that of a file does. A listener
// that waits in Write does not read its socket: that the system drops and counts
// what it has no room for is right.
type stream struct {
	w      io.Writer
	late   <-chan struct{} // closed a grace after ctrl-c
	fail   func(error)     // is called with the first error of writing
	before *stream         // what is in it has to be written first
	server atomic.Bool
	free   func(size int) bool // reports whether to write that many bytes does not wait

	turn  sync.Mutex    // is held by the one who waits
	more  chan struct{} // wakes the goroutine
	wrote chan struct{} // the goroutine has written something

	mu    sync.Mutex
	queue []byte    // what is to be written
	buf   []byte    // what the goroutine writes now
	since time.Time // when the goroutine was given that
	gone  bool      // the stream is given up, or closed
	lost  int       // lines that were not written
	err   error
}

func newStream(w io.Writer, late <-chan struct{}, before *stream, fail func(error)) *stream {
	s := &stream{
		w: w, late: late, before: before, fail: fail, free: freeOf(w),
		more: make(chan struct{}, 1), wrote: make(chan struct{}, 1),
	}
	go func() {
		for range s.more {
			for b := s.next(nil); len(b) > 0; {
				_, err := s.w.Write(b)
				b = s.next(err)
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

// wake wakes the one who waits for c, which has room for one value.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // has been told, and has not looked yet
	}
}

// next returns what the goroutine has to write next. The last write has ended with
// err.
func (s *stream) next(err error) []byte {
	if err != nil {
		s.failed(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buf, s.queue = s.queue, s.buf[:0]
	s.since = time.Now()
	wake(s.wrote)
	return s.buf
}

// Write writes b, and returns the first error of writing. If the reader has
// stopped, Write may return before b is written; then it returns no error.
func (s *stream) Write(b []byte) (int, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.before != nil {
		s.before.flush()
	}
	if s.free != nil && s.quiet() && s.free(len(b)) { // the usual case: no other goroutine has to be woken
		n, err := s.w.Write(b)
		if err != nil {
			s.failed(err)
		}
		return n, err
	}
	s.wait(func() bool { return len(s.queue) == 0 || len(s.queue)+len(b) <= queueSize })
	s.add(b)
	s.wait(s.idle)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	return len(b), nil
}

// quiet reports whether the goroutine has nothing to write, and s may still be written to.
func (s *stream) quiet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.idle() && !s.gone && s.err == nil
}

// failed keeps the first error of writing.
func (s *stream) failed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err, s.queue = err, nil
		s.fail(err)
	}
}

// add puts b into the queue if there is room.
func (s *stream) add(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
	case s.gone, len(s.queue) > 0 && len(s.queue)+len(b) > queueSize:
		s.lost += lines(b)
	default:
		if s.idle() {
			s.since = time.Now()
			wake(s.more)
		}
		s.queue = append(s.queue, b...)
	}
}

// idle reports whether all is written. The caller has locked s.mu.
func (s *stream) idle() bool { return len(s.buf) == 0 && len(s.queue) == 0 }

// wait waits until ready reports true, which it calls with s.mu locked; or for as
// long as the comment of the type says.
func (s *stream) wait(ready func() bool) {
	late := s.late
	var tooLong <-chan time.Time
	select {
	case <-late:
		late, tooLong = nil, time.After(lateGrace)
	default:
	}
	for {
		s.mu.Lock()
		over, since := ready() || s.gone || s.err != nil, s.since
		s.mu.Unlock()
		if over {
			return
		}
		if late != nil && s.server.Load() {
			tooLong = time.After(time.Until(since.Add(patience)))
		}
		select {
		case <-s.wrote:
		case <-late:
			s.giveUp()
		case <-tooLong:
			if late != nil {
				return
			}
			s.giveUp()
		}
	}
}

// giveUp gives s up, unless all is written now.
func (s *stream) giveUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.idle() {
		s.gone = true
		s.lost += lines(s.buf) + lines(s.queue)
		s.queue = nil
	}
}

func lines(b []byte) int { return bytes.Count(b, []byte("\n")) }

// flush waits until all is written.
func (s *stream) flush() {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.wait(s.idle)
}

// close waits until all is written, and returns the first error of writing. Gone
// says that the stream was given up, and lost how many lines the reader has not
// got, at most. What is written after close is lost too.
func (s *stream) close() (lost int, gone bool, err error) {
	s.server.Store(false)
	s.flush()
	s.mu.Lock()
	defer s.mu.Unlock()
	gone, s.gone = s.gone, true
	close(s.more)
	return s.lost, gone, s.err
}
