//go:build unix && !linux

package check

import (
	"sync"
	"syscall"
)

// setUpIsolation has nothing to do.
func setUpIsolation(Job) error { return nil }

var (
	groupsMu sync.Mutex
	groups   []int // process groups that were started
)

// adopt remembers the process group of a process that was started.
func adopt(pid int) error {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	groups = append(groups, pid)
	return nil
}

// killAll ends the process groups. What has left its group it does not find.
func killAll() {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	for _, g := range groups {
		syscall.Kill(-g, syscall.SIGKILL)
	}
	groups = nil
}
