package check

import "syscall"

// whilePaused calls send while the program stands still, so that all that is
// sent has come when it goes on.
func whilePaused(send func() error) error {
	all := descendants()
	for _, p := range all {
		syscall.Kill(p.pid, syscall.SIGSTOP)
	}
	err := send()
	for _, p := range all {
		syscall.Kill(p.pid, syscall.SIGCONT)
	}
	return err
}
