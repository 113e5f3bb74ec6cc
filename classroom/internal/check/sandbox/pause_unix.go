//go:build unix && !linux

package sandbox

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// WhilePaused stops the process groups of the program, calls send, and lets them go
// on. So all messages have arrived before the program receives the first.
func WhilePaused(send func() error) error {
	groupsMu.Lock()
	all := slices.Clone(groups)
	groupsMu.Unlock()
	for _, g := range all {
		syscall.Kill(-g, syscall.SIGSTOP)
	}
	for end := time.Now().Add(stopLimit); moves(all) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	err := send()
	for _, g := range all {
		syscall.Kill(-g, syscall.SIGCONT)
	}
	return err
}

// moves reports whether a process of groups has not stopped yet. ps(1) of all Unix
// systems knows these columns.
func moves(groups []int) bool {
	out, _ := exec.Command("ps", "-A", "-o", "pgid=", "-o", "stat=").Output()
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 2 && slices.ContainsFunc(groups, func(g int) bool { return f[0] == strconv.Itoa(g) }) && !strings.Contains("TZ", f[1][:1]) {
			return true
		}
	}
	return false
}
