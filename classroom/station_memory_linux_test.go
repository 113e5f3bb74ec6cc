package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"in43.example/pkg/labtest"
)

// The station needs less than 50 MB of memory for a log of 6 MB, which comes from
// a pipe and is sent again and again.
func TestStationMemory(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "walk.csv")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Fatal(err)
	}
	sensors := listen(t)
	cmd := exec.Command(labtest.Build(t, "."), "station", "--to", "127.0.0.1", "--sensors-port", sensors.port(), "--drone-rate", "0", "--sensors-log", pipe)
	p := labtest.Start(t, cmd)
	if err := os.WriteFile(pipe, bytes.Repeat([]byte("1,2,3,4,5\n"), 600_000), 0); err != nil {
		t.Fatal(err)
	}
	sensors.conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // from now on
	for range 100 {
		sensors.next()
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		t.Fatalf("no peak in\n%s", status)
	}
	if peak, _ := strconv.Atoi(string(m[1])); peak > 50_000 {
		t.Errorf("it needed %d MB of memory", peak/1000)
	}
	p.Interrupt()
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d%v", status, p)
	}
}
