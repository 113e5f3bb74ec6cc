package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"time"

	"in43.example/pkg/bound"
	"in43.example/pkg/sockerr"
)

// On the machine's own loopback all programs would meet on the same ports. So
// there the checks run one after the other, in all processes of the machine: it
// is the turn of the process that listens on turnAddr. The system itself frees
// a port, however a process ends, and it is the same for all users. Systems give
// out the ports from 32768 on by themselves; this one is below.
var turnAddr = netip.MustParseAddrPort("127.0.0.1:28555")

// turnLimit is how long a check waits for its turn.
const turnLimit = 10 * time.Minute

// turn is held by the check of this process that has its turn, or waits for it
// at the port.
var turn = make(chan struct{}, 1)

// takeTurn waits until no other check runs on this machine's loopback. It calls
// waits, if that is not nil, when it has to wait for another process. The turn
// ends when the function that it returns is called.
func takeTurn(ctx context.Context, waits func(why string)) (done func(), err error) {
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return nil, errInterrupted
	}
	release := func() { <-turn }
	start := time.Now()
	for told := false; ; {
		l, err := net.Listen("tcp4", turnAddr.String())
		switch {
		case err == nil:
			return func() { l.Close(); release() }, nil
		case !sockerr.InUse(runtime.GOOS, err):
			// The system keeps this port for itself. Two checks at a time then find out
			// that the ports of the worksheet are taken.
			return release, nil
		case time.Since(start) > turnLimit:
			release()
			return nil, fmt.Errorf("TCP port %d of 127.0.0.1, by which checks wait for each other, is in use by %s: end that program", turnAddr.Port(), turnHolder())
		}
		if !told && waits != nil {
			waits(turnHolder())
		}
		told = true
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			release()
			return nil, errInterrupted
		}
	}
}

var errInterrupted = errors.New("it was interrupted")

// turnHolder names the program that has its turn.
func turnHolder() string {
	if all := bound.Holders("tcp", turnAddr); len(all) > 0 {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("another program (to see which: %s)", bound.Finder(runtime.GOOS, "tcp", turnAddr.Port()))
}
