package whole

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"in43.example/pkg/labtest"
)

// A classRun runs the command in a folder that everybody may read: as an ordinary user
// with few processes, if the test runs as root.
type classRun struct {
	t        *testing.T
	bin, dir string
}

// newClassRun makes the folder, with files in it.
func newClassRun(t *testing.T, files map[string]string) *classRun {
	t.Helper()
	labtest.Python(t)
	dir, err := os.MkdirTemp("", "class")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	r := &classRun{t: t, bin: filepath.Join(dir, "classroom"), dir: dir}
	for name, text := range files {
		r.write(name, text)
	}
	r.write("tmp/keep", "") // TMPDIR
	build := exec.Command("go", "build", "-o", r.bin, "in43.example/classroom")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && os.Getuid() == 0 {
			os.Chown(path, 65534, 65534)
		}
		return errors.Join(err, os.Chmod(path, 0o755))
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *classRun) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

func (r *classRun) write(name, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(r.path(name)), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(r.path(name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// command returns the command that checks input, with all its outputs in the folder out.
func (r *classRun) command(input, results, out string, flags ...string) *exec.Cmd {
	// A shell sets the limits, so that they hold from the first moment.
	args := []string{"-c", "ulimit -u 2000 -c 0 -f 400000 -d 3000000 && mkdir -p \"$0\" && exec \"$@\"", r.path(out), r.bin, "class", r.path(input), "--results", r.path(results)}
	for flag, name := range map[string]string{"csv": "c.csv", "json": "c.json", "junit": "c.xml", "html": "html", "feedback": "feedback", "gradescope": "scope"} {
		args = append(args, "--"+flag, filepath.Join(r.path(out), name))
	}
	cmd := exec.Command("bash", append(args, flags...)...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "HOME="+r.dir, "TMPDIR="+r.path("tmp"))
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return cmd
}

// run runs such a command to its end. It ends with status.
func (r *classRun) run(cmd *exec.Cmd, status int) (stdout string) {
	r.t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if strings.Contains(errs.String(), "--trust") {
		labtest.Missing(r.t, "namespaces")
	}
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != status {
		r.t.Fatalf("%v, want status %d\n%s%s", err, status, &out, &errs)
	}
	return out.String()
}

// files returns the contents of all files in the folder out, by their names.
func (r *classRun) files(out string) map[string]string {
	r.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(r.path(out), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, r.path(out)+"/")] = string(b)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// nothingLeft reports what is left in the folder for temporary files, and processes
// whose command line has mark in it.
func (r *classRun) nothingLeft(mark string) {
	r.t.Helper()
	entries, _ := os.ReadDir(r.path("tmp"))
	for _, e := range entries {
		if e.Name() != "keep" {
			r.t.Errorf("%s is left", r.path("tmp/"+e.Name()))
		}
	}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		if b, _ := os.ReadFile(name); strings.Contains(string(b), mark) {
			r.t.Errorf("a process is left: %q", b)
		}
	}
}
