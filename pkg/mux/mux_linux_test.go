package mux_test

import (
	"bytes"
	"context"
	"net"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"in43.example/pkg/mux"
)

// fdOf runs f with the file descriptor of conn.
func fdOf(t *testing.T, conn *net.UDPConn, f func(fd int) error) {
	t.Helper()
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var ferr error
	if err := raw.Control(func(fd uintptr) { ferr = f(int(fd)) }); err != nil {
		t.Fatal(err)
	}
	if ferr != nil {
		t.Fatal(ferr)
	}
}

// queued returns the length of the datagram that will be read next from conn, or 0
// if there is none (udp(7), FIONREAD).
func queued(t *testing.T, conn *net.UDPConn) (n int) {
	t.Helper()
	fdOf(t, conn, func(fd int) (err error) {
		n, err = unix.IoctlGetInt(fd, unix.SIOCINQ)
		return err
	})
	return n
}

// waitUntil waits until done is true. It asks again and again, because nothing
// tells when that changes.
func waitUntil(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// A batch does not change until the next receive, although the Mux reads on.
func TestMuxBatchValid(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	conn, addr := listen(t)
	sender, _ := listen(t)
	m := mux.New(ctx, 100, conn)
	text := func(i int) []byte { return bytes.Repeat([]byte{byte('a' + i%26)}, 1+i%50) }
	send(t, sender, addr, text(0))
	for i := range 200 {
		batch := receive(t, m)
		send(t, sender, addr, text(i+1))
		waitUntil(t, "the Mux reads the next datagram", func() bool { return queued(t, conn) == 0 })
		if d := batch[0]; len(batch) != 1 || !bytes.Equal(d.Data, text(i)) || d.Length != len(text(i)) {
			t.Fatalf("the batch has become %d datagrams, the first %q; want 1, %q", len(batch), d.Data, text(i))
		}
	}
}

// The time is when the kernel received the datagram, not when the program read it.
func TestReceived(t *testing.T) {
	conn, addr := listen(t)
	conn.SetReadDeadline(time.Now().Add(patience))
	r := mux.NewReader(conn, 100)
	sender, _ := listen(t)
	// More than once, because the kernel begins to record the time only a little
	// after the option has been set (net_enable_timestamp).
	waitUntil(t, "a datagram has a time of reception from before it was read", func() bool {
		before := time.Now().Round(0)
		send(t, sender, addr, []byte("now"))
		waitUntil(t, "the datagram arrives", func() bool { return queued(t, conn) > 0 })
		arrived := time.Now().Round(0)
		d := read(t, r, 1)[0]
		if d.Received.Before(before) {
			t.Fatalf("received at %v, before it was sent at %v", d.Received, before)
		}
		return !d.Received.After(arrived)
	})
}

// The buffer is small, and the program does not read: each datagram that was sent
// is either kept or counted as dropped.
func TestDropped(t *testing.T) {
	t.Run("asked before the end", func(t *testing.T) { testDropped(t, true) })
	t.Run("asked after it only", func(t *testing.T) { testDropped(t, false) })
}

func testDropped(t *testing.T, before bool) {
	const sent = 1000
	conn, addr := listen(t)
	if err := conn.SetReadBuffer(8 << 10); err != nil {
		t.Fatal(err)
	}
	sender, _ := listen(t)
	for i := range sent {
		send(t, sender, addr, []byte(strconv.Itoa(i)))
	}
	dropped, err := mux.Dropped(conn)
	if err != nil {
		t.Fatal(err)
	}
	if dropped == 0 || dropped >= sent {
		t.Fatalf("%d of %d were dropped, want some", dropped, sent)
	}

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	other, _ := listen(t)
	m := mux.New(ctx, 100, other, conn)
	kept := 0
	for marked := false; !marked; {
		for _, d := range receive(t, m) {
			if marked = string(d.Data) == "marker"; !marked {
				if string(d.Data) != strconv.Itoa(kept) {
					t.Fatalf("datagram %d is %q", kept, d.Data)
				}
				kept++
			}
		}
		if !marked && kept == sent-int(dropped) {
			send(t, sender, addr, []byte("marker")) // there is room again
		}
	}
	if kept+int(dropped) != sent {
		t.Errorf("%d kept and %d dropped, want %d together", kept, dropped, sent)
	}
	want := []uint64{0, dropped}
	if before {
		if n, err := m.Dropped(); err != nil || !slices.Equal(n, want) {
			t.Errorf("Dropped says %v, %v; want %v", n, err, want)
		}
	}
	cancel()
	waitClosed(t, m)
	if n, err := m.Dropped(); err != nil || !slices.Equal(n, want) {
		t.Errorf("Dropped says %v, %v after the end; want %v", n, err, want)
	}
}

// The receive buffer does not become smaller, and it becomes as large as the
// system allows.
func TestRaiseReadBufferSize(t *testing.T) {
	size := func(conn *net.UDPConn) (n int) {
		fdOf(t, conn, func(fd int) (err error) {
			n, err = unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF)
			return err
		})
		return n
	}
	conn, _ := listen(t)
	before := size(conn)
	if err := mux.RaiseReadBuffer(conn); err != nil {
		t.Fatal(err)
	}
	raised := size(conn)
	if err := conn.SetReadBuffer(mux.ReadBuffer); err != nil {
		t.Fatal(err)
	}
	if plain := size(conn); raised < before || raised < plain {
		t.Errorf("raised from %d to %d, and the plain option gives %d", before, raised, plain)
	}
}
