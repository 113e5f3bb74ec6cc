package labtest

import (
	"runtime"
	"strings"
	"time"
)

// leaks returns the stacks of the goroutines that still run after the tests,
// except for those of the runtime. It gives them the time patience to end.
func leaks(patience time.Duration) string {
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		var left []string
		for _, stack := range strings.Split(stacks(), "\n\n")[1:] { // the first is this goroutine
			if !strings.Contains(stack, "os/signal.signal_recv") { // runs for ever after the first signal.Notify
				left = append(left, stack)
			}
		}
		if len(left) == 0 || time.Now().After(deadline) {
			return strings.Join(left, "\n\n")
		}
	}
}

// stacks returns the stacks of all goroutines.
func stacks() string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, true)])
}
