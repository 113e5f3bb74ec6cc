package station

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
)

var (
	one = netip.MustParseAddrPort("127.0.0.1:1")
	two = netip.MustParseAddrPort("127.0.0.2:2")
)

// A fakeConn calls its function for each datagram.
type fakeConn func(b []byte, to netip.AddrPort) error

func (c fakeConn) WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return len(b), c(b, to)
}

// numbers is a source of 10 messages a second, of one byte each.
type numbers struct{}

func (numbers) Offset(i int64) time.Duration { return nth(i, 10) }
func (numbers) Append(b []byte, i int64, _ time.Time) ([]byte, error) {
	return append(b, byte(i)), nil
}

// withLog returns a context whose log goes to the buffer.
func withLog(ctx context.Context) (context.Context, *bytes.Buffer) {
	var buf bytes.Buffer
	return zerolog.New(&buf).WithContext(ctx), &buf
}

// systemError returns the error of a system call as package net returns it.
func systemError(errno syscall.Errno) error { return os.NewSyscallError("sendto", errno) }

// The number of messages is exact at every rate. No message is sent before it
// is due, and none more than a pause later.
func TestPace(t *testing.T) {
	for _, test := range []struct {
		rate float64
		want int64
	}{{0.3, 3}, {1, 10}, {9.8, 98}, {1000, 10_000}, {100_000, 1_000_000}} {
		t.Run(fmt.Sprint(test.rate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var i int64
				s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error {
					late := time.Since(start) - nth(i, test.rate)
					if late < 0 || late > pause {
						t.Fatalf("message %d is sent %v after it is due", i, late)
					}
					i++
					return nil
				})}
				err := s.Play(t.Context(), AtRate(numbers{}, test.rate), 0, start, start.Add(10*time.Second))
				if sent, _, _ := s.Sent(); err != nil || sent != test.want || i != test.want {
					t.Errorf("sent %d messages (error %v), want %d", sent, err, test.want)
				}
				if took := time.Since(start); took < 10*time.Second || took > 10*time.Second+pause {
					t.Errorf("ended after %v, want 10 s", took)
				}
			})
		})
	}
}

func TestCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var got []byte
		s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func(b []byte, _ netip.AddrPort) error {
			got = append(got, b...)
			return nil
		})}
		if err := s.Play(t.Context(), numbers{}, 3, start, start.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if want := []byte{0, 1, 2}; !bytes.Equal(got, want) {
			t.Errorf("sent %v, want %v", got, want)
		}
		if took := time.Since(start); took != 200*time.Millisecond {
			t.Errorf("ended after %v, want with the last message", took)
		}
	})
}

// The numbers of a source have no gap, and its rows no line end.
func TestNumbered(t *testing.T) {
	s := numbered{NewWalk(1).Replay()}
	for i, want := range []string{`1: "latitude",`, "2: 48."} {
		got, err := s.Append([]byte("before "), int64(i), time.Time{})
		if err != nil || !strings.HasPrefix(string(got), "before "+want) || strings.Contains(string(got), "\n") {
			t.Errorf("got %q, want %q (error %v)", got, want, err)
		}
	}
}

// In a stream of ten messages a second, sending message 20, at 2 s, takes some
// time.
func TestLate(t *testing.T) {
	for _, test := range []struct {
		stop time.Duration
		want int64 // in 20 s
	}{
		{900 * time.Millisecond, 200}, // catches up
		{10 * time.Second, 101},       // does not catch up
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			var i int64
			var last time.Time
			burst := 0
			s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error {
				if i == 20 {
					time.Sleep(test.stop) // on the fake clock
				}
				if i++; time.Now().Equal(last) {
					burst++
				}
				last = time.Now()
				return nil
			})}
			if err := s.Play(t.Context(), numbers{}, 0, start, start.Add(20*time.Second)); err != nil {
				t.Fatal(err)
			}
			if i != test.want {
				t.Errorf("stopped for %v: %d messages, want %d", test.stop, i, test.want)
			}
			if most := 10; burst > most {
				t.Errorf("stopped for %v: %d messages at once, want at most %d", test.stop, burst, most)
			}
		})
	}
}

