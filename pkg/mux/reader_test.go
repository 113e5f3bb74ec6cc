package mux_test

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"testing"
	"time"

	"in43.example/pkg/labtest"
	"in43.example/pkg/mux"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// patience is how long a test waits before it fails, so that it cannot hang.
const patience = 20 * time.Second

// listen returns a socket on 127.0.0.1.
func listen(t testing.TB) (conn *net.UDPConn, addr netip.AddrPort) {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn, conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

func send(t testing.TB, from *net.UDPConn, to netip.AddrPort, data []byte) {
	t.Helper()
	if _, err := from.WriteToUDPAddrPort(data, to); err != nil {
		t.Fatal(err)
	}
}

// read reads n datagrams and copies them.
func read(t testing.TB, r *mux.Reader, n int) []mux.Datagram {
	t.Helper()
	var all []mux.Datagram
	for len(all) < n {
		d, err := r.Next()
		if err != nil {
			t.Fatalf("after %d of %d datagrams: %v", len(all), n, err)
		}
		kept := *d
		kept.Data = bytes.Clone(d.Data)
		all = append(all, kept)
	}
	return all
}

func TestReader(t *testing.T) {
	const size = 10
	conn, addr := listen(t)
	conn.SetReadDeadline(time.Now().Add(patience))
	r := mux.NewReader(conn, size)
	first, _ := listen(t)
	second, _ := listen(t)
	for _, s := range []*net.UDPConn{first, second} {
		s.SetWriteBuffer(64 << 10) // macOS sends no more than that, and has 9216 bytes by default
	}

	type sent struct {
		from   *net.UDPConn
		length int
	}
	// The same again, to see that what one datagram has left in a buffer does not
	// get into the next one there.
	half := []sent{{first, 0}, {second, 1}, {first, 9}, {first, 10}, {second, 11}, {first, 100}, {second, 65507}, {first, 0}, {second, 5}}
	for _, all := range [][]sent{half, append(half, half...)} {
		before := time.Now()
		for i, s := range all {
			send(t, s.from, addr, bytes.Repeat([]byte{byte('a' + i)}, s.length))
		}
		got := read(t, r, len(all))
		after := time.Now()
		if len(got) != len(all) {
			t.Fatalf("got %d datagrams, want %d", len(got), len(all))
		}
		for i, d := range got {
			s := all[i]
			if source := s.from.LocalAddr().(*net.UDPAddr).AddrPort(); d.Source != source {
				t.Errorf("datagram %d: source %v, want %v", i, d.Source, source)
			}
			if d.Local != addr {
				t.Errorf("datagram %d: local %v, want %v", i, d.Local, addr)
			}
			if d.Length != s.length || d.Truncated() != (s.length > size) {
				t.Errorf("datagram %d: length %d, truncated %t; %d bytes were sent", i, d.Length, d.Truncated(), s.length)
			}
			if want := bytes.Repeat([]byte{byte('a' + i)}, min(s.length, size)); !bytes.Equal(d.Data, want) {
				t.Errorf("datagram %d: data %q, want %q", i, d.Data, want)
			}
			// Round takes the monotonic clock away: the kernel's time has none.
			if d.Received.Before(before.Round(0)) || d.Received.After(after.Round(0)) {
				t.Errorf("datagram %d: received at %v, not between %v and %v", i, d.Received, before, after)
			}
		}
	}
}

// After at most 64 datagrams Buffered is 0, and the program may print. Before
// that, Next does not wait.
func TestBuffered(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this system hands out one datagram at a time")
	}
	conn, addr := listen(t)
	conn.SetReadDeadline(time.Now().Add(patience))
	r := mux.NewReader(conn, 8)
	sender, _ := listen(t)
	for i := range 100 {
		send(t, sender, addr, []byte(strconv.Itoa(i)))
	}
	pauses := 0
	for i := range 100 {
		d, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if string(d.Data) != strconv.Itoa(i) {
			t.Errorf("datagram %d is %q", i, d.Data)
		}
		if n := r.Buffered(); n < 0 || n > 63 {
			t.Fatalf("Buffered is %d, want 0 to 63", n)
		} else if n == 0 {
			pauses++
		}
	}
	// There are 2, but a busy kernel may deliver some datagrams later.
	if pauses < 2 || pauses > 50 {
		t.Errorf("100 datagrams that were ready came in %d pieces", pauses)
	}
}

