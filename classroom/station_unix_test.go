//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"in43.example/pkg/labclitest"
)

// Ctrl-c ends a station whose log is a named pipe that nobody writes to.
func TestLogInPipe(t *testing.T) {
	for _, flag := range []string{"--sensors-log", "--drone-log"} {
		name := filepath.Join(t.TempDir(), "pipe")
		if err := unix.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
		p := labclitest.Start(t, newApp(), "station", flag, name)
		if status := p.Stop(); status != 0 || p.Log() != "" {
			t.Errorf("%s: status %d, logged %q", flag, status, p.Log())
		}
		w, err := os.OpenFile(name, os.O_WRONLY, 0) // ends the open that still waits
		if err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
}
