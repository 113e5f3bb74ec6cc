// Package graceful ends a program at ctrl-c the way worksheet 5.3.5 asks: the
// sockets are closed, a line says why, and the exit status is 0.
//
// Python raises KeyboardInterrupt in the middle of a blocked recvfrom. Go
// instead tells a channel of the signal; package graceful turns it into the end
// of a context, and the context closes the sockets, which wakes whatever is
// blocked on them with net.ErrClosed.
package graceful

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
)

// Stopping is the line that a program prints when ctrl-c ends it, letter for
// letter the worksheet's (5.3.5).
const Stopping = "Stopping due to signint interupt (i.e. ctrl-c)"

// errInterrupt is the cause of a context that ctrl-c has ended.
var errInterrupt = errors.New("interrupted by ctrl-c")

// Context returns a copy of parent that ends at the first ctrl-c (SIGINT; on
// Windows CTRL_C_EVENT or CTRL_BREAK_EVENT), or at SIGTERM. After that, a second
// one kills the program as if there were no Context. The function stop ends the
// context and frees what it holds.
//
// On Windows package os/signal tells of SIGTERM when the console window is
// closed (CTRL_CLOSE_EVENT), the user logs off or the machine shuts down; the
// system then gives the program some seconds to end by itself.
func Context(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case s := <-signals:
			signal.Stop(signals) // from here on a second ctrl-c kills
			if s == os.Interrupt {
				cancel(errInterrupt)
			} else {
				cancel(nil)
			}
		case <-ctx.Done():
			signal.Stop(signals)
		}
	}()
	return ctx, func() { cancel(nil); <-done }
}

// Closing runs f and closes c, either when f returns or when ctx ends, which
// makes what waits on c return net.ErrClosed. It returns what f returns.
//
//	err := graceful.Closing(ctx, sock, func() error {
//		for {
//			n, addr, err := sock.ReadFrom(buf)
//			...
//		}
//	})
//
// Python: with contextlib.closing(sock): ...
func Closing(ctx context.Context, c io.Closer, f func() error) error {
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		c.Close()
	})
	defer func() {
		if stop() {
			c.Close()
		} else { // the port must be free when Closing returns
			<-closed
		}
	}()
	return f()
}

// End tells a clean end from an error, at the end of a program that worked
// until err. If ctx has ended and err is only a consequence of that (nil, the
// context's own error, or net.ErrClosed from a socket that was closed because
// of it), End returns the cause: nil for ctrl-c, for a time limit and for an
// end that the program itself decided, or the error that ended ctx. If it was
// ctrl-c, End first prints the Stopping line. Any other err is returned as it
// is.
//
// Python: except KeyboardInterrupt: print("Stopping ...")
func End(ctx context.Context, out interface{ Print(args ...any) }, err error) error {
	if ctx.Err() == nil {
		return err
	}
	if err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, ctx.Err()) {
		return err
	}
	switch cause := context.Cause(ctx); cause {
	case errInterrupt:
		out.Print(Stopping)
		return nil
	case ctx.Err():
		return nil
	default:
		return cause
	}
}

// CloseWhenDone is the old form of Closing.
func CloseWhenDone(ctx context.Context, c io.Closer) (closeNow func()) {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	return func() {
		stop()
		c.Close()
	}
}
