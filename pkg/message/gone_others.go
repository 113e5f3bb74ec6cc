//go:build !linux && !darwin && !windows

package message

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// setUnacknowledged returns an error: there is no such option.
func setUnacknowledged(uintptr, time.Duration) error {
	return fmt.Errorf("a time limit for what is not acknowledged on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
