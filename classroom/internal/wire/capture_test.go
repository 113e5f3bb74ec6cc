package wire

import (
	"context"
	"errors"
	"net"
	"runtime"
	"testing"
	"time"

	"in43.example/pkg/labtest"
)

// listen starts to capture.
func listen(t *testing.T) *Capture {
	t.Helper()
	if runtime.GOOS != "linux" {
		if _, err := Listen(); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("error %v, want that it is not supported", err)
		}
		t.Skip("only Linux has packet sockets")
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "network namespaces")
	}
	c, err := Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// Each packet is heard once, in order, and those too that nobody waits for.
func TestCapture(t *testing.T) {
	c := listen(t)
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	from := labtest.Send(t, conn.LocalAddr().String(), []byte("one"), nil, []byte("three"))
	buf := make([]byte, 10)
	for range 3 {
		if _, _, err := conn.ReadFrom(buf); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // only a broken test takes so long
	defer cancel()
	packets, err := c.Until(ctx, func(p []Packet) bool { return len(p) > 0 })
	if err != nil {
		t.Fatal(err)
	}
	if len(packets) != 3 {
		t.Fatalf("%d packets, want 3: %v", len(packets), packets)
	}
	for i, want := range []string{"one", "", "three"} {
		p := packets[i]
		if string(p.Payload) != want || p.Src.String() != from.String() || p.Dst.String() != conn.LocalAddr().String() {
			t.Errorf("heard %q from %v to %v, want %q from %v to %v", p.Payload, p.Src, p.Dst, want, from, conn.LocalAddr())
		}
	}
}

// A packet that has not come yet is waited for, but not longer than ctx.
func TestCaptureWaits(t *testing.T) {
	c := listen(t)
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithCancel(t.Context())
	sent := false
	packets, err := c.Until(ctx, func(p []Packet) bool {
		if !sent {
			sent = true
			go conn.WriteTo([]byte("late"), conn.LocalAddr())
			return false
		}
		if len(p) == 1 {
			cancel()
		}
		return false // never enough
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%d packets, error %v, want that ctx has ended", len(packets), err)
	}
}
