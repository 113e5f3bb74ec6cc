//go:build (!unix && !windows) || solaris

package broadcast

import (
	"errors"
	"fmt"
	"runtime"
)

// shareAddr returns an error: there is no such option on this operating system.
func shareAddr(uintptr) error {
	return fmt.Errorf("programs cannot share a UDP port on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
