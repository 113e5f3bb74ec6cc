package sandbox

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// KillAll ends every process that the referee has started, directly or through
// others, whatever group or session it has moved to.
func KillAll() {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		if os.Getpid() == 1 {
			unix.Kill(-1, unix.SIGKILL) // all processes of the namespace except the first
		}
		alive := false
		for _, p := range scan() {
			if p.state != 'Z' {
				alive = true
				unix.Kill(p.pid, unix.SIGKILL)
			}
		}
		if !alive {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
