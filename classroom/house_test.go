package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	maxFileLines    = 350
	maxPackageLines = 2000 // without its tests
)

// The checker is built as CONTRIBUTING.md says: its table has every package, and a
// package imports only packages above it. No package and no file is too long, in the check
// of a class neither.
func TestHouse(t *testing.T) {
	const checker = "internal/check"
	text, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var table []string // folders, from the bottom up
	for _, m := range regexp.MustCompile(`(?m)^\| \[[a-z/]+\]\(classroom/(`+checker+`[a-z/]*)\) \|`).FindAllSubmatch(text, -1) {
		table = append(table, string(m[1]))
	}
	files, err := filepath.Glob(checker + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{checker + "/*", checker + "/steps/*", "internal/class", "internal/class/*"} {
		deeper, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, deeper...)
	}
	lines := map[string]int{} // of a package
	for _, file := range files {
		file = filepath.ToSlash(file)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(b, []byte("\n"))
		if n > maxFileLines {
			t.Errorf("%s has %d lines, more than %d: split it by topic", file, n, maxFileLines)
		}
		dir := path.Dir(file)
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		lines[dir] += n
		if !strings.HasPrefix(dir, checker) {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, b, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			imported, ok := strings.CutPrefix(name, "in43.example/classroom/")
			if ok && strings.HasPrefix(imported, checker) && slices.Index(table, imported) >= slices.Index(table, dir) {
				t.Errorf("%s imports %s, which is not above %s in the table of CONTRIBUTING.md", file, imported, dir)
			}
		}
	}
	for dir, n := range lines {
		if n > maxPackageLines {
			t.Errorf("%s has %d lines without its tests, more than %d: split it", dir, n, maxPackageLines)
		}
		if strings.HasPrefix(dir, checker) && !slices.Contains(table, dir) {
			t.Errorf("%s is not in the table of CONTRIBUTING.md", dir)
		}
	}
}
