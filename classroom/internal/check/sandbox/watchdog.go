package sandbox

import (
	"fmt"
	"sync/atomic"
	"time"
)

// What the program may use, together with all processes that it starts.
const (
	maxMemory    = 1 << 30 // bytes
	maxProcesses = 200     // a compiler needs some
)

// A Watchdog ends a program that uses too much memory or too many processes.
type Watchdog struct {
	reason atomic.Pointer[string] // why it has ended the program; nil if it has not
}

// NewWatchdog returns a Watchdog that has begun to watch.
func NewWatchdog() *Watchdog {
	w := new(Watchdog)
	go w.watch()
	return w
}

// watch watches until the process ends.
func (w *Watchdog) watch() {
	for range time.Tick(20 * time.Millisecond) {
		all := descendants()
		memory := 0
		for _, p := range all {
			memory += p.memory
		}
		var why string
		switch {
		case memory > maxMemory:
			why = fmt.Sprintf("more than %d MiB of memory", maxMemory>>20)
		case len(all) > maxProcesses:
			why = fmt.Sprintf("more than %d processes", maxProcesses)
		default:
			continue
		}
		w.reason.CompareAndSwap(nil, &why)
		KillAll()
	}
}

// Why returns why the program was stopped, or "".
func (w *Watchdog) Why() string {
	if why := w.reason.Load(); why != nil {
		return *why
	}
	return ""
}
