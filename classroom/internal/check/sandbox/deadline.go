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
}

// Within returns the end of a wait that begins now.
func Within(limit time.Duration) Deadline { return Deadline{time.Now(), limit, CPUTime()} }

// Over reports whether the wait must end. If the program is working but has had
// little processor time, the machine is slow, not the program: it gets more
// time. A program that has computed all the time does not.
func (d Deadline) Over() bool {
	switch waited := time.Since(d.start); {
	case waited < d.limit:
		return false
	case waited < 3*d.limit:
		return !Working() || CPUTime()-d.cpu > waited/2
	}
	return true
}

// WatchClock begins to look at how long this process has to wait for a processor.
// The function that it returns reports whether that was so long that a program
// that is right may seem to be too slow.
func WatchClock() (starved func() bool) {
	const tick, late = 5 * time.Millisecond, 100 * time.Millisecond
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
