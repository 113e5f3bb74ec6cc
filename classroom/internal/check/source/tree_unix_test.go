//go:build unix

package source_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"in43.example/classroom/internal/check/source"
)

// A FIFO without a writer would block whoever opens it.
func TestFindFIFO(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "server.py"), sources["server"])
	for _, name := range []string{"client.py", "main.go", "tp.zip"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Skip(err)
		}
	}
	checkFound(t, dir, map[string]string{"3.1-server": "server.py"}, nil)
	for _, arg := range []string{dir, filepath.Join(dir, "client.py")} {
		source.Addresses("", []string{"go", "run", arg})
		source.NextTODO("", []string{"go", "run", arg})
	}
}
