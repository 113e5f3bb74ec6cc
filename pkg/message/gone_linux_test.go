package message

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"in43.example/pkg/labtest"
)

// pair returns the two ends of a connection on the loopback.
func pair(t *testing.T) (here, there net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	here, err = net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { here.Close() })
	there, err = ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { there.Close() })
	return here, there
}

// control runs f with the file descriptor of conn.
func control(t *testing.T, conn net.Conn, f func(fd int) error) {
	t.Helper()
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if e := raw.Control(func(fd uintptr) { err = f(int(fd)) }); e != nil || err != nil {
		t.Fatal(e, err)
	}
}

// Receive sets the time limit.
func TestReceiveNoticesGone(t *testing.T) {
	here, there := pair(t)
	messages := Receive(context.Background(), here)
	control(t, here, func(fd int) error {
		ms, err := unix.GetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		if want := int(goneAfter.Milliseconds()); ms != want {
			t.Errorf("TCP_USER_TIMEOUT is %d ms, want %d", ms, want)
		}
		return err
	})
	there.Close()
	labtest.Receive(t, messages) // the end, so that the goroutine ends
}

// The other side is gone without a word: it no longer gets what is sent to it, so it
// acknowledges nothing. Without the limit, Read waits for 15 minutes.
func TestGone(t *testing.T) {
	here, there := pair(t)
	if err := noticeGone(here, time.Second); err != nil {
		t.Fatal(err)
	}
	control(t, there, func(fd int) error { // a filter that lets nothing through
		nothing := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0}
		return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &nothing})
	})
	if _, err := here.Write([]byte("Salut, ça va ?")); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := here.Read(make([]byte, 10))
		ended <- err
	}()
	if err := labtest.Receive(t, ended); !errors.Is(err, unix.ETIMEDOUT) {
		t.Errorf("Read ended with %v, want %v", err, unix.ETIMEDOUT)
	}
}
