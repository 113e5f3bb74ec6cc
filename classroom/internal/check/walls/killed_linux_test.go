package walls

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"in43.example/classroom/internal/check"
)

// running returns the command lines that contain marker, of all other processes.
func running(t *testing.T, marker string) string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range files {
		if line, err := os.ReadFile(f); err == nil && bytes.Contains(line, []byte(marker)) && !bytes.Contains(line, []byte("-test.")) {
			found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return strings.Join(found, "; ")
}

// A program that leaves a daemon behind, and goes: the daemon ends with the check.
func TestDaemon(t *testing.T) {
	needNamespaces(t)
	if os.Getuid() == 0 {
		asOrdinaryUser(t, 4000)
	}
	dir, exe := publicCopy(t)
	r := check.Run(t.Context(), check.Job{Step: "2.1.2", Command: []string{exe, "daemon", "on"}, Seed: 1})
	if r.Verdict != check.Failed {
		t.Errorf("verdict %s", r.Verdict)
	}
	if left := running(t, dir); left != "" {
		t.Errorf("still running: %s", left)
	}
}

// When the checker is killed, hung up or loses its terminal, no process and no
// temporary file of it are left.
func TestKilled(t *testing.T) {
	needNamespaces(t)
	if os.Getuid() == 0 {
		asOrdinaryUser(t, 4000)
	}
	for _, isolation := range []check.Isolation{check.Full, check.Loopback} {
		for name, end := range map[string]func(checker *os.Process, terminal *os.File){
			"killed":              func(p *os.Process, _ *os.File) { p.Kill() },
			"hung up":             func(p *os.Process, _ *os.File) { p.Signal(syscall.SIGHUP) },
			"without a terminal":  func(_ *os.Process, terminal *os.File) { terminal.Close() },
			"killed by a signal":  func(p *os.Process, _ *os.File) { p.Signal(syscall.SIGTERM) },
			"killed with a group": func(p *os.Process, _ *os.File) { syscall.Kill(-p.Pid, syscall.SIGKILL) },
		} {
			t.Run(name+", "+string(isolation), func(t *testing.T) {
				dir, exe := publicCopy(t)
				temp := filepath.Join(dir, "temp")
				if err := errors.Join(os.Mkdir(temp, 0o777), os.Chmod(temp, 0o777)); err != nil {
					t.Fatal(err)
				}
				cmd := exec.Command(exe, "checker", string(isolation))
				cmd.Env = append(os.Environ(), "TMPDIR="+temp)
				terminal, err := pty.Start(cmd) // in a session of its own, and with this terminal
				if err != nil {
					t.Fatal(err)
				}
				defer terminal.Close()
				until(t, "the program runs", func() bool { return strings.Contains(running(t, dir), "bomb") })
				end(cmd.Process, terminal)
				cmd.Wait()
				until(t, "all processes have ended", func() bool { return running(t, dir) == "" })
				until(t, "no temporary file is left", func() bool {
					left, err := os.ReadDir(temp)
					return err == nil && len(left) == 0
				})
			})
		}
	}
}

// until waits until ok returns true.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) { // only a broken test takes so long
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
