package check

import (
	"context"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/labtest"
)

// Without namespaces a check waits while another process has its turn, says which
// one that is, and then runs.
func TestTurn(t *testing.T) {
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which the ports are free")
	}
	other, err := net.Listen("tcp4", turnAddr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	job := Job{Step: "5.3.1", Command: []string{"python3", filepath.FromSlash(root + "ex5_annexes/python/until_end.py")}, Seed: 1, Isolation: Loopback}

	ctx, cancel := context.WithCancel(t.Context())
	job.Waits = func(string) { cancel() }
	if r := Run(ctx, job); r.Verdict != Unchecked || r.Error != errInterrupted.Error() {
		t.Errorf("interrupted while it waits: %s, %s", r.Verdict, r.Error)
	}

	var holder string
	job.Waits = func(forWhom string) { holder = forWhom; other.Close() }
	if r := Run(t.Context(), job); r.Verdict != Passed {
		t.Errorf("after the other one: %s", text(r, true))
	}
	if runtime.GOOS == "linux" && !strings.Contains(holder, "pid ") {
		t.Errorf("it waits for %q, want the name of a program", holder)
	}
}

// In one process, too, the checks run one after the other.
func TestTurnsOfOneProcess(t *testing.T) {
	done, err := takeTurn(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := takeTurn(ctx, nil); err != errInterrupted {
		t.Errorf("a second one beside the first: %v", err)
	}
	done()
	if done, err = takeTurn(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	done()
}
