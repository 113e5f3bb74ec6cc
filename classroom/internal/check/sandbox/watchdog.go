package sandbox

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// What the program may use, together with all processes that it starts.
const (
	maxMemory    = 1 << 30   // bytes, with what it writes to files in memory
	maxFiles     = 256 << 20 // bytes, in all files
	maxInodes    = 50_000    // files
	maxProcesses = 200       // a compiler needs some
)

// maxThreads is how many threads all its processes may have. A compiler starts
// some for each processor.
var maxThreads = uint64(300 + 60*runtime.NumCPU())

// A Watchdog ends a program that uses too much memory, too many processes or
// too much room for files.
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
		why := tooMuch()
		if why == "" {
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

// tooMuch says what the program has too much of, or "".
func tooMuch() string {
	all := descendants()
	bytes, files := used()
	memory, threads := int(bytes), 0
	for _, p := range all {
		memory += p.memory
		threads += p.threads
	}
	if memory > maxMemory { // perhaps only because its processes share some
		memory = int(bytes)
		for _, p := range all {
			memory += p.share()
		}
	}
	switch {
	case memory > maxMemory:
		return fmt.Sprintf("more than %d MiB of memory", maxMemory>>20)
	case len(all) > maxProcesses:
		return fmt.Sprintf("more than %d processes", maxProcesses)
	case uint64(threads) > maxThreads*9/10: // with the last one a program fails in ways of its own
		return fmt.Sprintf("more than %d threads", maxThreads*9/10)
	case bytes > maxFiles:
		return fmt.Sprintf("more than %d MiB of files", maxFiles>>20)
	case files > maxInodes:
		return fmt.Sprintf("more than %d files", maxInodes)
	}
	return ""
}
