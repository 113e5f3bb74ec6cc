package sandbox

import (
	"slices"
	"syscall"
	"time"
)

// WhilePaused stops the program, calls send, and lets the program go on. So all
// messages have arrived before the program receives the first.
func WhilePaused(send func() error) error {
	all := descendants()
	for _, p := range all {
		syscall.Kill(p.pid, syscall.SIGSTOP)
	}
	moves := func(p process) bool {
		now, ok := readProcess(p.pid)
		return ok && !slices.Contains([]byte("TZ"), now.state) // stopped, or ended
	}
	for end := time.Now().Add(stopLimit); slices.ContainsFunc(all, moves) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	err := send()
	for _, p := range all {
		syscall.Kill(p.pid, syscall.SIGCONT)
	}
	return err
}
