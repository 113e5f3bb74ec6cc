package bound_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"in43.example/pkg/bound"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A datagram that nobody has received yet is in the table.
func TestQueued(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	addr := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	if _, err := bound.Sockets("udp"); errors.Is(err, fs.ErrNotExist) {
		t.Skip("this system has no table of sockets")
	}
	queued := func() int {
		all, err := bound.Sockets("udp")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(s bound.Socket) bool { return s.Addr == addr })
		if i < 0 || all[i].State != bound.Unconnected {
			t.Fatalf("no unconnected socket at %v in %v", addr, all)
		}
		return all[i].Queued
	}
	if n := queued(); n != 0 {
		t.Errorf("before anything is sent %d bytes have arrived", n)
	}
	if _, err := conn.WriteTo([]byte("hello"), conn.LocalAddr()); err != nil { // over loopback it arrives at once
		t.Fatal(err)
	}
	if n := queued(); n == 0 {
		t.Error("the datagram is not there")
	}
}

func TestWait(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // only a broken test takes so long
	defer cancel()
	over, cancel := context.WithCancel(t.Context())
	cancel()

	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	for _, test := range []struct {
		network string
		port    int
		socket  io.Closer
	}{
		{"udp", udp.LocalAddr().(*net.UDPAddr).Port, udp},
		{"tcp", tcp.Addr().(*net.TCPAddr).Port, tcp},
	} {
		err := bound.Wait(ctx, test.network, test.port, 1)
		if errors.Is(err, errors.ErrUnsupported) {
			t.Skip(err)
		} else if err != nil {
			t.Error(err)
		}
		if err := bound.Wait(over, test.network, test.port, 2); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting for a second socket on %s: %v, want that the context has ended", test.network, err)
		}
		test.socket.Close()
		if err := bound.Wait(ctx, test.network, test.port, 0); err != nil {
			t.Error(err)
		}
	}
}
