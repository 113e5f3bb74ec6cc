package sandbox

import (
	"slices"
	"time"
)

// Working reports whether the program computes or waits for a processor or a
// disk.
func Working() bool { return slices.ContainsFunc(descendants(), process.busy) }

// CPUTime returns how much processor time the program has used.
func CPUTime() time.Duration {
	var sum time.Duration
	for _, p := range descendants() {
		sum += p.cpu
	}
	return sum
}

// LeftBehind reports whether a process that the program has started still runs. It
// is for a program that has ended.
func LeftBehind() bool {
	return slices.ContainsFunc(descendants(), process.alive)
}

// Sleeps reports whether the program has said that it wants to sleep.
func Sleeps() bool { return slices.ContainsFunc(descendants(), process.sleeps) }

// TimeLimit returns the longest time that the program has given a system call in which
// it waits for a socket, or 0.
func TimeLimit() time.Duration {
	var longest time.Duration
	for _, p := range descendants() {
		longest = max(longest, p.timeLimit())
	}
	return longest
}

// ReadsKeyboard reports whether the program is waiting for its standard input.
func ReadsKeyboard() bool { return slices.ContainsFunc(descendants(), process.readsKeyboard) }
