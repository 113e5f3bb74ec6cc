//go:build unix && !linux

package check

import (
	"sync"
	"syscall"
)

// setUpIsolation does nothing: there is no isolation on this system.
func setUpIsolation(Isolation, []string, string) error { return nil }

var (
	groupsMu sync.Mutex
	groups   []int // process groups that were started
)

// adopt remembers the process group of a process that was started, for killAll.
func adopt(pid int) error {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	groups = append(groups, pid)
	return nil
}

// killAll ends the process groups. It does not find a process that has left its
// group.
func killAll() {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	for _, g := range groups {
		syscall.Kill(-g, syscall.SIGKILL)
	}
	groups = nil
}
