//go:build unix && !linux

package sandbox

import (
	"sync"
	"syscall"
)

var (
	groupsMu sync.Mutex
	groups   []int // process groups that were started
)

// Adopt remembers the process group of a process that was started, for KillAll.
func Adopt(pid int) {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	groups = append(groups, pid)
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
