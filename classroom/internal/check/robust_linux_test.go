package check

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/labtest"
)

// listen is the start of a program that is bound to the port of 2.1.2.
const listen = `
import os, signal, socket, subprocess, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 52001))
`

// Programs that do harm get a verdict, and no process of them is left.
func TestHarm(t *testing.T) {
	needNamespace(t)
	for _, test := range []struct {
		name, program string
		want          verdict.Code
	}{
		{"ignores ctrl-c", listen + `
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    print(s.recv(1024).decode("ascii"))
`, verdict.StopsOnCtrlC},
		{"leaves a daemon behind", listen + `
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        time.sleep(1000)
    os._exit(0)
while True:
    print(s.recv(1024).decode("ascii"))
`, verdict.StopsOnCtrlC},
		{"prints without end", listen + `
line = "waiting for data " * 4000 + "\n"
for i in range(20_000):
    sys.stdout.write(line)
`, verdict.TooMuch},
		{"allocates without end", `
hoard = []
while True:
    hoard.append(bytearray(10 << 20))
`, verdict.TooMuch},
		{"forks without end", listen + `
while True:
    try:
        if os.fork() == 0:
            time.sleep(1000)
    except OSError:
        pass
`, verdict.TooMuch},
		{"sleeps for ever", "import time\ntime.sleep(1e6)\n", verdict.NoBind},
		{"waits for the keyboard", "name = input('your name? ')\n", verdict.NoBind},
		{"reads its terminal", "import getpass\ngetpass.getpass()\n", verdict.NoBind},
		{"computes without end", listen + "while True: pass\n", verdict.NoOutput},
		{"is no Python", "def (:\n", verdict.Crashed},
		{"ends at once", "", verdict.NoBind},
		{"kills what it can", `
import os, signal
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
os.kill(os.getppid(), signal.SIGKILL)
print("still here")
`, verdict.NoBind},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			marker := fmt.Sprintf("harm%d.py", time.Now().UnixNano())
			file := filepath.Join(dir, marker)
			if err := os.WriteFile(file, []byte(test.program), 0o644); err != nil {
				t.Fatal(err)
			}
			r := Run(t.Context(), Job{Step: "2.1.2", Command: []string{python(t), file}, Seed: 1})
			if got := codes(r, Required); r.Verdict != Failed || len(got) == 0 || got[0] != string(test.want) {
				t.Errorf("verdict %s with %q, want %q\n%.3000s", r.Verdict, got, test.want, text(r, true))
			}
			if left := running(t, marker); left != "" {
				t.Errorf("still running: %s", left)
			}
		})
	}
}

// python returns the file of the interpreter itself, since python3 may be a
// wrapper that starts it.
func python(t *testing.T) string {
	t.Helper()
	path, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		labtest.Missing(t, "python3")
	}
	return strings.TrimSpace(string(path))
}

// running returns the command lines that contain marker, of all processes.
func running(t *testing.T, marker string) string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range files {
		if line, err := os.ReadFile(f); err == nil && bytes.Contains(line, []byte(marker)) {
			found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return strings.Join(found, "; ")
}

// A check leaves no file behind, even if the program writes some.
func TestLeavesNoFile(t *testing.T) {
	needNamespace(t)
	temp, dir := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	file := filepath.Join(dir, "writes.py")
	program := "import tempfile\nopen(tempfile.mkstemp()[1], 'w').write('x')\n" + listen + "while True:\n    print(s.recv(1024).decode('ascii', 'replace'))\n"
	if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := Run(t.Context(), Job{Step: "2.1.2", Command: []string{python(t), file}, Seed: 1}); r.Verdict != Passed {
		t.Errorf("%s", text(r, true))
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// With less isolation, or none, the verdict is the same, and the report says
// what could not be checked.
func TestIsolations(t *testing.T) {
	needNamespace(t)
	for _, isolation := range []Isolation{Full, room.Network, Loopback} {
		t.Run(string(isolation), func(t *testing.T) {
			job := Job{Step: "2.1.2", Command: []string{python(t), root + "ex2_1_2_sensors/python/remote_sensors.py"}, Seed: 1, Isolation: isolation}
			r := Run(t.Context(), job)
			if r.Verdict != Passed || r.Isolation != isolation || (isolation == Loopback) != (len(r.Unchecked) > 0) {
				t.Errorf("isolation %s, unchecked %q\n%s", r.Isolation, r.Unchecked, text(r, true))
			}
		})
	}
}

// The same seed gives the same values, another seed gives other values.
func TestSeed(t *testing.T) {
	needNamespace(t)
	output := func(seed uint64) string {
		job := Job{Step: "5.3.1", Command: []string{python(t), root + "ex5_annexes/python/until_end.py"}, Seed: seed}
		return Run(t.Context(), job).Output
	}
	if one := output(7); one != output(7) || one == output(8) {
		t.Errorf("with seed 7 twice and seed 8 once:\n%s\n%s\n%s", one, output(7), output(8))
	}
}

// When the caller gives up, the check ends, and the program with it.
func TestCancel(t *testing.T) {
	needNamespace(t)
	dir := t.TempDir()
	marker := fmt.Sprintf("cancel%d.py", time.Now().UnixNano())
	file := filepath.Join(dir, marker)
	if err := os.WriteFile(file, []byte("import time\ntime.sleep(1e6)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			if running(t, marker) != "" {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	r := Run(ctx, Job{Step: "2.1.2", Command: []string{python(t), file}, Seed: 1})
	if r.Verdict != Unchecked || !strings.Contains(r.Error, "interrupted") {
		t.Errorf("verdict %s, %s", r.Verdict, r.Error)
	}
	if left := running(t, marker); left != "" {
		t.Errorf("still running: %s", left)
	}
}

// The program runs on a machine with a new name, so a name that is written into it is
// wrong, even if it is that of this machine.
func TestMachineName(t *testing.T) {
	needNamespace(t)
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if r := Run(t.Context(), Job{Step: "5.3.2", Command: []string{"sh", "-c", "echo " + name}, Seed: 1}); r.Verdict != Failed {
		t.Errorf("a program that prints %s: verdict %s\n%s", name, r.Verdict, text(r, true))
	}
	if r := Run(t.Context(), Job{Step: "5.3.2", Command: []string{"uname", "-n"}, Seed: 1}); r.Verdict != Passed {
		t.Errorf("uname: verdict %s\n%s", r.Verdict, text(r, true))
	}
}
