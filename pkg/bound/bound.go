// Package bound tells when a program has bound its socket. A person sees that
// the receiver runs before starting the sender; so must a program that starts
// both, and some of them print nothing when they are ready.
package bound

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Wait waits until exactly n IPv4 sockets are bound to port. The network is
// udp, or tcp, where only sockets that listen count. It fails when ctx ends
// first.
//
// It reads Linux's tables in /proc/net (proc(5)): to try the port would disturb
// the program that is about to bind it. Where there are none the error is
// [errors.ErrUnsupported]. On a thread that is in another network namespace
// than the program, it reads the tables of that one.
func Wait(ctx context.Context, network string, port, n int) error {
	tick := time.NewTicker(time.Millisecond) // the tables cannot be waited for
	defer tick.Stop()
	for {
		found, err := count(network, port)
		if err != nil || found == n {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%d sockets are bound to %s port %d, want %d: %w", found, network, port, n, ctx.Err())
		}
	}
}

// count returns how many sockets are bound to port.
func count(network string, port int) (int, error) {
	// Not /proc/net, which is the table of the main thread.
	table, err := os.ReadFile("/proc/thread-self/net/" + network)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("this system does not tell who has a port: %w", errors.ErrUnsupported)
	} else if err != nil {
		return 0, err
	}
	state := "0A" // TCP_LISTEN
	if network == "udp" {
		state = "07" // TCP_CLOSE: what an unconnected UDP socket has
	}
	n := 0
	for line := range strings.Lines(string(table)) {
		// sl local_address rem_address st ...
		f := strings.Fields(line)
		if len(f) > 3 && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) && f[3] == state {
			n++
		}
	}
	return n, nil
}
