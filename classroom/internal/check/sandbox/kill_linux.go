package sandbox

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Adopt limits the resources of a process that was started. Usually the
// watchdog, which limits all processes together, acts first; these limits are
// for a process that is faster than the watchdog. There is no limit on the
// address space, since runtimes reserve much more of it than they use:
// RLIMIT_DATA counts only what can be written (getrlimit(2)).
func Adopt(pid int) error {
	for resource, max := range map[int]uint64{
		unix.RLIMIT_DATA:  4 << 30,
		unix.RLIMIT_FSIZE: 256 << 20,
		unix.RLIMIT_CORE:  0,
	} {
		l := &unix.Rlimit{Cur: max, Max: max}
		if err := unix.Prlimit(pid, resource, l, nil); err != nil && !errors.Is(err, unix.ESRCH) && !errors.Is(err, unix.EPERM) {
			return os.NewSyscallError("prlimit", err)
		}
	}
	return nil
}

// KillAll ends every process that the referee has started, directly or through
// others, whatever group or session it has moved to.
func KillAll() {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		if os.Getpid() == 1 {
			unix.Kill(-1, unix.SIGKILL) // all processes of the namespace except the first
		}
		alive := false
		for _, p := range descendants() {
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
