package graceful

import (
	"context"
	"time"
)

// Interrupted is for a program that has read the end of the input from the
// keyboard: it reports whether the reason is ctrl-c, which ends ctx. On Windows
// (goos is a value of runtime.GOOS), ctrl-c looks like the end of the input, as
// ctrl-z does, and the signal comes a moment later. There Interrupted waits for
// it, at most 100 ms.
func Interrupted(ctx context.Context, goos string) bool {
	if goos == "windows" {
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return ctx.Err() != nil
}
