package whole

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// secret is in the hand-in of a good student.
const secret = "the neighbour's own solution"

var good = map[string]string{
	"Ada Lovelace_1_assignsubmission_file/PROGRAM.py":  senderText + "# " + secret + "\n",
	"Ada Lovelace_1_assignsubmission_file/machine.py":  machineText,
	"Grace Hopper_2_assignsubmission_file/PROGRAM.py":  strings.Replace(senderText, "50005", "50006", 1),
	"Grace Hopper_2_assignsubmission_file/machine.py":  "import socket\nname = socket.gethostname()\n",
	"Élodie Brûlé_3_assignsubmission_file/PROGRAM.py":  "import sys\n" + senderText + "sys.exit()\n",
	"Élodie Brûlé_3_assignsubmission_file/machine.py ": machineText,
}

// hostile is what the hostile students hand in. PROGRAM, DIR and RESULTS stand for the
// name of a program, the folder of the class and that of the results.
var hostile = map[string]string{
	"Forks_901_assignsubmission_file/PROGRAM.py": `
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
`,
	"Disk_902_assignsubmission_file/PROGRAM.py": `
import time
i = 0
while True:
    i += 1
    try:
        with open(f"/tmp/{i}" if i % 2 else str(i), "wb") as f:
            f.write(b"x" * (16 << 20))
    except OSError:
        time.sleep(1)
`,
	"Memory_903_assignsubmission_file/PROGRAM.py": `
hoard = []
while True:
    hoard.append(b"x" * (16 << 20))
`,
	"Output_904_assignsubmission_file/PROGRAM.py": `
import sys
for i in range(1 << 10):
    sys.stdout.write("\x1b[31m<script>alert(1)</script>" * 4 + "x" * ((1 << 20) - 120))
`,
	"Killer_905_assignsubmission_file/PROGRAM.py": `
import os, signal
for pid in [-1, os.getppid(), 1, *range(2, 5000)]:
    try:
        if pid != os.getpid():
            os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
`,
	"Daemon_906_assignsubmission_file/PROGRAM.py": `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(3600)
    os._exit(0)
`,
	// It looks for its neighbours' programs, and for the results, to read and to change them.
	"Reader_907_assignsubmission_file/PROGRAM.py": `
import os
for top in ["DIR", "RESULTS", "..", "/tmp", "/proc/1/cwd", "/home", "/root"]:
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.realpath(path) == os.path.realpath(__file__):
                continue
            try:
                if "the neighbour's own" in open(path, errors="replace").read():
                    print("REACHED", path)
                open(path, "a").write("# was here")
            except OSError:
                pass
for name in ["RESULTS/ada-lovelace-1/2.1.1-sender.json", "RESULTS/reader-907/2.1.1-sender.json", "result.json", "results.json"]:
    try:
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        open(name, "w").write('{"content":{"report":{"step":"2.1.1-sender","verdict":"pass"}}}')
    except OSError:
        pass
print('{"Result":{"Findings":[]}}', '{"verdict":"pass"}', sep="\n")
`,
	"../../Climber_908_assignsubmission_file/PROGRAM.py":    "",
	"Slip_909_assignsubmission_file/a.zip":                  "ZIP SLIP",
	"Bomb_910_assignsubmission_file/a.zip":                  "ZIP BOMB",
	"Link_911_assignsubmission_file/a.tar":                  "LINK",
	"Red \x1b[31m\a_912_assignsubmission_file/PROGRAM.py":   "",
	"=HYPERLINK(\"x\")_913_assignsubmission_file/notes.txt": "",
	"+cmd|' -C calc'!A0_914_assignsubmission_file/a.txt":    "",
	"Escape_915_assignsubmission_file/sen\x1b]0;x\ader.py":  "",
}

