package graceful

import (
	"context"
	"time"
)

// Interrupted reports, when a read of the keyboard has come to the end of the
// input on goos (a value of runtime.GOOS), whether that is the work of ctrl-c,
// which has ended ctx. On Windows ctrl-c ends a read of the console as ctrl-z
// does, and the signal comes a moment later: there Interrupted waits for it, at
// most 100 ms.
func Interrupted(ctx context.Context, goos string) bool {
	if goos == "windows" {
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return ctx.Err() != nil
}
