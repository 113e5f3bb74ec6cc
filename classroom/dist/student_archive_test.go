//go:build !race

// Under the race detector, compressing the programs takes a minute, and this test
// has one goroutine only.

package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"in43.example/classroom/internal/sheet"
)

// The archive of this system, as it is handed out: it has no answers, its
// programs run, and what its pages name is there.
func TestStudentArchive(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	r, err := head(t.Context(), root)
	if err != nil {
		t.Log(err) // an unpacked archive, perhaps; it is one to work with
	}
	files, err := repository(t.Context(), root, r)
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := forStudents(files)
	if err != nil {
		t.Fatal(err)
	}
	dist := t.TempDir()
	name, _, err := makeOne(t.Context(), root, dist, student, r, target{runtime.GOOS, runtime.GOARCH}, chosen)
	if err != nil {
		t.Fatal(err)
	}
	unpack(t, filepath.Join(dist, name))
	dir := filepath.Join(dist, strings.TrimSuffix(strings.TrimSuffix(name, ".tar.gz"), ".zip"))
	archive := map[string][]byte{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		archive[name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	t.Run("no answers", func(t *testing.T) { noAnswers(t, files, archive) })
	t.Run("pages", func(t *testing.T) { pages(t, dir, archive) })
	t.Run("starters", func(t *testing.T) { starters(t, dir, files, archive) })
	t.Run("licences", func(t *testing.T) { builtIn(t, dir, archive) })
	t.Run("programs", func(t *testing.T) { programs(t, dir, files, archive) })
}

// unpack unpacks an archive where it lies.
func unpack(t *testing.T, archive string) {
	t.Helper()
	b, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, mode fs.FileMode, r io.Reader) {
		t.Helper()
		file := filepath.Join(filepath.Dir(archive), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(file, content, mode)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if path.Ext(archive) == ".zip" {
		zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range zr.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			put(f.Name, f.Mode(), r)
			r.Close()
		}
		return
	}
	gz, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		put(h.Name, h.FileInfo().Mode(), r)
	}
}

var answers = regexp.MustCompile(`(?mi)^[ \t]*#+[ \t]+(hints?|a? ?solutions?|run it|what you see|python beside go|questions?|answers?)\b.*$|</?(details|summary)\b.*|<!--.*`)

// noAnswers checks that no file of the archive is, or holds, one of the
// repository that a student should not see, and that no page shows an answer.
func noAnswers(t *testing.T, files []entry, archive map[string][]byte) {
	secret := 0
	for _, e := range files {
		ext, dir := path.Ext(e.name), path.Dir(e.name)+"/"
		if ext != ".py" && ext != ".go" || strings.Contains(dir, "/start/") {
			continue
		}
		secret++
		text, err := e.read()
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.TrimSpace(text)
		middle := text[len(text)/2:][:min(32, len(text)/2)] // which is looked for much faster
		for name, content := range archive {
			if bytes.Contains(content, middle) && bytes.Contains(content, text) {
				t.Errorf("%s holds %s", name, e.name)
			}
		}
	}
	if secret < 100 {
		t.Errorf("there are only %d files that a student should not see", secret)
	}
	for name, content := range archive {
		if strings.HasPrefix(name, "bin/") {
			continue
		}
		if m := answers.Find(content); m != nil {
			t.Errorf("%s shows an answer: %s", name, m)
		}
		dir := path.Dir(name) + "/"
		if strings.Contains(dir, "python/") || strings.Contains(dir, "testdata/") || strings.HasSuffix(name, "_test.go") ||
			(path.Ext(name) == ".py" || path.Ext(name) == ".go") && !strings.Contains(dir, "/start/") {
			t.Errorf("%s is in the archive", name)
		}
	}
}

var (
	webAddress = regexp.MustCompile(`https?://[^\s)]+`)
	link       = regexp.MustCompile(`\]\(([^)#\s]*)[^)]*\)`)
	goCommand  = regexp.MustCompile(`go (?:run|build|test|vet) (?:-\S+ )*\./([0-9A-Za-z_./-]*)`)
	makeTarget = regexp.MustCompile("(?m)(?:^|`|\\$ )make ([0-9a-z_-]+)")
	makeRule   = regexp.MustCompile(`(?m)^([0-9a-z_-]+):`)
	file       = regexp.MustCompile(`\b(?:bin|classroom|pkg|ex[0-9][0-9a-z_]*)/[0-9A-Za-z_./-]*[0-9A-Za-z_]`)
)

// pages checks that what the pages name is in the archive: what they link to,
// files, folders, and targets of make. A starter may be named before it is
// written.
func pages(t *testing.T, dir string, archive map[string][]byte) {
	there := func(name string) bool {
		if exercise, _, inStart := strings.Cut(name, "/start"); inStart && !hasStarter(archive, exercise) {
			return true
		}
		for _, exe := range []string{"", ".exe"} {
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)+exe)); err == nil {
				return true
			}
		}
		return false
	}
	rules := map[string]bool{}
	for _, m := range makeRule.FindAllSubmatch(archive["Makefile"], -1) {
		rules[string(m[1])] = true
	}
	found := 0
	for name, content := range archive {
		if path.Ext(name) != ".md" {
			continue
		}
		found++
		page := webAddress.ReplaceAllString(string(content), "https:")
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			if m[1] != "https:" && !there(path.Join(path.Dir(name), m[1])) {
				t.Errorf("%s: the link %s is dead", name, m[0])
			}
		}
		for _, m := range file.FindAllString(page, -1) {
			folder, _, _ := strings.Cut(m, "/")
			if _, exercise := archive[folder+"/README.md"]; !exercise && strings.HasPrefix(folder, "ex") {
				continue // a name that a student might give
			}
			if !there(m) {
				t.Errorf("%s: there is no %s", name, m)
			}
		}
		for _, m := range goCommand.FindAllStringSubmatch(page, -1) {
			if !strings.Contains(m[1], "/start") || !there(m[1]) {
				t.Errorf("%s: %s has no source here", name, m[0])
			}
		}
		for _, m := range makeTarget.FindAllStringSubmatch(page, -1) {
			if !rules[m[1]] {
				t.Errorf("%s: the Makefile has no target %s", name, m[1])
			}
		}
		if strings.Count(page, "```")%2 != 0 {
			t.Errorf("%s: a block of code has no end", name)
		}
		if exercise, _, _ := strings.Cut(name, "/"); exercise[:2] == "ex" && !strings.Contains(string(archive["README.md"]), "["+exercise+"]("+exercise+")") {
			t.Errorf("README.md: %s is not in the table", exercise)
		}
	}
	if found < 11 {
		t.Errorf("there are only %d pages", found)
	}
}

