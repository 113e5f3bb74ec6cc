package graceful

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

// childMode is an environment variable. It turns the test program into a
// receiver, to which the tests can send signals.
const childMode = "GRACEFUL_CHILD"

func TestMain(m *testing.M) {
	if mode := os.Getenv(childMode); mode != "" {
		if err := child(mode); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	labtest.Main(m)
}

// child receives datagrams until a signal comes. In the mode "stubborn" it goes
// on after the signal.
func child(mode string) error {
	ctx, stop := Context(context.Background())
	defer stop()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	receive := func() error {
		fmt.Printf("listening on %v.\n", conn.LocalAddr())
		_, err := conn.Read(make([]byte, 1024))
		return err
	}
	if mode == "stubborn" {
		context.AfterFunc(ctx, func() { fmt.Println("I go on.") })
		return receive()
	}
	return End(ctx, printer{os.Stdout}, Closing(ctx, conn, receive))
}

func TestContext(t *testing.T) {
	ctx, stop := Context(context.Background())
	if ctx.Err() != nil {
		t.Fatalf("the context has ended before it began: %v", ctx.Err())
	}
	stop()
	if ctx.Err() != context.Canceled || context.Cause(ctx) != context.Canceled {
		t.Errorf("after stop: %v because of %v, want context canceled", ctx.Err(), context.Cause(ctx))
	}
	stop() // a second time does no harm

	cause := errors.New("the parent's end")
	parent, cancel := context.WithCancelCause(context.Background())
	ctx, stop = Context(parent)
	defer stop()
	cancel(cause)
	<-ctx.Done()
	if context.Cause(ctx) != cause {
		t.Errorf("the cause is %v, want that of the parent", context.Cause(ctx))
	}
}

func TestClosing(t *testing.T) {
	listen := func() net.PacketConn {
		conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	isClosed := func(when string, conn net.PacketConn) {
		t.Helper()
		if _, _, err := conn.ReadFrom(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s: reading says %v, want that the socket is closed", when, err)
		}
	}

	ctx, cancel := context.WithCancel(context.Background())
	conn := listen()
	failed := errors.New("it failed")
	if err := Closing(ctx, conn, func() error { return failed }); err != failed {
		t.Errorf("Closing returned %v, want what the function returned", err)
	}
	isClosed("after the function", conn)

	conn = listen()
	Closing(ctx, conn, func() error {
		cancel()
		isClosed("after cancel", conn) // waits for it, since nothing is ever sent
		return nil
	})

	conn = listen()
	Closing(ctx, conn, func() error {
		isClosed("with a context that has ended", conn)
		return nil
	})
}

// A printer prints as a Printer of package pyfmt does.
type printer struct{ w io.Writer }

func (p printer) Print(args ...any) { fmt.Fprintln(p.w, args...) }

func TestEnd(t *testing.T) {
	live, cancelLive := context.WithCancel(context.Background())
	defer cancelLive()
	ended, cancel := context.WithCancel(context.Background())
	cancel() // as SIGTERM and --count do
	expired, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	interrupted, interrupt := context.WithCancelCause(context.Background())
	interrupt(errInterrupt)
	child, cancel := context.WithTimeout(interrupted, 0) // as --duration makes it
	defer cancel()
	other := errors.New("another error")
	full, fill := context.WithCancelCause(context.Background()) // as a Printer that fails does
	fill(other)

	closed := &net.OpError{Op: "read", Net: "udp4", Err: net.ErrClosed}
	_, dialErr := new(net.Dialer).DialContext(ended, "tcp4", "127.0.0.1:1")
	_, lateErr := new(net.Dialer).DialContext(expired, "tcp4", "127.0.0.1:1")
	const line = Stopping + "\n"

	for _, test := range []struct {
		name   string
		ctx    context.Context
		err    error
		want   error
		prints string
	}{
		{"live, no error", live, nil, nil, ""},
		{"live, closed", live, closed, closed, ""}, // it was not ctx that closed the socket
		{"live, other", live, other, other, ""},
		{"ended, no error", ended, nil, nil, ""},
		{"ended, closed", ended, closed, nil, ""},
		{"ended, its error", ended, fmt.Errorf("waiting: %w", ended.Err()), nil, ""},
		{"ended, dial", ended, dialErr, nil, ""},
		{"ended, other", ended, other, other, ""},
		{"expired, closed", expired, closed, nil, ""},
		{"expired, its error", expired, expired.Err(), nil, ""},
		{"expired, dial", expired, lateErr, nil, ""},
		{"expired, other", expired, other, other, ""},
		{"ctrl-c, no error", interrupted, nil, nil, line},
		{"ctrl-c, closed", interrupted, closed, nil, line},
		{"ctrl-c, its error", interrupted, interrupted.Err(), nil, line},
		{"ctrl-c, deadline of something else", interrupted, context.DeadlineExceeded, context.DeadlineExceeded, ""},
		{"ctrl-c, other", interrupted, other, other, ""},
		{"ctrl-c above, closed", child, closed, nil, line},
		{"a full disk, closed", full, closed, other, ""},
	} {
		var out strings.Builder
		if got := End(test.ctx, printer{&out}, test.err); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		if out.String() != test.prints {
			t.Errorf("%s: printed %q, want %q", test.name, out.String(), test.prints)
		}
	}
}
