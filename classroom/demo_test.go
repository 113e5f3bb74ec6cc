package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/labtest"
)

// buildAll builds the programs of the exercises, and returns classroom, which is
// in the same folder.
func buildAll(t *testing.T) (classroom string) {
	t.Helper()
	exercises, err := filepath.Glob("../ex*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range exercises {
		labtest.Build(t, dir)
	}
	return labtest.Build(t, ".")
}

// The demo plays every step, and every step works.
func TestDemo(t *testing.T) {
	bin := filepath.Dir(buildAll(t))
	var out bytes.Buffer
	if err := playDemo(t.Context(), bin, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "make live") {
		t.Error("the demo does not name make live")
	}
	_, table, _ := strings.Cut(out.String(), "\nstep ")
	if got := strings.Count(table, " ok\n"); got != len(sheet.Steps) {
		t.Errorf("%d steps are ok, want %d\n%s", got, len(sheet.Steps), &out)
	}
}

// When the demo is killed, its programs do not go on.
func TestDemoKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a list of the sockets")
	}
	demo := labtest.Start(t, exec.Command(buildAll(t), "demo"))
	demo.Expect("== 2.1.3 ") // in which the program waits for the station
	sockets := regexp.MustCompile(`station +\| (?:sensors|drone): .* from 127\.0\.0\.1:(\d+) to `).FindAllStringSubmatch(demo.Stdout.String(), -1)
	if len(sockets) != 2 {
		t.Fatalf("%d sockets of the station:%v", len(sockets), demo)
	}
	demo.Kill()
	for _, m := range sockets {
		port, _ := strconv.Atoi(m[1])
		labtest.WaitBound(t, "udp", port, 0)
	}
	labtest.WaitBound(t, "udp", 52002, 0)
}

// If a step fails, the demo says so and fails as a whole.
func TestDemoFails(t *testing.T) {
	exe := labtest.Build(t, ".")
	bin := t.TempDir() // without the exercises
	if err := os.Symlink(exe, filepath.Join(bin, filepath.Base(exe))); err != nil {
		t.Skip("this test needs symbolic links:", err)
	}
	var out bytes.Buffer
	err := playDemo(t.Context(), bin, &out)
	if err == nil || !strings.Contains(out.String(), "FAILED: cannot find the program ex1_setup") {
		t.Errorf("error %v\n%s", err, &out)
	}
}

func TestExcerpt(t *testing.T) {
	var out bytes.Buffer
	e := &excerpt{d: &demo{w: &out}, label: "x"}
	for i := range 50 {
		fmt.Fprintf(e, "line %d\n", i)
	}
	fmt.Fprint(e, "the last one has no newline")
	e.end()
	lines := strings.Split(out.String(), "\n")
	want := "line 14|... (29 lines left out)|line 44|the last one has no newline"
	got := strings.Join([]string{lines[14], lines[15], lines[16], lines[22]}, "\n")
	got = strings.ReplaceAll(strings.ReplaceAll(got, "x              | ", ""), "\n", "|")
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
