package keyboard

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// On Linux and macOS a read goes on waiting after a signal, so ctrl-c never looks
// like the end of the input (signal(7), SA_RESTART; package os/signal). On
// Windows ReadConsole returns nothing with ERROR_OPERATION_ABORTED, perhaps before
// the handler of ctrl-c runs, in a thread of its own. Python also waits 100 ms for
// it (CPython, Parser/myreadline.c).
func TestInterrupted(t *testing.T) {
	for _, tt := range []struct {
		goos  string
		after time.Duration // the signal comes; 0: it has come already
		want  bool
		takes time.Duration
	}{
		{"linux", 0, true, 0},
		{"linux", time.Millisecond, false, 0},
		{"darwin", 0, true, 0},
		{"darwin", time.Millisecond, false, 0},
		{"windows", 0, true, 0},
		{"windows", 10 * time.Millisecond, true, 10 * time.Millisecond},
		{"windows", time.Second, false, 100 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), tt.after)
			defer cancel()
			start := time.Now()
			got := interrupted(ctx, tt.goos)
			if takes := time.Since(start); got != tt.want || takes != tt.takes {
				t.Errorf("%s, a signal after %v: %t after %v, want %t after %v", tt.goos, tt.after, got, takes, tt.want, tt.takes)
			}
		})
	}
}