// hasStarter reports whether the archive has a starter for an exercise.
func hasStarter(archive map[string][]byte, exercise string) bool {
	for name := range archive {
		if strings.HasPrefix(name, exercise+"/start/") {
			return true
		}
	}
	return false
}

// starters checks that every starter of the repository is in the archive, as it
// is, and that those in Go compile there without a network.
func starters(t *testing.T, dir string, files []entry, archive map[string][]byte) {
	vet := map[string]bool{}
	for _, e := range files {
		exercise, name, _ := strings.Cut(e.name, "/")
		if !strings.HasPrefix(name, "start/") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := e.read()
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := archive[e.name]; !ok || !bytes.Equal(got, text) {
			t.Errorf("%s is not in the archive as it is", e.name)
		}
		if path.Ext(name) == ".go" {
			vet["./"+exercise+"/start/..."] = true
		}
	}
	if len(vet) == 0 {
		return // none is written yet
	}
	cmd := exec.Command("go", slices.AppendSeq([]string{"vet"}, maps.Keys(vet))...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=", "GOPROXY=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", cmd, err, out)
	}
}

// programs checks that the program of every exercise runs, and that classroom
// knows the steps that the pages tell to check.
func programs(t *testing.T, dir string, files []entry, archive map[string][]byte) {
	run := func(name string, args ...string) string {
		t.Helper()
		out, err := exec.Command(filepath.Join(dir, "bin", name), args...).CombinedOutput()
		if err != nil {
			t.Errorf("bin/%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	for _, e := range files {
		if folder, name, _ := strings.Cut(e.name, "/"); name == "main.go" {
			run(folder, "--help")
		}
	}
	steps := map[string]bool{}
	for line := range strings.Lines(run("classroom", "check", "--list")) {
		if step := strings.Fields(line); len(step) > 0 && line[0] != ' ' {
			steps[step[0]] = true
		}
	}
	for _, p := range sheet.Programs {
		if p.Start != "" && !strings.Contains(string(archive["README.md"]), "`"+p.Check+"`") {
			t.Errorf("README.md does not say that %s can be checked", p.Check)
		}
	}
	named := regexp.MustCompile(`STEP=([0-9][0-9a-z.-]*)|classroom check ([0-9][0-9a-z.-]*) `)
	for name, content := range archive {
		if path.Ext(name) != ".md" {
			continue
		}
		for _, m := range named.FindAllSubmatch(content, -1) {
			if step := string(m[1]) + string(m[2]); !steps[step] {
				t.Errorf("%s: there is no step %s to check", name, step)
			}
		}
	}
}
