//go:build unix && !linux

package sandbox

import (
	"sync"
	"syscall"
)

// SetUp does nothing: there is no isolation on this system.
func SetUp(Isolation, []string, string) error { return nil }

var (
	groupsMu sync.Mutex
	groups   []int // process groups that were started
)

// Adopt remembers the process group of a process that was started, for KillAll.
func Adopt(pid int) error {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	groups = append(groups, pid)
	return nil
}

// KillAll ends the process groups. It does not find a process that has left its
// group.
func KillAll() {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	for _, g := range groups {
		syscall.Kill(-g, syscall.SIGKILL)
	}
	groups = nil
}
