package sandbox

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// What the program may use, together with all processes that it starts.
const (
	MaxMemory    = 1 << 30   // bytes, with what it writes to files in memory
	MaxFiles     = 256 << 20 // bytes, in all files
	MaxInodes    = 50_000    // files
	MaxProcesses = 200       // a compiler needs some
)

// MaxThreads is how many threads all its processes may have. A compiler starts
// some for each processor.
var MaxThreads = uint64(300 + 60*runtime.NumCPU())

// A Watchdog ends a program that uses too much memory, too many processes or
// too much room for files.
type Watchdog struct {
	written func() (bytes, files uint64) // what the program has written
	reason  atomic.Pointer[string]       // why it has ended the program; nil if it has not
}

// NewWatchdog returns a Watchdog that has begun to watch. written returns how many
// bytes and files the program has written.
func NewWatchdog(written func() (bytes, files uint64)) *Watchdog {
	w := &Watchdog{written: written}
	go w.watch()
	return w
}

// watch watches until the process ends.
func (w *Watchdog) watch() {
	for range time.Tick(40 * time.Millisecond) {
		why := w.tooMuch()
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
func (w *Watchdog) tooMuch() string {
	tooMany := fmt.Sprintf("more than %d processes", MaxProcesses)
	if crowded(MaxProcesses) {
		return tooMany
	}
	all := descendants()
	bytes, files := w.written()
	memory, threads := int(bytes), 0
	for _, p := range all {
		memory += p.memory
		threads += p.threads
	}
	if memory > MaxMemory { // perhaps only because its processes share some
		memory = int(bytes)
		for _, p := range all {
			memory += p.share()
		}
	}
	switch {
	case memory > MaxMemory:
		return fmt.Sprintf("more than %d MiB of memory", MaxMemory>>20)
	case len(all) > MaxProcesses:
		return tooMany
	case uint64(threads) > MaxThreads*9/10: // with the last one a program fails in ways of its own
		return fmt.Sprintf("more than %d threads", MaxThreads*9/10)
	case bytes > MaxFiles:
		return fmt.Sprintf("more than %d MiB of files", MaxFiles>>20)
	case files > MaxInodes:
		return fmt.Sprintf("more than %d files", MaxInodes)
	}
	return ""
}
