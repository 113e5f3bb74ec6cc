package mux_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"in43.example/pkg/mux"
)

// receive returns the next batch of m.
func receive(t *testing.T, m *mux.Mux) []mux.Datagram {
	t.Helper()
	select {
	case batch, ok := <-m.C:
		if !ok {
			t.Fatalf("the Mux has ended: %v", m.Err())
		}
		return batch
	case <-time.After(patience):
		t.Fatal("nothing was received")
		panic("not reached")
	}
}

// waitClosed waits until m has ended.
func waitClosed(t *testing.T, m *mux.Mux) {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case _, ok := <-m.C:
			if !ok {
				return
			}
		case <-late:
			t.Fatal("the Mux does not end")
		}
	}
}

// Nothing is lost or mixed up: each socket gets its own datagrams, in order.
func TestMux(t *testing.T) {
	const total, burst = 5000, 25 // a burst fits into the smallest receive buffer
	for _, sockets := range []int{1, 2, 10} {
		t.Run(fmt.Sprintf("%d sockets", sockets), func(t *testing.T) {
			defer goleak.VerifyNone(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			conns := make([]*net.UDPConn, sockets)
			addrs := make([]netip.AddrPort, sockets)
			for i := range conns {
				conns[i], addrs[i] = listen(t)
			}
			sender, source := listen(t)
			m := mux.New(ctx, 100, conns...)

			sent := 0                       // to each socket
			next := make([]uint64, sockets) // number of the next datagram
			for data := make([]byte, 40); sent < total/sockets; {
				for range burst {
					for i, addr := range addrs {
						binary.BigEndian.PutUint64(data, uint64(i))
						binary.BigEndian.PutUint64(data[8:], uint64(sent))
						send(t, sender, addr, data)
					}
					sent++
				}
				for got := 0; got < burst*sockets; {
					batch := receive(t, m)
					got += len(batch)
					i := slices.Index(addrs, batch[0].Local)
					if i < 0 {
						t.Fatalf("a batch of %v, which is none of the sockets", batch[0].Local)
					}
					for _, d := range batch {
						if d.Local != addrs[i] || d.Source != source || d.Length != 40 || len(d.Data) != 40 {
							t.Fatalf("socket %d: %v from %v, %d bytes of %d", i, d.Local, d.Source, len(d.Data), d.Length)
						}
						to, n := binary.BigEndian.Uint64(d.Data), binary.BigEndian.Uint64(d.Data[8:])
						if to != uint64(i) || n != next[i] {
							t.Fatalf("socket %d received number %d for socket %d, want number %d", i, n, to, next[i])
						}
						next[i]++
					}
				}
			}
			cancel()
			waitClosed(t, m)
			if err := m.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

// When the context ends, the sockets are closed: their ports are free at once.
func TestMuxEnd(t *testing.T) {
	for _, when := range []string{"before", "after"} {
		t.Run(when+" New", func(t *testing.T) {
			defer goleak.VerifyNone(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			if when == "before" {
				cancel()
			}
			a, addr := listen(t)
			b, _ := listen(t)
			m := mux.New(ctx, 100, a, b)
			cancel()
			waitClosed(t, m)
			if err := m.Err(); err != nil {
				t.Errorf("Err says %v, want nil for the end of the context", err)
			}
			for _, conn := range []*net.UDPConn{a, b} {
				if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
					t.Errorf("reading says %v, want that the socket is closed", err)
				}
			}
			again, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addr))
			if err != nil {
				t.Fatalf("the port is not free: %v", err)
			}
			again.Close()
		})
	}
}

func TestMuxNoSockets(t *testing.T) {
	defer goleak.VerifyNone(t)
	m := mux.New(context.Background(), 100)
	waitClosed(t, m)
	if err := m.Err(); err != nil {
		t.Error(err)
	}
}

// A program may stop receiving from C after it has canceled the context.
func TestMuxAbandoned(t *testing.T) {
	defer goleak.VerifyNone(t) // it waits until they have ended
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a, addr := listen(t)
	b, other := listen(t)
	sender, _ := listen(t)
	m := mux.New(ctx, 100, a, b)
	for range 200 {
		send(t, sender, addr, []byte("one"))
		send(t, sender, other, []byte("other"))
	}
	receive(t, m)
	cancel()
}

// A socket that fails ends the whole Mux, with its error.
func TestMuxSocketFails(t *testing.T) {
	defer goleak.VerifyNone(t)
	a, _ := listen(t)
	b, _ := listen(t)
	m := mux.New(context.Background(), 100, a, b)
	a.Close()
	waitClosed(t, m)
	if err := m.Err(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Err says %v, want net.ErrClosed", err)
	}
	if _, err := b.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("reading the other socket says %v, want that it is closed", err)
	}
}

func TestRaiseReadBuffer(t *testing.T) {
	conn, _ := listen(t)
	if err := mux.RaiseReadBuffer(conn); err != nil {
		t.Error(err)
	}
	conn.Close()
	if err := mux.RaiseReadBuffer(conn); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed socket: %v, want net.ErrClosed", err)
	}
}

func TestDroppedUnsupported(t *testing.T) {
	if runtime.GOOS == "linux" {
		t.Skip("Linux counts")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	conn, _ := listen(t)
	m := mux.New(ctx, 100, conn)
	for range 2 { // while m runs, and after that
		if n, err := m.Dropped(); !errors.Is(err, errors.ErrUnsupported) || n != nil {
			t.Errorf("Dropped says %v, %v; want errors.ErrUnsupported", n, err)
		}
		cancel()
		waitClosed(t, m)
	}
}
