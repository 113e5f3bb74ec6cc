package cluster

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"in43.example/pkg/labtest"
)

// job is what the test reads of kubernetes.yaml.
type job struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Spec       struct {
		CompletionMode string `yaml:"completionMode"`
		Completions    int
		Template       struct {
			Spec struct {
				Containers []struct {
					Command []string
				}
			}
		}
	}
}

func readJob(t *testing.T) (j job) {
	t.Helper()
	b, err := os.ReadFile("kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, &j); err != nil {
		t.Fatal(err)
	}
	if j.APIVersion != "batch/v1" || j.Kind != "Job" || j.Spec.CompletionMode != "Indexed" || j.Spec.Completions < 2 || len(j.Spec.Template.Spec.Containers) != 1 {
		t.Fatalf("kubernetes.yaml: %+v", j)
	}
	return j
}

var (
	command = regexp.MustCompile(`classroom class(?:[^\n]*\\\n)*[^\n]*`)
	flag    = regexp.MustCompile(`\s(--[a-z0-9-]+)`)
	of      = regexp.MustCompile(`/(\d+)(?: |")`)
)

// Each flag is one of classroom class.
func TestFlags(t *testing.T) {
	help, err := exec.Command(labtest.Build(t, ".."), "class", "--help").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, help)
	}
	for _, name := range []string{"class.sbatch", "kubernetes.yaml", "github.yml", "README.md"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, line := range command.FindAllString(string(b), -1) {
			for _, m := range flag.FindAllStringSubmatch(line, -1) {
				found++
				if !bytes.Contains(help, []byte(m[1]+" ")) {
					t.Errorf("%s: classroom class has no flag %s", name, m[1])
				}
			}
		}
		if found == 0 {
			t.Errorf("%s has no flags", name)
		}
	}
}

var (
	uses   = regexp.MustCompile(`(?m)^[ -]*uses:.*$`)
	pinned = regexp.MustCompile(`^[ -]*uses: [a-z0-9-]+/[a-z0-9-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$`)
)

// The matrix has as many shards as the command says, and each action is pinned by
// commit, with its version beside it.
func TestGitHub(t *testing.T) {
	b, err := os.ReadFile("github.yml")
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix struct{ Shard []int } }
			Steps    []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal(b, &workflow); err != nil {
		t.Fatal(err)
	}
	check := workflow.Jobs["check"]
	for i, shard := range check.Strategy.Matrix.Shard {
		if shard != i+1 {
			t.Errorf("the matrix is %v", check.Strategy.Matrix.Shard)
		}
	}
	found := false
	for _, step := range check.Steps {
		found = found || strings.Contains(step.Run, fmt.Sprintf("--shard ${{ matrix.shard }}/%d ", len(check.Strategy.Matrix.Shard)))
	}
	if !found {
		t.Errorf("no step checks a shard of %d", len(check.Strategy.Matrix.Shard))
	}
	all := uses.FindAllString(string(b), -1)
	for _, line := range all {
		if !pinned.MatchString(line) {
			t.Errorf("%q does not name a commit of 40 digits and its version", line)
		}
	}
	if len(all) == 0 {
		t.Error("no action is used")
	}
}

// A lab is a folder with the program in bin and a class in handed-in.
type lab struct {
	t   *testing.T
	dir string
}

