//go:build race

package check

// underRace says that the race detector watches this test program.
const underRace = true