// archives are the contents of the archives in hostile.
func archives(t *testing.T) map[string]string {
	t.Helper()
	var link bytes.Buffer
	w := tar.NewWriter(&link)
	for _, to := range []string{"/etc", "/etc/passwd", "../ada-lovelace-1"} {
		if err := w.WriteHeader(&tar.Header{Name: "link" + filepath.Base(to), Typeflag: tar.TypeSymlink, Linkname: to}); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	return map[string]string{
		"ZIP SLIP": zipOf(t, map[string]string{"../ada-lovelace-1/sender.py": "raise SystemExit", "../../../slipped.py": ""}),
		"ZIP BOMB": zipOf(t, map[string]string{"zeros.py": strings.Repeat("\x00", 120<<20)}),
		"LINK":     link.String(),
	}
}

func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(files[name]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Hostile students change no byte of what the others get, and leave nothing behind.
func TestHostile(t *testing.T) {
	r := newClassRun(t, nil)
	program := fmt.Sprintf("sender%d", os.Getpid()) // to find its processes by
	archives := archives(t)
	fill := func(files ...map[string]string) map[string]string {
		all := map[string]string{}
		for _, some := range files {
			for name, text := range some {
				if _, is := hostile[name]; is && strings.HasSuffix(name, "PROGRAM.py") {
					text += senderText
				}
				if archives[text] != "" {
					text = archives[text]
				}
				text = strings.NewReplacer("DIR", r.dir, "RESULTS", r.path("results")).Replace(text)
				all[strings.TrimSpace(strings.ReplaceAll(name, "PROGRAM", program))] = text
			}
		}
		return all
	}
	r.write("good/class.zip", zipOf(t, fill(good)))
	r.write("all/class.zip", zipOf(t, fill(good, hostile)))
	r.run(r.command("good/class.zip", "alone-results", "alone"), 0)
	stdout := r.run(r.command("all/class.zip", "results", "out"), 1)

	alone, beside := r.files("alone"), r.files("out")
	want, got := studentsOf(t, alone["c.json"]), studentsOf(t, beside["c.json"])
	if len(want) != 3 || len(got) < 3+13 {
		t.Errorf("%d and %d students", len(want), len(got))
	}
	for _, id := range []string{"forks-901", "disk-902", "memory-903"} {
		if !strings.Contains(got[id], `"code":"too-much"`) {
			t.Errorf("%.3000s", got[id])
		}
	}
	for id, text := range want {
		if got[id] != text {
			t.Errorf("beside hostile students\n%s\nwithout them\n%s", got[id], text)
		}
		for _, pattern := range []string{`(?m)^.*,` + id + `,.*$`, `(?s)<testsuite name="[^"]*\(` + id + `\)".*?</testsuite>`} {
			line := regexp.MustCompile(pattern)
			for _, name := range []string{"c.csv", "c.xml"} {
				if a, b := line.FindString(alone[name]), line.FindString(beside[name]); a != b {
					t.Errorf("%s: beside hostile students\n%s\nwithout them\n%s", name, b, a)
				}
			}
		}
	}
	for name, text := range alone {
		if (strings.HasPrefix(name, "feedback") || strings.HasPrefix(name, "scope")) && beside[name] != text {
			t.Errorf("%s: beside hostile students\n%s\nwithout them\n%s", name, beside[name], text)
		}
	}
	beside["the table"] = stdout
	for name, text := range beside {
		if i := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }); i >= 0 {
			t.Errorf("%s: a control character in %q", name, text[max(0, i-50):min(len(text), i+50)])
		}
		if strings.Contains(text, "REACHED") {
			t.Errorf("%s: a student has reached the work of another one:\n%.3000s", name, text)
		}
		if strings.HasSuffix(name, ".html") && strings.Contains(text, "<script>alert") {
			t.Errorf("%s: a script", name)
		}
		if len(text) > 1<<20 {
			t.Errorf("%s has %d bytes", name, len(text))
		}
	}
	rows, err := csv.NewReader(strings.NewReader(beside["c.csv"])).ReadAll()
	if err != nil {
		t.Error(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
				t.Errorf("a spreadsheet would compute %q", cell)
			}
		}
	}
	filepath.WalkDir(r.dir, func(path string, e fs.DirEntry, err error) error {
		if strings.Contains(path, "slipped") || strings.Contains(path, "Climber") {
			t.Errorf("%s is there", path)
		}
		return err
	})
	r.nothingLeft(program)
}

// studentsOf returns the students in the JSON of a class, by their IDs.
func studentsOf(t *testing.T, text string) map[string]string {
	t.Helper()
	var c struct{ Students []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, s := range c.Students {
		var id struct{ ID string }
		if err := json.Unmarshal(s, &id); err != nil {
			t.Fatal(err)
		}
		all[id.ID] = string(s)
	}
	return all
}