func newLab(t *testing.T) *lab {
	t.Helper()
	labtest.Python(t)
	l := &lab{t, t.TempDir()}
	if err := os.Mkdir(filepath.Join(l.dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(labtest.Build(t, ".."), filepath.Join(l.dir, "bin", "classroom")); err != nil {
		t.Fatal(err)
	}
	sender, err := os.ReadFile("../../ex2_1_udp/python/sender.py")
	if err != nil {
		t.Fatal(err)
	}
	machine, err := os.ReadFile("../../ex5_annexes/python/machine.py")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"Ada/sender.py":     sender,
		"Ada/machine.py":    machine,
		"Blaise/sender.py":  bytes.ReplaceAll(sender, []byte("50005"), []byte("50006")),
		"Carl/report.pdf":   []byte("%PDF-1.4"),
		"Dorothy/sender.py": bytes.ReplaceAll(sender, []byte("import socket"), []byte("import no_such_module")),
		"Emmy/sender.py":    bytes.ReplaceAll(sender, []byte("World"), []byte("Wörld")),
	} {
		path := filepath.Join(l.dir, "handed-in", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// run runs a command in the folder, and returns its status and what it prints.
func (l *lab) run(env []string, name string, args ...string) (int, string) {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), name, args...)
	cmd.Dir, cmd.Env = l.dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "--trust") {
		labtest.Missing(l.t, "namespaces")
	}
	if cmd.ProcessState == nil {
		l.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// check runs a command that must end with status 0.
func (l *lab) check(env []string, name string, args ...string) {
	l.t.Helper()
	if status, out := l.run(env, name, args...); status != 0 {
		l.t.Fatalf("%s %q: status %d\n%s", name, args, status, out)
	}
}

// class runs classroom class, which must end with status 1: some students cannot be
// checked. It returns the files that it writes.
func (l *lab) class(args ...string) string {
	l.t.Helper()
	if status, out := l.run(nil, "bin/classroom", append([]string{"class", "--json", "all.json", "--csv", "all.csv"}, args...)...); status != 1 {
		l.t.Fatalf("%q: status %d\n%s", args, status, out)
	}
	var all string
	for _, name := range []string{"all.json", "all.csv"} {
		b, err := os.ReadFile(filepath.Join(l.dir, name))
		if err != nil {
			l.t.Fatal(err)
		}
		all += string(b)
		os.Remove(filepath.Join(l.dir, name))
	}
	return all
}

// merged compares the merged results in the folder results with those of one run.
func (l *lab) merged(results string) {
	l.t.Helper()
	parts, err := filepath.Glob(filepath.Join(l.dir, results, "*"))
	if err != nil || len(parts) != 3 {
		l.t.Fatalf("the parts are %q, %v", parts, err)
	}
	if one, merged := l.class("handed-in"), l.class(append([]string{"merge"}, parts...)...); one != merged {
		l.t.Errorf("one run:\n%s\nmerged:\n%s", one, merged)
	}
}

// Three parts, merged, are equal to one run.
func TestParts(t *testing.T) {
	t.Run("Slurm", func(t *testing.T) {
		l := newLab(t)
		script, err := filepath.Abs("class.sbatch")
		if err != nil {
			t.Fatal(err)
		}
		for task := 1; task <= 3; task++ {
			l.check([]string{fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", task), "SLURM_ARRAY_TASK_COUNT=3"}, "sh", script, "handed-in")
		}
		l.merged("class-results")
	})
	t.Run("Kubernetes", func(t *testing.T) {
		l := newLab(t)
		j := readJob(t)
		args := j.Spec.Template.Spec.Containers[0].Command
		for old, here := range map[string]string{"/class/handed-in.zip": "handed-in", "/class/results": "results", "classroom class": "bin/classroom class"} {
			if !strings.Contains(args[2], old) {
				t.Errorf("the command does not name %s", old)
			}
			args[2] = strings.ReplaceAll(args[2], old, here)
		}
		if m := of.FindStringSubmatch(args[2]); m == nil || m[1] != fmt.Sprint(j.Spec.Completions) {
			t.Errorf("the command has parts of %q, and there are %d", m, j.Spec.Completions)
		}
		for index := range j.Spec.Completions {
			l.check([]string{fmt.Sprintf("JOB_COMPLETION_INDEX=%d", index)}, args[0], args[1:]...)
		}
		l.merged("results")
	})
}

// An array of Slurm on this machine, merged, is equal to one run.
func TestSlurm(t *testing.T) {
	if _, err := exec.LookPath("sbatch"); err != nil {
		labtest.Missing(t, "Slurm (the package slurm-wlm)")
	}
	l := newLab(t)
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	l.check([]string{fmt.Sprintf("SLURM_PORT=%d", twoPorts(t))}, filepath.Join(here, "one-machine.sh"),
		"sbatch", "--wait", "--array=1-3", filepath.Join(here, "class.sbatch"), "handed-in")
	l.merged("class-results")
}

// twoPorts returns a free TCP port of 127.0.0.1 after which another free one comes.
func twoPorts(t *testing.T) int {
	t.Helper()
	for range 100 {
		first, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer first.Close()
		port := first.Addr().(*net.TCPAddr).Port
		if second, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port+1)); err == nil {
			second.Close()
			return port
		}
	}
	t.Fatal("no two free ports")
	return 0
}
