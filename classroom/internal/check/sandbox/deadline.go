package sandbox

import "time"

// Wait waits until done is closed, or until limit is over.
func Wait(limit time.Duration, done <-chan struct{}) {
	end := Within(limit)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case <-done:
			return
		case <-timer.C:
			if end.Over() {
				return
			}
			timer.Reset(20 * time.Millisecond)
		}
	}
}

// A Deadline is the end of a wait. If the program has had little processor time
// by then, it gets up to three times the limit.
type Deadline struct {
	start time.Time
	limit time.Duration
	cpu   time.Duration // processor time that the program had used at the start
	idle  int           // how often in a row Over has found the program idle
}

// idleLooks is how often in a row a program must be found idle. One that gets little
// processor time is idle for a moment now and then, as when it waits for a file.
const idleLooks = 5

// Within returns the end of a wait that begins now.
func Within(limit time.Duration) Deadline {
	return Deadline{start: time.Now(), limit: limit, cpu: CPUTime()}
}

// Over reports whether the wait must end. If the program is working but has had
// little processor time, the machine is slow, not the program: it gets more
// time. A program that has computed all the time does not. Where nobody knows what
// the program does, a busy machine is enough.
func (d *Deadline) Over() bool {
	waited := time.Since(d.start)
	if waited < d.limit {
		return false
	}
	if Working() || busy() {
		d.idle = 0
	} else {
		d.idle++
	}
	return d.idle >= idleLooks || d.Exhausted()
}

// Exhausted reports whether the wait must end even for a program that is not idle: it
// has computed all the time, or three times the limit is over.
func (d *Deadline) Exhausted() bool {
	waited := time.Since(d.start)
	return waited >= 3*d.limit || waited >= d.limit && CPUTime()-d.cpu > waited/2
}

// WatchClock begins to look at how long this process has to wait for a processor.
// The function that it returns reports whether that was so long that a program
// that is right may seem to be too slow.
func WatchClock() (starved func() bool) {
	const tick, late = 20 * time.Millisecond, 100 * time.Millisecond
	done, waited := make(chan struct{}), make(chan bool, 1)
	go func() {
		long := false
		for {
			start := time.Now()
			select {
			case <-done:
				waited <- long
				return
			case <-time.After(tick):
				long = long || time.Since(start) > tick+late
			}
		}
	}()
	return func() bool {
		close(done)
		return <-waited
	}
}
