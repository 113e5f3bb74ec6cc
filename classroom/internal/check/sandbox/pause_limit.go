//go:build unix

package sandbox

import "time"

// stopLimit is how long it may take until the program has stopped.
const stopLimit = 300 * time.Millisecond
