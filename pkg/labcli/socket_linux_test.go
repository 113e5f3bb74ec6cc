package labcli

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"in43.example/pkg/labtest"
	"in43.example/pkg/mux"
	"in43.example/pkg/program"
	"in43.example/pkg/pyfmt"
)

// When the system drops messages, a line says so once, while the program still does
// something else, and another one at the end says how many.
func TestLoss(t *testing.T) {
	stderr := program.NewOutput()
	ctx := newLogger(stderr, "console").WithContext(context.Background())
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sock := NewSocket(ctx, conn, pyfmt.NewPrinter(new(bytes.Buffer)))
	defer sock.Close()
	addr := conn.LocalAddr().String()
	var n uint64
	for n == 0 { // until its buffer is full
		labtest.Send(t, addr, make([]byte, 60_000))
		if n, err = mux.Dropped(sock.UDPConn); err != nil {
			t.Fatal(err)
		}
	}
	labtest.Expect(t, stderr, "the system has begun to drop messages to "+addr)
	sock.Close()
	sock.Close()
	want := fmt.Sprintf("WRN messages to %s that the system has dropped, because the socket was full: %d\n", addr, n)
	if got := stderr.String(); !strings.HasSuffix(got, want) || strings.Count(got, "WRN") != 2 {
		t.Errorf("logged\n%s\nwant two warnings, the second\n%s", got, want)
	}
}

// A receiver that has lost nothing does not warn.
func TestNoLoss(t *testing.T) {
	stderr := program.NewOutput()
	ctx := newLogger(stderr, "console").Level(zerolog.WarnLevel).WithContext(context.Background())
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sock := NewSocket(ctx, conn, pyfmt.NewPrinter(new(bytes.Buffer)))
	labtest.Send(t, conn.LocalAddr().String(), []byte("hello"))
	if data, _, err := sock.RecvFrom(); err != nil || string(data) != "hello" {
		t.Errorf("received %q, %v", data, err)
	}
	sock.Close()
	if got := stderr.String(); got != "" {
		t.Errorf("logged %s", got)
	}
}