// A stream that cannot keep up ends in time, and says how far it fell behind.
func TestTooSlow(t *testing.T) {
	st := open(t, 0)
	st.settings.Duration = 5 * time.Second
	for _, p := range st.players {
		p.source = AtRate(numbers{}, 1000)
		p.Conn = fakeConn(func([]byte, netip.AddrPort) error {
			if p.name != "sensors" {
				time.Sleep(4 * time.Millisecond) // on the fake clock
			}
			return nil
		})
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if err := st.Play(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 5*time.Second+tooLate {
			t.Errorf("it took %v", took)
		}
	})
	want := regexp.MustCompile(`^drone: 2000 a second were asked for, 500 a second were reached: the station fell [34]\.\d s behind and did not catch up; `)
	if got := st.Behind(); len(got) != 1 || !want.MatchString(got[0]) {
		t.Errorf("it says %q", got)
	}
}

func TestPlayEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error { return nil })}
		ended := make(chan error)
		go func() { ended <- s.Play(ctx, AtRate(numbers{}, 0.001), 0, time.Now(), time.Time{}) }()
		synctest.Wait() // it sleeps
		start := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

// It is an error if the first message to an address cannot be sent.
func TestUnreachableAtStart(t *testing.T) {
	s := Stream{To: []netip.AddrPort{one, two}, Flag: "--drone-port", Conn: fakeConn(func(_ []byte, to netip.AddrPort) error {
		if to == two {
			return systemError(syscall.ENETUNREACH)
		}
		return nil
	})}
	err := s.Send(t.Context(), []byte("x"))
	if err == nil || !strings.HasPrefix(err.Error(), "cannot send to 127.0.0.2:2: ") {
		t.Errorf("error %v, want a sentence that names 127.0.0.2:2", err)
	}
}

// When a cable is pulled later, for a while, there is one warning, and the
// stream goes on.
func TestUnreachableLater(t *testing.T) {
	ctx, log := withLog(t.Context())
	i := 0
	s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error {
		if i++; i > 3 && i <= 10 {
			return systemError(syscall.ENETUNREACH)
		}
		return nil
	})}
	for range 15 {
		if err := s.Send(ctx, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), `"warn"`); n != 1 || !strings.Contains(log.String(), "127.0.0.1:1") {
		t.Errorf("%d warnings, want 1:\n%s", n, log)
	}
	if sent, _, unsent := s.Sent(); sent != 8 || unsent != 7 {
		t.Errorf("sent %d, not sent %d; want 8 and 7", sent, unsent)
	}
}

// A full queue, or the report that nobody listens, costs one datagram at most.
// It is no error even for the first one.
func TestMomentaryErrors(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.ENOBUFS, syscall.ECONNREFUSED} {
		ctx, log := withLog(t.Context())
		i := 0
		s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error {
			if i++; i%2 == 1 {
				return systemError(errno)
			}
			return nil
		})}
		for range 10 {
			if err := s.Send(ctx, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		if sent, _, unsent := s.Sent(); sent != 5 || unsent != 5 || log.Len() > 0 {
			t.Errorf("%v: sent %d, not sent %d; want 5 and 5, without a warning\n%s", errno, sent, unsent, log)
		}
	}
}

// At the end of the program the socket is closed. That is not an error, and the
// message does not count as one that could not be sent.
func TestSendAtEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error {
		cancel()
		return os.ErrClosed
	})}
	if err := s.Send(ctx, []byte("x")); err != nil {
		t.Error(err)
	}
	if sent, _, unsent := s.Sent(); sent+unsent != 0 {
		t.Errorf("sent %d, not sent %d; want 0 and 0", sent, unsent)
	}
}

// A message of a simulated flight is made and counted without allocation: at
// 100,000 a second the garbage would cost more than the message.
func TestSendAllocates(t *testing.T) {
	s := Stream{To: []netip.AddrPort{one}, Conn: fakeConn(func([]byte, netip.AddrPort) error { return nil })}
	flight := NewFlight(1, 10)
	var b []byte
	i := int64(0)
	if n := testing.AllocsPerRun(1000, func() {
		b, _ = flight.Append(b[:0], i, time.Unix(i, 0))
		s.Send(t.Context(), b)
		i++
	}); n != 0 {
		t.Errorf("%v allocations a message", n)
	}
}
