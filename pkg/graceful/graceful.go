// Package graceful ends a program at ctrl-c as worksheet 5.3.5 asks: the sockets
// are closed, a line says why, and the exit status is 0.
//
// In Python, ctrl-c raises KeyboardInterrupt in the middle of a recvfrom that
// waits. In Go it arrives as a signal on a channel. Package graceful turns the
// signal into the end of a context; that closes the sockets, and then whatever
// waits on them returns net.ErrClosed.
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

// Stopping is the line that a program prints when ctrl-c ends it: that of the
// worksheet (5.3.5), letter for letter.
const Stopping = "Stopping due to signint interupt (i.e. ctrl-c)"

// errInterrupt is the cause of a context that ctrl-c has ended.
var errInterrupt = errors.New("interrupted by ctrl-c")

// Context returns a copy of parent that ends at the first ctrl-c (SIGINT; on
// Windows CTRL_C_EVENT or CTRL_BREAK_EVENT), or at SIGTERM. A second ctrl-c kills
// the program, as if there were no Context. The function stop ends the context
// and frees its resources.
//
// On Windows package os/signal delivers SIGTERM when the console window is
// closed (CTRL_CLOSE_EVENT), the user logs off or the machine shuts down. The
// system then gives the program some seconds to end.
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

// Closing runs f, and closes c when f returns or when ctx ends. In the second
// case, whatever waits on c returns net.ErrClosed. Closing returns the error of
// f.
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
		} else { // ctx has ended; the port must be free when Closing returns
			<-closed
		}
	}()
	return f()
}

// End decides whether err, with which the work of a program has ended, is an
// error. If ctx has ended, err may be only a consequence of that: nil, the
// context's own error, or net.ErrClosed from a socket that was closed for that
// reason. Then End returns the cause: nil for ctrl-c, for a time limit and for
// an end that the program itself wanted, or else the error that ended ctx. For
// ctrl-c, End prints the line Stopping first. In all other cases End returns
// err.
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