// An append to the data of a datagram does not change the next one.
func TestReaderAppend(t *testing.T) {
	conn, addr := listen(t)
	conn.SetReadDeadline(time.Now().Add(patience))
	r := mux.NewReader(conn, 4)
	sender, _ := listen(t)
	send(t, sender, addr, []byte("four"))
	send(t, sender, addr, []byte("five"))
	for _, want := range []string{"four", "five"} {
		d, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if string(d.Data) != want {
			t.Errorf("got %q, want %q", d.Data, want)
		}
		_ = append(d.Data, "\r\n"...)
	}
}

func TestReaderClosed(t *testing.T) {
	conn, _ := listen(t)
	r := mux.NewReader(conn, 100)
	errs := make(chan error)
	go func() {
		_, err := r.Next() // begins before Close or after it: the error must be the same
		errs <- err
	}()
	conn.Close()
	if err := <-errs; !errors.Is(err, net.ErrClosed) {
		t.Errorf("the error is %v, want net.ErrClosed", err)
	}
	if d, err := r.Next(); !errors.Is(err, net.ErrClosed) || d != nil {
		t.Errorf("reading again gives %v, %v; want net.ErrClosed", d, err)
	}
}

// A deadline that has passed is an error like any other. After it, reading can go
// on.
func TestReaderDeadline(t *testing.T) {
	conn, addr := listen(t)
	r := mux.NewReader(conn, 100)
	conn.SetReadDeadline(time.Unix(1, 0))
	var netErr net.Error
	if _, err := r.Next(); !errors.As(err, &netErr) || !netErr.Timeout() {
		t.Errorf("the error is %v, want a time-out", err)
	}
	conn.SetReadDeadline(time.Now().Add(patience))
	send(t, conn, addr, []byte("to myself"))
	if d := read(t, r, 1)[0]; string(d.Data) != "to myself" || d.Source != addr {
		t.Errorf("got %q from %v", d.Data, d.Source)
	}
}

func TestReaderAllocs(t *testing.T) {
	conn, addr := listen(t)
	conn.SetReadDeadline(time.Now().Add(patience))
	r := mux.NewReader(conn, 100)
	sender, _ := listen(t)
	data := make([]byte, 40)
	if n := testing.AllocsPerRun(100, func() {
		send(t, sender, addr, data)
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("a datagram sent and read makes %v allocations, want none", n)
	}
}

// BenchmarkReader compares a Reader with a loop of ReadFromUDPAddrPort, for
// datagrams that are ready. "plain/reader" is how many times faster it is.
func BenchmarkReader(b *testing.B) {
	const burst = 64
	plain, plainAddr := listen(b)
	conn, addr := listen(b)
	r := mux.NewReader(conn, 1024)
	data := make([]byte, 1024)
	var plainTime, readerTime time.Duration
	for b.Loop() {
		for range burst {
			send(b, conn, plainAddr, data[:40])
			send(b, plain, addr, data[:40])
		}
		start := time.Now()
		for range burst {
			if _, _, err := plain.ReadFromUDPAddrPort(data); err != nil {
				b.Fatal(err)
			}
		}
		half := time.Now()
		for range burst {
			if _, err := r.Next(); err != nil {
				b.Fatal(err)
			}
		}
		plainTime += half.Sub(start)
		readerTime += time.Since(half)
	}
	b.ReportMetric(float64(readerTime.Nanoseconds())/float64(b.N*burst), "ns/datagram")
	b.ReportMetric(float64(plainTime)/float64(readerTime), "plain/reader")
}
