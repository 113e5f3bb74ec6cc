package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
)

// runClassCommand runs the command with args.
func runClassCommand(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	app := newApp()
	app.Writer, app.ErrWriter = &out, &err
	status = labcli.Run(t.Context(), app, append([]string{"classroom", "class"}, args...))
	return status, out.String(), err.String()
}

func TestClassUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("notes.txt", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ args, want string }{
		{"", "say what to check: class FOLDER"},
		{"a b", `unknown argument "b"`},
		{"a -- b", "leave out what comes after --"},
		{"a --nope", "there is no flag --nope"},
		{"a --jobs 0", "--jobs 0: give 1 or more"},
		{"a --shard 3", `--shard "3": give K/N`},
		{"a --shard 4/3", `--shard "4/3"`},
		{"a --shard 0/3", `--shard "0/3"`},
		{"a --shard 1/3/5", `--shard "1/3/5"`},
		{"a --shard=-1/3", `--shard "-1/3"`},
		{"a --points nowhere", "cannot read --points nowhere"},
		{"nowhere", "nowhere"},
		{"notes.txt", "notes.txt"},
		{".", "holds no folder of a student"},
		{"merge", "say which results to join"},
		{"merge nowhere", `"nowhere" holds no results`},
		{"merge --seed 3 nowhere", "--seed is for a check"},
	} {
		status, stdout, stderr := runClassCommand(t, strings.Fields(test.args)...)
		if status != 2 || stdout != "" || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: status %d, want 2 and %q:\n%s%s", test.args, status, test.want, stdout, stderr)
		}
	}
}

func TestClass(t *testing.T) {
	labtest.Python(t)
	sender, err := os.ReadFile("../ex2_1_udp/python/sender.py")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"tp1.zips/Ada Lovelace/sender.py":    string(sender),
		"tp1.zips/Grace Hopper/my sender.py": strings.Replace(string(sender), "50005", "50006", 1),
	} {
		os.MkdirAll(filepath.Dir(name), 0o755)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	status, stdout, stderr := runClassCommand(t, "tp1.zips", "--jobs", "1") // so that the first is the first to end
	if strings.Contains(stderr, "--trust") {
		labtest.Missing(t, "namespaces")
	}
	if want := "ada-lovelace: pass 1\ngrace-hopper: pass 0, fail 1\n"; status != 0 || stderr != want {
		t.Errorf("status %d, stderr %q, want %q", status, stderr, want)
	}
	for _, want := range []string{"tp1.zips, seed 1\n", "FAIL wrong-port", "1 of 2: wrong-port  (2.1.1-sender)"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not in\n%s", want, stdout)
		}
	}
	again, resumed, _ := runClassCommand(t, "tp1.zips", "--resume")
	if again != 0 || resumed != stdout {
		t.Errorf("resumed: status %d\n%s", again, resumed)
	}

	if err := os.WriteFile("tp1.zips/Ada Lovelace/client.py", []byte("import no_such_module\nimport socket\ns = socket.socket()\ns.connect(('127.0.0.1', 55000))\ns.send(b'x')\nprint(s.recv(1024))\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, shard := range []string{"1/2", "2/2"} {
		status, _, stderr = runClassCommand(t, "tp1.zips", "--shard", shard)
		if want := map[string]int{"1/2": 1, "2/2": 0}[shard]; status != want {
			t.Errorf("shard %s: status %d, want %d: %s", shard, status, want, stderr)
		}
	}
	if err := os.WriteFile("sheet.csv", []byte("no worksheet"), 0o644); err != nil {
		t.Fatal(err)
	}
	status, merged, stderr := runClassCommand(t, "merge", "tp1-results-2-of-2", "tp1-results-1-of-2",
		"--csv", "grades.csv", "--json=all.json", "--junit", "junit.xml", "--feedback", "feedback.zip", "--gradescope", "scope", "--worksheet", "sheet.csv", "--classroom50", "c50", "--html", "report")
	for _, name := range []string{"grades.csv", "all.json", "junit.xml", "feedback.zip", "scope/ada-lovelace/results.json", "report/index.html"} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, want := range []string{"--worksheet sheet.csv cannot be written: ", "--classroom50 c50 cannot be written: not set: CLASSROOM"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is not in\n%s", want, stderr)
		}
	}
	if b, _ := os.ReadFile("sheet.csv"); string(b) != "no worksheet" {
		t.Errorf("sheet.csv was changed: %q", b)
	}
	if status != 1 || !strings.Contains(stderr, "could not check: ada-lovelace: 3.1-client") || !strings.Contains(merged, "Grace Hopper") {
		t.Errorf("merged: status %d\n%s%s", status, merged, stderr)
	}
}
