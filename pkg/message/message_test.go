package message

import (
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

// A piece is what arrives at once, after a time in which nothing does.
type piece struct {
	after time.Duration
	data  string
}

// cutUp returns text in pieces of n bytes, each of which arrives pause after
// the one before.
func cutUp(text string, n int, pause time.Duration) []piece {
	var pieces []piece
	for len(text) > 0 {
		n := min(n, len(text))
		pieces = append(pieces, piece{pause, text[:n]})
		text = text[n:]
	}
	return pieces
}

// What comes in pieces, and what the reader makes of it.
func TestReader(t *testing.T) {
	const never = 0
	long := strings.Repeat("é", 32<<10) // 64 KiB
	huge := "x" + strings.Repeat("é", maxMessage/2)
	for _, tt := range []struct {
		name   string
		pieces []piece
		want   []string
		waits  time.Duration // after the last piece, for more of it
	}{
		{"short", []piece{{0, "Ça va ?"}}, []string{"Ça va ?"}, never},
		{"two", []piece{{0, "one"}, {1, "two"}}, []string{"one", "two"}, never},
		{"inside a character", []piece{{0, "caf\xc3"}, {time.Second, "\xa9"}}, []string{"café"}, never},
		{"inside an emoji", cutUp("😀", 1, time.Second), []string{"😀"}, never},
		{"inside every character", append([]piece{{0, "\xc3"}}, cutUp(long[1:], 2, time.Millisecond)...), []string{long}, quiet},
		{"64 KiB", []piece{{0, long}}, []string{long}, quiet},
		{"64 KiB in pieces", cutUp(long, 1447, 200*time.Millisecond), []string{long}, quiet},
		{"two long ones", []piece{{0, long}, {quiet + 1, long}}, []string{long, long}, quiet},
		{"a character that never ends", []piece{{0, "caf\xc3"}}, []string{"caf\xc3"}, charWait},
		{"not UTF-8", []piece{{0, "\xff\xfe\x80"}}, []string{"\xff\xfe\x80"}, never},
		{"too long", cutUp(huge, 64<<10, 0), []string{huge[:maxMessage-1], "é"}, never},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				defer near.Close()
				var last time.Time // when the last piece was sent
				go func() {
					for _, p := range tt.pieces {
						time.Sleep(p.after)
						last = time.Now()
						io.WriteString(far, p.data)
					}
				}()
				r := newReader(near)
				for i, want := range tt.want {
					got, err := r.next()
					if err != nil || got != want {
						t.Fatalf("message %d is %.50q, %d bytes (%v), want %.50q, %d bytes", i, got, len(got), err, want, len(want))
					}
				}
				if waited := time.Since(last); waited != tt.waits {
					t.Errorf("the last message was whole after %v, want %v", waited, tt.waits)
				}
				go far.Close()
				if got, err := r.next(); err != io.EOF {
					t.Errorf("after the last message: %q, %v", got, err)
				}
			})
		})
	}
}

// The end of the connection ends a message: nothing more will come.
func TestReaderEnd(t *testing.T) {
	for _, text := range []string{"caf\xc3", strings.Repeat("x", 64<<10)} {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			defer near.Close()
			go func() { io.WriteString(far, text); far.Close() }()
			start := time.Now()
			r := newReader(near)
			if got, err := r.next(); got != text || err != nil {
				t.Errorf("got %.50q (%v), want %.50q", got, err, text)
			}
			if waited := time.Since(start); waited > 0 {
				t.Errorf("it waited %v", waited)
			}
			for range 2 {
				if got, err := r.next(); err != io.EOF {
					t.Errorf("after the end: %q, %v", got, err)
				}
			}
		})
	}
}

// A scriptConn is a connection on which bytes come in pieces, and silence
// where script says 0.
type scriptConn struct {
	net.Conn
	script   []byte // the lengths of the pieces; data after the last one comes at once
	data     []byte
	deadline time.Time
}

func (c *scriptConn) SetReadDeadline(t time.Time) error { c.deadline = t; return nil }

func (c *scriptConn) Read(b []byte) (int, error) {
	n := len(c.data)
	for len(c.script) > 0 {
		length := int(c.script[0])
		c.script = c.script[1:]
		if length > 0 {
			n = length
			break
		}
		if !c.deadline.IsZero() {
			return 0, os.ErrDeadlineExceeded
		}
	}
	n = copy(b[:min(n, len(b))], c.data)
	c.data = c.data[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Whatever comes, in whatever pieces: all of it is in the messages, none is
// empty or too long, and none is cut inside a character unless there was
// silence.
func FuzzReader(f *testing.F) {
	f.Add([]byte("Ça va ?"), []byte{1, 1, 0, 5})
	f.Add([]byte("caf\xc3"), []byte{0, 4, 0})
	f.Add([]byte(strings.Repeat("é😀", 200)), []byte{3, 255, 0, 255, 255})
	f.Add([]byte("\xff\xf0\x9f\x98"), []byte{})
	f.Fuzz(func(t *testing.T, data, script []byte) {
		const room = 600
		silence := strings.Contains(string(script), "\x00")
		r := &reader{conn: &scriptConn{data: data, script: script}, buf: make([]byte, 0, room)}
		var all strings.Builder
		for {
			text, err := r.next()
			if err == io.EOF {
				break
			}
			if err != nil || text == "" || len(text) > room {
				t.Fatalf("a message of %d bytes (%v)", len(text), err)
			}
			all.WriteString(text)
			n := unfinished([]byte(text))
			if _, size := utf8.DecodeRune(data[all.Len()-n:]); size > n && n > 0 && !silence {
				t.Fatalf("%q is cut inside its last character", text)
			}
		}
		if all.String() != string(data) {
			t.Fatalf("the messages together are %q, want %q", all.String(), data)
		}
	})
}

func TestUnfinished(t *testing.T) {
	for _, text := range []string{"", "a", "é", "€", "😀", "a😀"} {
		_, last := utf8.DecodeLastRuneInString(text)
		for n := range last {
			if got := unfinished([]byte(text[:len(text)-n])); got != (last-n)%max(last, 1) {
				t.Errorf("%q without its last %d bytes: %d unfinished", text, n, got)
			}
		}
	}
	for _, text := range []string{"\x80\x80\x80\x80", "\xff", "\xc3\xc3\xa9"} {
		if got := unfinished([]byte(text)); got != 0 {
			t.Errorf("%q: %d unfinished", text, got)
		}
	}
}
