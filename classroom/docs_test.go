package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/labtest"
)

// documents returns the Markdown files of the repository, as paths relative to
// this folder.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir // .git
		}
		if filepath.Ext(path) == ".md" {
			all = append(all, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	docLink    = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	makeTarget = regexp.MustCompile("(?m)(?:^|`|\\$ |\t)make ((?:[a-z0-9_-]+ ?)+)")
	goRun      = regexp.MustCompile(`go run \./([a-z0-9_]+)(?: ([a-z][a-z-]*))?`)
	target     = regexp.MustCompile(`(?m)^([a-z0-9_-]+):`)
)

// The documents agree with the repository: each relative link leads to a file,
// each make target exists, and each program has the command.
func TestDocuments(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]bool{}
	for _, m := range target.FindAllStringSubmatch(string(makefile), -1) {
		targets[m[1]] = true
	}
	for _, doc := range documents(t) {
		b, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for _, m := range docLink.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(doc), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: the link to %s is dead", doc, m[1])
			}
		}
		for _, m := range makeTarget.FindAllStringSubmatch(text, -1) {
			for _, name := range strings.Fields(m[1]) {
				if !targets[name] {
					t.Errorf("%s: the Makefile has no target %s", doc, name)
				}
			}
		}
		for _, m := range goRun.FindAllStringSubmatch(text, -1) {
			args := []string{"--help"}
			if m[2] != "" {
				args = []string{m[2], "--help"}
			}
			cmd := exec.Command(labtest.Build(t, filepath.Join("..", m[1])), args...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %s %s: %v\n%s", doc, m[1], m[2], err, out)
			}
		}
		if strings.Contains(text, "```console") && !hasREADMETest(t, filepath.Dir(doc)) {
			t.Errorf("%s: no test reads its transcripts", doc)
		}
	}
}

// hasREADMETest reports whether a test in dir checks the README of dir.
func hasREADMETest(t *testing.T, dir string) bool {
	t.Helper()
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tests {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "labtest.ReadREADME(t)") && strings.Contains(string(b), ".Done()") {
			return true
		}
	}
	return false
}

// Every exercise has the same files and the same headings.
func TestEveryExerciseIsComplete(t *testing.T) {
	for _, s := range sheet.Steps {
		name, dir := s.Folder, filepath.Join("..", s.Folder)
		for _, file := range []string{"main.go", "README.md", "go.mod"} {
			if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
				t.Errorf("%s has no %s", name, file)
			}
		}
		text, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, heading := range []string{"# ", "## Your turn", "## Hints", "## A solution", "### Run it", "### What you see", "### Python beside Go", "### Questions", "## On the wire", "## Break it", "## Remember"} {
			i := strings.Index(string(text)[at:], heading)
			if i < 0 {
				t.Errorf("the README of %s has no %q at its place", name, heading)
				continue
			}
			at += i + len(heading)
		}
	}
}

// check has every step that the sheet names. It may have more.
func TestCheckedSteps(t *testing.T) {
	names := stepNames()
	for _, p := range sheet.Programs {
		if p.Check != "" && !slices.Contains(names, p.Check) {
			t.Errorf("the sheet names the step %q of check, which has only %q", p.Check, names)
		}
	}
}
