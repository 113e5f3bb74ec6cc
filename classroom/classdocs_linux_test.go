package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

// doneLine is a line that says that a student is done. On a terminal, a bar stands in
// its place, and goes away.
var doneLine = regexp.MustCompile(`(?m)^[a-z0-9-]+: pass \d+.*\n`)

// The commands of CLASS.md print what stands there, and have the status 1, since some of
// the class cannot be checked.
func TestClassDocument(t *testing.T) {
	labtest.Python(t)
	page, err := os.ReadFile("CLASS.md")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() // stands for the folder of the lab
	folders, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range folders {
		if err := os.Symlink(path, filepath.Join(dir, filepath.Base(path))); err != nil {
			t.Fatal(err)
		}
	}
	built := strings.NewReplacer("go run ./classroom/example", labtest.Build(t, "example"), "go run ./classroom", labtest.Build(t, "."))
	help, err := exec.Command(labtest.Build(t, "."), "class", "--help").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, help)
	}
	for _, flag := range regexp.MustCompile(`--[a-z0-9-]+`).FindAllString(strings.ReplaceAll(string(page), "|---|---|", ""), -1) {
		if !bytes.Contains(help, []byte(flag+" ")) {
			t.Errorf("classroom class has no flag %s", flag)
		}
	}
	commands := 0
	for _, block := range regexp.MustCompile("(?ms)^```console\n\\$ (.*?)\n```$").FindAllStringSubmatch(string(page), -1) {
		command, want, _ := strings.Cut(block[1], "\n")
		commands++
		cmd := exec.Command("sh", "-c", built.Replace(command))
		cmd.Dir = dir
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		if strings.Contains(stderr.String(), "--trust") {
			labtest.Missing(t, "namespaces")
		}
		status, wantStatus := cmd.ProcessState.ExitCode(), 0
		if strings.Contains(command, " class ") {
			wantStatus = 1
		}
		if status != wantStatus {
			t.Fatalf("%s: %v\n%s", command, err, &stderr)
		}
		got := strings.TrimSpace(stdout.String() + doneLine.ReplaceAllString(stderr.String(), ""))
		want = strings.TrimSpace(want)
		if end, cut := strings.CutPrefix(want, "...\n"); cut && strings.HasSuffix(got, "\n"+end) {
			continue
		}
		if got != want {
			t.Errorf("CLASS.md shows for %q\n%s\nbut it prints\n%s", command, want, got)
		}
	}
	if commands != 3 {
		t.Errorf("CLASS.md has %d commands, want 3", commands)
	}
	for _, name := range []string{"results/class.json", "report/index.html", "grades.csv", "feedback.zip"} {
		if _, err := os.Stat(filepath.Join(dir, "tp1", filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
	worksheet, err := os.ReadFile(filepath.Join(dir, "tp1", "worksheet.csv"))
	if err != nil || !bytes.Contains(worksheet, []byte(",18.81,20.00,")) || !bytes.Contains(page, []byte("18.81 of 20")) {
		t.Errorf("CLASS.md does not show the grade of the worksheet: %v\n%s", err, worksheet)
	}
}
