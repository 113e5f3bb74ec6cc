package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	uses   = regexp.MustCompile(`(?m)^[ -]*uses:.*$`)
	pinned = regexp.MustCompile(`^[ -]*uses: [a-z0-9-]+/[a-z0-9-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$`)
)

// Each action of a workflow is pinned by commit, with its version beside it.
func TestActionsArePinned(t *testing.T) {
	workflows, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(workflows) == 0 {
		t.Fatalf("the workflows are %q, %v", workflows, err)
	}
	for _, name := range append(workflows, "cluster/github.yml") {
		for _, line := range uses.FindAllString(read(t, name), -1) {
			if !pinned.MatchString(line) {
				t.Errorf("%s: %q does not name a commit of 40 digits and its version", name, line)
			}
		}
	}
}

var (
	workFolder       = regexp.MustCompile(`(?m)^\t\./(\S+)$`)
	dependabotFolder = regexp.MustCompile(`(?m)^ +- /(\S+)$`)
)

// Dependabot looks into every module, and into nothing else.
func TestDependabot(t *testing.T) {
	folders := func(all [][]string) string {
		var names []string
		for _, m := range all {
			names = append(names, m[1])
		}
		return strings.Join(names, " ")
	}
	want := folders(workFolder.FindAllStringSubmatch(read(t, "../go.work"), -1))
	got := folders(dependabotFolder.FindAllStringSubmatch(read(t, "../.github/dependabot.yml"), -1))
	if got != want {
		t.Errorf("dependabot.yml has the folders %s, want those of go.work: %s", got, want)
	}
}

var portFlag = regexp.MustCompile(`PortFlag\("[a-z-]+", ([0-9]+), "(UDP|TCP)`)

// SECURITY.md names every port that a program of an exercise has by default,
// in the row of the program.
func TestSecurityNamesPorts(t *testing.T) {
	page := read(t, "../SECURITY.md")
	programs, err := filepath.Glob("../ex*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range programs {
		program := filepath.Base(filepath.Dir(name))
		row := regexp.MustCompile("(?m)^\\|.*`" + program + "[` ].*$").FindString(page)
		for _, m := range portFlag.FindAllStringSubmatch(read(t, name), -1) {
			found++
			if !strings.Contains(row, m[1]) || !strings.Contains(row, m[2]) {
				t.Errorf("SECURITY.md does not say that %s opens %s port %s, but %q", program, m[2], m[1], row)
			}
		}
	}
	if found < 7 {
		t.Errorf("the programs have only %d ports", found)
	}
}
