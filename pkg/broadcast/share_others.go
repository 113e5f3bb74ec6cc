//go:build (!unix && !windows) || solaris

package broadcast

import (
	"errors"
	"fmt"
	"runtime"
)

// shareAddr is not supported on this operating system.
func shareAddr(uintptr) error {
	return fmt.Errorf("sharing a UDP port between programs on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
