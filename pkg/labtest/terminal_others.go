//go:build !linux

package labtest

import (
	"os"
	"testing"
)

// Terminal skips the test: pseudo-terminals are opened on Linux only.
func Terminal(t testing.TB, columns int) (program *os.File, screen func() string) {
	t.Helper()
	t.Skip("this test needs a pseudo-terminal, which labtest opens on Linux only")
	return nil, nil
}
