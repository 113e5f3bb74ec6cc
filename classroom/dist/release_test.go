package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

// write makes files, with the folders that they lie in.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// list returns a line for each of entries, all of which can be read.
func list(t *testing.T, entries []entry) string {
	t.Helper()
	var lines strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&lines, "%s %v\n", e.name, e.mode)
		if _, err := e.read(); err != nil {
			t.Error(err)
		}
	}
	return lines.String()
}

// Outside a repository, or without git, the version is dev, and the files are
// those that lie there, without the waste.
func TestNoGit(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"README.md": "", "Makefile": "", "go.work": "", ".gitignore": "", ".ci/run": "", "classroom/dist/main.go": "",
		"ex3_tcp/README.md": "", "ex3_tcp/main.go": "", "ex3_tcp/tcp_test.go": "", "ex3_tcp/python/server.py": "",
		"ex3_tcp/python/__pycache__/server.cpython-312.pyc": "", "ex3_tcp/.DS_Store": "", "pkg/mux/mux.test": "",
		licencesFile: "", "bin/ex3_tcp": "", "dist/socketlab_dev_SHA256SUMS": "", ".vscode/settings.json": "",
	})
	run := "-rwxr-xr-x"
	if err := os.Chmod(filepath.Join(root, ".ci", "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		run = "-rw-r--r--" // where no file has such a bit
	}
	r, err := head(t.Context(), root)
	if err == nil || r.version != "dev" || r.commit != "" || r.time.Year() != 1980 {
		t.Errorf("%+v, %v", r, err)
	}
	files, err := repository(t.Context(), root, r)
	if err != nil {
		t.Fatal(err)
	}
	want := ".ci/run " + run + `
.gitignore -rw-r--r--
Makefile -rw-r--r--
README.md -rw-r--r--
classroom/dist/main.go -rw-r--r--
ex3_tcp/README.md -rw-r--r--
ex3_tcp/main.go -rw-r--r--
ex3_tcp/python/server.py -rw-r--r--
ex3_tcp/tcp_test.go -rw-r--r--
go.work -rw-r--r--
`
	if got := list(t, files); got != want {
		t.Errorf("the repository holds\n%s\nwant\n%s", got, want)
	}
}

// The files of a repository are those that git has, and a file that it does not
// have shows in the version.
func TestGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		labtest.Missing(t, "git")
	}
	for _, v := range os.Environ() { // of a git that runs this test, as a hook
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "GIT_") {
			t.Setenv(name, "") // which sets it back in the end
			os.Unsetenv(name)
		}
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	root := t.TempDir()
	write(t, root, map[string]string{".gitignore": "/dist/\n", "ex2_1_udp/Übung 1.md": "", "run": "", "dist/old": ""})
	for _, args := range [][]string{
		{"init", "-q"},
		{"config", "core.fileMode", "false"}, // run need not be one that can be run here
		{"config", "status.showUntrackedFiles", "no"},
		{"add", "."},
		{"update-index", "--chmod=+x", "run"},
		{"-c", "user.name=A", "-c", "user.email=a@in43.example", "commit", "-q", "-m", "first"},
	} {
		if _, err := git(t.Context(), root, args...); err != nil {
			t.Fatal(err)
		}
	}
	r, err := head(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.version) != 7 || !strings.HasPrefix(r.commit, r.version) {
		t.Errorf("%+v", r)
	}

	if err := unchanged(t.Context(), root, r); err != nil {
		t.Error(err)
	}
	write(t, root, map[string]string{"ex2_1_udp/mine.py": ""})
	if err := unchanged(t.Context(), root, r); err == nil || !strings.Contains(err.Error(), dirty) {
		t.Errorf("with a file that has come since: %v", err)
	}
	if r, err = head(t.Context(), root); err != nil || !strings.HasSuffix(r.version, dirty) {
		t.Errorf("with a new file: %+v, %v", r, err)
	}
	files, err := repository(t.Context(), root, r)
	if err != nil {
		t.Fatal(err)
	}
	const want = ".gitignore -rw-r--r--\nex2_1_udp/Übung 1.md -rw-r--r--\nrun -rwxr-xr-x\n"
	if got := list(t, files); got != want {
		t.Errorf("the repository holds\n%s\nwant\n%s", got, want)
	}

	// What git has is there, and is a file: an archive has all of it.
	if err := os.Remove(filepath.Join(root, "run")); err != nil {
		t.Fatal(err)
	}
	if _, err := repository(t.Context(), root, r); err == nil || !strings.Contains(err.Error(), "git restore run") {
		t.Errorf("without a file that git has: %v", err)
	}
	if _, err := git(t.Context(), root, "update-index", "--add", "--cacheinfo", "120000,"+emptyBlob+",link"); err != nil {
		t.Fatal(err)
	}
	if _, err := repository(t.Context(), root, r); err == nil || !strings.Contains(err.Error(), "link is a link") {
		t.Errorf("with a link: %v", err)
	}
}

// emptyBlob is what git calls a file without a byte.
const emptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"

// An archive holds the programs, which can be run, and the files.
func TestContents(t *testing.T) {
	bin := t.TempDir()
	write(t, bin, map[string]string{"ex3_tcp": "", "classroom": ""})
	files := []entry{{name: "go.work", mode: 0o644}, {name: ".ci/run", mode: 0o755}, {name: "README.md", mode: 0o644}}
	all, err := contents(bin, files, "lab")
	if err != nil {
		t.Fatal(err)
	}
	const want = `lab/.ci/run -rwxr-xr-x
lab/README.md -rw-r--r--
lab/bin/classroom -rwxr-xr-x
lab/bin/ex3_tcp -rwxr-xr-x
lab/go.work -rw-r--r--
`
	if got := list(t, all); got != want {
		t.Errorf("the archive holds\n%s\nwant\n%s", got, want)
	}
	if files[0].name != "go.work" {
		t.Errorf("a file has become %s, for the other archives too", files[0].name)
	}
}

// What the other target of make has made of the same version stays, and
// nothing else.
func TestClean(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dist")
	for _, test := range []struct{ project, want string }{
		{lab, "socketlab-student_1.0_SHA256SUMS socketlab-student_1.0_linux_amd64.tar.gz"},
		{student, "socketlab_1.0_SHA256SUMS socketlab_1.0_linux_amd64.tar.gz"},
	} {
		if err := clean(dir, test.project, "1.0"); err != nil {
			t.Fatal(err)
		}
		write(t, dir, map[string]string{
			"socketlab_1.0_linux_amd64.tar.gz": "", "socketlab_1.0_SHA256SUMS": "",
			"socketlab-student_1.0_linux_amd64.tar.gz": "", "socketlab-student_1.0_SHA256SUMS": "",
			"socketlab_1.0-dirty_linux_amd64.tar.gz": "", "socketlab-student_0.9_linux_amd64.tar.gz": "", "SHA256SUMS": "",
		})
		if err := clean(dir, test.project, "1.0"); err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range left {
			names = append(names, f.Name())
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("clean for %s leaves %s, want %s", test.project, got, test.want)
		}
	}
}
