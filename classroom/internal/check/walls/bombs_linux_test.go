package walls

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/check"
)

// bombs are programs that use up something. Each begins with listening, so that
// the check goes on until the watchdog ends it.
var bombs = map[string]func(){
	"processes": func() {
		for {
			if exec.Command(os.Args[0], "bomb", "sleep").Start() != nil {
				time.Sleep(time.Millisecond)
			}
		}
	},
	"processes that multiply": func() {
		for {
			if exec.Command(os.Args[0], os.Args[1:]...).Start() != nil {
				time.Sleep(time.Millisecond)
			}
		}
	},
	"threads": func() {
		for {
			go func() {
				runtime.LockOSThread()
				select {}
			}()
			time.Sleep(100 * time.Microsecond)
		}
	},
	"memory": func() {
		var hoard [][]byte
		for {
			b := make([]byte, 16<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			hoard = append(hoard, b)
			runtime.KeepAlive(hoard)
		}
	},
	"shared memory": func() { fill("/dev/shm") },
	"a large file":  func() { fill(".") },
	"large files":   func() { fill(os.TempDir()) },
	"small files": func() {
		for i := 0; ; i++ {
			os.WriteFile(fmt.Sprintf("%s/%d", os.TempDir(), i), nil, 0o644)
		}
	},
	"memory files": func() { // memfd_create(2); what it refuses is taken from files
		for {
			fd, err := unix.MemfdCreate("x", 0) // stays open
			if err != nil {
				fill(os.TempDir())
			}
			unix.Write(fd, make([]byte, 64<<20))
		}
	},
	"output": func() {
		line := []byte(strings.Repeat("without end ", 1000) + "\n")
		for {
			os.Stdout.Write(line)
		}
	},
}

// fill writes files to dir until nothing more fits, and then waits.
func fill(dir string) {
	b := make([]byte, 1<<20)
	for i := 0; ; i++ {
		f, err := os.Create(fmt.Sprintf("%s/bomb%d", dir, i))
		if err != nil {
			time.Sleep(time.Hour)
		}
		for range 100 {
			if _, err := f.Write(b); err != nil {
				time.Sleep(time.Hour)
			}
		}
		f.Close()
	}
}

// A program that takes more and more of something is ended, and the report says
// of what. These programs run as an ordinary user with few processes only.
func TestBombs(t *testing.T) {
	needNamespaces(t)
	if os.Getuid() == 0 {
		asOrdinaryUser(t, 2000)
		return
	}
	for name := range bombs {
		t.Run(name, func(t *testing.T) {
			dir, exe := publicCopy(t)
			done := make(chan struct{})
			latency := watchLatency(done)
			start := time.Now()
			r := check.Run(t.Context(), check.Job{Step: "2.1.2", Command: []string{exe, "bomb", name}, Seed: 1})
			took := time.Since(start)
			close(done)
			i := slices.IndexFunc(r.Findings, func(f check.Finding) bool { return f.Result == check.Fail })
			if i < 0 || r.Findings[i].Code != "too-much" {
				t.Fatalf("verdict %s, %s, %+v\n%.2000s", r.Verdict, r.Error, r.Findings, r.Output)
			}
			t.Logf("%s after %v; another process waited %v at most", r.Findings[i].Got[:min(60, len(r.Findings[i].Got))], took.Round(time.Millisecond), <-latency)
			if left := running(t, dir); left != "" {
				t.Errorf("still running: %s", left)
			}
		})
	}
}

// watchLatency measures until done how late a process that sleeps wakes up.
func watchLatency(done chan struct{}) <-chan time.Duration {
	worst := make(chan time.Duration, 1)
	go func() {
		var most time.Duration
		for {
			start := time.Now()
			select {
			case <-done:
				worst <- most.Round(time.Millisecond)
				return
			case <-time.After(5 * time.Millisecond):
				most = max(most, time.Since(start)-5*time.Millisecond)
			}
		}
	}()
	return worst
}
