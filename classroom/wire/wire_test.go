package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// root is the folder of the repository.
const root = "../.."

// build builds the programs and returns ours, which has the others beside it.
func build(t *testing.T) (exe string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has network namespaces")
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "network namespaces")
	}
	f, err := os.OpenFile(portRange, os.O_WRONLY, 0)
	if err != nil {
		labtest.Missing(t, "a file "+portRange+" that can be written in a namespace")
	}
	f.Close()
	labtest.Build(t, "..")
	for _, s := range steps {
		labtest.Build(t, filepath.Join(root, s.dir()))
	}
	return labtest.Build(t, ".")
}

// launch runs the program in the folder dir.
func launch(t *testing.T, exe, dir string, args ...string) *labtest.Process {
	t.Helper()
	cmd := exec.Command(exe, args...)
	cmd.Dir = dir
	return labtest.Run(t, cmd)
}

// The READMEs show what is on the wire now.
func TestREADMEs(t *testing.T) {
	exe := build(t)
	p := launch(t, exe, root, "--check")
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d%v", status, p)
	}
	for _, s := range steps {
		if !strings.Contains(p.Stdout.String(), s.dir()+"/README.md is up to date\n") {
			t.Errorf("%s was not checked%v", s.dir(), p)
		}
	}
}

// The program writes the dumps, and sees when one of them is not true.
func TestWrite(t *testing.T) {
	exe := build(t)
	dir := t.TempDir()
	logs := filepath.Join("classroom", "compare")
	if err := os.CopyFS(filepath.Join(dir, logs), os.DirFS(filepath.Join(root, logs))); err != nil {
		t.Fatal(err)
	}
	const empty = "# Title\n" + heading + "\nBefore.\n\n" + begin + end + "\nAfter.\n\n## Break it\n"
	readme := func(s step) string { return filepath.Join(dir, s.dir(), "README.md") }
	for _, s := range steps {
		if err := os.Mkdir(filepath.Dir(readme(s)), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, readme(s), empty)
	}
	if p := launch(t, exe, dir); p.Wait() != 0 || strings.Count(p.Stdout.String(), " is written\n") != len(steps) {
		t.Fatalf("status %d, want 0 and all READMEs written%v", p.Wait(), p)
	}
	spoilt := readme(steps[0])
	write(t, spoilt, strings.Replace(read(t, spoilt), "Hello", "Help!", 1))
	write(t, spoilt, strings.Replace(read(t, spoilt), "c3 55", "55 c3", 1))
	before := read(t, spoilt)
	p := launch(t, exe, dir, "--check")
	if status := p.Wait(); status != 1 {
		t.Errorf("one README is wrong: status %d, want 1%v", status, p)
	}
	for _, want := range []string{steps[0].dir() + "/README.md differs:\n", "\n-     2  55 c3 ", "\n+     2  c3 55 "} {
		if !strings.Contains(p.Stdout.String(), want) {
			t.Errorf("it does not print %q%v", want, p)
		}
	}
	if !strings.Contains(p.Stderr.String(), `run "make wire"`) || strings.Count(p.Stdout.String(), " is up to date\n") != len(steps)-1 {
		t.Errorf("it does not say what to do, or other READMEs differ too%v", p)
	}
	if read(t, spoilt) != before {
		t.Error("--check has written")
	}

	if err := os.Remove(spoilt); err != nil {
		t.Fatal(err)
	}
	if p := launch(t, exe, dir); p.Wait() != 2 || !strings.Contains(p.Stderr.String(), "run it in the folder of the repository") {
		t.Errorf("without a README: status %d%v", p.Wait(), p)
	}
	write(t, spoilt, "# Title\n"+heading+"\n## Break it\n")
	if p := launch(t, exe, dir); p.Wait() != 2 || !strings.Contains(p.Stderr.String(), begin+end) {
		t.Errorf("without the markers: status %d%v", p.Wait(), p)
	}
}

// Where there are no namespaces one sentence says so.
func TestNoNamespace(t *testing.T) {
	want := "only Linux has them"
	if runtime.GOOS == "linux" {
		build(t)
		want = "this system does not allow it"
		const max = "/proc/sys/user/max_user_namespaces" // of the namespace of this test
		old := read(t, max)
		write(t, max, "0")
		defer write(t, max, old)
	}
	p := launch(t, labtest.Build(t, "."), root)
	if got := p.Stderr.String(); p.Wait() != 2 || !strings.Contains(got, want) || strings.Count(got, "\n") != 1 {
		t.Errorf("status %d, want 2 and one sentence with %q%v", p.Wait(), want, p)
	}
}

func TestUsage(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"2.1"}, &stdout, &stderr); status != 2 || !strings.Contains(stderr.String(), "--check") {
		t.Errorf("status %d, printed %q; want 2 and a sentence about --check", status, &stderr)
	}
}

func TestInsert(t *testing.T) {
	const text = "# T\n\n## On the wire\n\nBefore.\n\n" + begin + "old\n" + end + "\nAfter.\n\n## Break it\n\nIt.\n"
	got, err := insert(text, "new\n")
	if want := strings.Replace(text, "old\n", "```text\nnew\n```\n", 1); err != nil || got != want {
		t.Errorf("insert gives %v and\n%s\nwant\n%s", err, got, want)
	}
	for _, text := range []string{
		"# T\n\n## Break it\n",
		"# T\n\n## On the wire\n\n## Break it\n\n" + begin + end,
		"# T\n\n## On the wire\n\n" + begin + "\n## Break it\n\n" + end,
		"# T\n\n## On the wire\n\n" + end + begin + "\n## Break it\n",
	} {
		if got, err := insert(text, "new\n"); err == nil {
			t.Errorf("insert does not fail for\n%s\nbut gives\n%s", text, got)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
