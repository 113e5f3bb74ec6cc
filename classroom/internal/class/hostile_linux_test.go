package class

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"in43.example/pkg/safetext"
)

// What the hostile students of TestHostile hand in. Bombs are in the tests of package
// walls.
var hostile = map[string]string{
	// It looks for results and for other students, forges the results, and writes to the others.
	"Forger_901_assignsubmission_file/sender.py": `
import glob, os
seen = []
for pattern in ["RESULTS/*", "RESULTS/*/*.json", "/tmp/classroom-*/*", "/tmp/classroom-*/*/*.py", "../*", "../*/*.py"]:
    for name in glob.glob(pattern):
        if "forger" in os.path.abspath(name):
            continue
        try:
            open(name, "a").write("# was here")
            seen.append(name)
        except OSError:
            pass
try:
    os.makedirs("RESULTS/ada-lovelace", exist_ok=True)
    open("RESULTS/ada-lovelace/2.1.1-sender.json", "w").write("{}")
except OSError as e:
    pass
print("changed", seen)
` + sender,
	// It leaves a process behind that goes on writing.
	"Daemon_902_assignsubmission_file/sender.py": `
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            open("TRACE", "a").write("alive")
            time.sleep(0.01)
    os._exit(0)
` + sender,
	// It ends all that it may end.
	"Killer_903_assignsubmission_file/sender.py": `
import os, signal
for pid in [-1, os.getppid(), 1]:
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
` + sender,
	"../../Climber_904_assignsubmission_file/sender.py":     sender,
	"Slip_905_assignsubmission_file/../../../slipped.py":    sender,
	"Red \x1b[31m\a_906_assignsubmission_file/sender.py":    sender,
	"=HYPERLINK(\"x\")_907_assignsubmission_file/sender.py": sender,
	"Escape_908_assignsubmission_file/sen\x1b]0;x\ader.py":  sender,
	"Empty_909_assignsubmission_file/":                      "",
	"Printer_910_assignsubmission_file/sender.py":           "print('\\x1b[31m<script>alert(1)</script>' + 'A' * 100_000)\n" + sender,
}

// Hostile students change nothing for the good ones, and leave nothing.
func TestHostile(t *testing.T) {
	needs(t)
	good := map[string]string{}
	for _, name := range []string{"Ada Lovelace_1", "Grace Hopper_2"} {
		good[name+"_assignsubmission_file/sender.py"] = sender
		good[name+"_assignsubmission_file/machine.py"] = machine
	}
	dir := t.TempDir()
	o := options(t, makeZip(t, filepath.Join(dir, "good", "class.zip"), good))
	alone := mustRun(t, o)

	o.Results = filepath.Join(t.TempDir(), "results")
	trace := filepath.Join(t.TempDir(), "trace")
	all := map[string]string{}
	for name, text := range hostile {
		all[name] = strings.NewReplacer("RESULTS", o.Results, "TRACE", trace).Replace(text)
	}
	for name, text := range good {
		all[name] = text
	}
	o.Input = makeZip(t, filepath.Join(dir, "all", "class.zip"), all)
	beside := mustRun(t, o)
	for _, s := range alone.Students {
		i := slices.IndexFunc(beside.Students, func(b Student) bool { return b.ID == s.ID })
		if i < 0 {
			t.Fatalf("%s is not there", s.ID)
		}
		one, other := &Class{Steps: alone.Steps, Students: []Student{s}}, &Class{Steps: beside.Steps, Students: beside.Students[i : i+1]}
		if got, want := asJSON(t, other), asJSON(t, one); got != want {
			t.Errorf("beside hostile students\n%s\nwithout them\n%s", got, want)
		}
	}
	for _, s := range beside.Students {
		for _, r := range s.Results {
			if strings.Contains(r.Report.Output, "changed [") && !strings.Contains(r.Report.Output, "changed []") {
				t.Errorf("%s: %.500s", s.ID, r.Report.Output)
			}
		}
	}
	for _, name := range []string{trace, filepath.Join(dir, "slipped.py"), filepath.Join(os.TempDir(), "slipped.py")} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	checkFiles(t, o.Results)
	var table strings.Builder
	if err := beside.WriteTable(&table, 60, plain); err != nil {
		t.Fatal(err)
	}
	if inert, _ := safetext.UTF8Lines.Append(nil, []byte(table.String())); string(inert) != table.String() {
		t.Errorf("the table does something to a terminal:\n%q", table.String())
	}
	processes, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range processes {
		if b, _ := os.ReadFile(name); strings.Contains(string(b), "sender.py") {
			t.Errorf("a process is left: %q", b)
		}
	}
}

// makeZip writes a zip as the course page does.
func makeZip(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for file, text := range files {
		w, err := z.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}
