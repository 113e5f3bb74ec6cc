package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
)

// One check runs at a time, and one waits at most, however often files are saved. A
// check is abandoned if a file is saved, but not two in a row.
func TestWatching(t *testing.T) {
	saved := make(chan []string)
	started, finish, told := make(chan context.Context), make(chan struct{}), make(chan struct{})
	var events []string
	w := watching{
		saved: saved,
		check: func(ctx context.Context) *check.Report {
			started <- ctx
			select {
			case <-finish:
			case <-ctx.Done():
			}
			return new(check.Report)
		},
		counts: func(name string) bool { return name != "log.txt" },
		begin:  func(names []string) { events = append(events, fmt.Sprint("begin ", names)) },
		end: func(_ *check.Report, old bool) (again bool, err error) {
			events = append(events, fmt.Sprint("end, old: ", old))
			told <- struct{}{}
			return len(events) == 2, nil // after the first one
		},
	}
	ctx, ctrlC := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.run(ctx) }()
	next := func() context.Context { t.Helper(); return labtest.Receive(t, started) }
	done := func() { t.Helper(); finish <- struct{}{}; labtest.Receive(t, told) }
	next()
	saved <- []string{"log.txt"} // counts for nothing
	done()
	first := next()
	saved <- []string{"mine.py", "log.txt"}
	<-first.Done()
	spared := next()
	for range 100 {
		saved <- []string{"mine.py"}
	}
	saved <- []string{"helper.py"}
	if spared.Err() != nil {
		t.Error("two checks in a row are abandoned")
	}
	done()
	third := next()
	saved <- []string{"other.py"}
	<-third.Done()
	next()
	done()
	saved <- []string{"log.txt"}
	saved <- []string{"mine.py"}
	last := next()
	ctrlC()
	if err := labtest.Receive(t, ended); err != nil || last.Err() == nil {
		t.Errorf("%v; the last check has ended: %v", err, last.Err())
	}
	want := []string{
		"begin []", "end, old: false", // and again
		"begin []", // abandoned
		"begin [mine.py]", "end, old: true",
		"begin [helper.py mine.py]", // abandoned
		"begin [other.py]", "end, old: false",
		"begin [mine.py]", // ended by ctrl-c
	}
	if !slices.Equal(events, want) {
		t.Errorf("%q, want\n%q", events, want)
	}
}

// run ends, with all it has started, when nothing is watched any more, and when a
// check cannot be told.
func TestWatchingEnds(t *testing.T) {
	saved, running := make(chan []string), make(chan struct{})
	wrong := errors.New("the program was not run")
	w := watching{
		saved:  saved,
		check:  func(ctx context.Context) *check.Report { close(running); <-ctx.Done(); return nil },
		counts: func(string) bool { return true },
		begin:  func([]string) {},
		end:    func(*check.Report, bool) (bool, error) { return false, wrong },
	}
	go func() { <-running; close(saved) }()
	if err := w.run(t.Context()); err != nil {
		t.Error(err)
	}
	w.saved = nil
	w.check = func(context.Context) *check.Report { return nil }
	if err := w.run(t.Context()); err != wrong {
		t.Error(err)
	}
}

func TestWatchUsage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.sh")
	writeFile(t, file, "")
	for _, args := range [][]string{{"all"}, {"5.3.1", "--json", "--", "bash", file}, {"5.3.1", "--junit", "x.xml", "--", "bash", file}} {
		if status, _, stderr := runCheckCommand(t, append([]string{"--watch"}, args...)...); status != 2 || !strings.Contains(stderr, "--watch is for one program") {
			t.Errorf("check --watch %q: status %d, %s", args, status, stderr)
		}
	}
	if status, _, stderr := runCheckCommand(t, "5.3.1", "--watch", "--", "bash", "nowhere.sh"); status != 2 || !strings.Contains(stderr, "cannot find the program") {
		t.Errorf("status %d, %s", status, stderr)
	}
}

// Where there are no namespaces, what the program writes does not begin a check. That
// it has been compiled does.
func TestIsSave(t *testing.T) {
	dir := t.TempDir()
	server, log, source := filepath.Join(dir, "server"), filepath.Join(dir, "log.txt"), filepath.Join(dir, "server.C")
	job := check.Job{Command: []string{server, "--port", "55000"}}
	for _, test := range []struct {
		isolation check.Isolation
		name      string
		want      bool
	}{{"", log, true}, {"", server, true}, {check.Loopback, log, false}, {check.Loopback, server, true}, {check.Loopback, source, true}} {
		job.Isolation = test.isolation
		if got := isSave(job, test.name); got != test.want {
			t.Errorf("isolation %q, %s: %v, want %v", test.isolation, filepath.Base(test.name), got, test.want)
		}
	}
}

func TestSavedNames(t *testing.T) {
	for _, test := range []struct{ names, want string }{
		{"/x/a.py", "a.py was saved"},
		{"/x/a.py /x/b.py", "a.py and b.py were saved"},
		{"/x/a.py /x/b.py /x/c.py", "a.py, b.py and c.py were saved"},
		{"/x/a.py /x/b.py /x/c.py /x/d.py /x/e.py", "a.py, b.py, c.py and 2 more were saved"},
		{"/x/\x1b[2J.py", `\x1b[2J.py was saved`},
	} {
		if got := savedNames(strings.Fields(test.names)); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// startWatch starts check with args, until the function stop, which returns the exit
// status. It prints on standard output to stdout, if that is not nil.
func startWatch(t *testing.T, stdout *os.File, args ...string) (both *program.Output, stop func() int) {
	t.Helper()
	both = program.NewOutput()
	app := newApp()
	app.Writer, app.ErrWriter = both, both
	if stdout != nil {
		app.Writer = stdout
	}
	ctx, ctrlC := context.WithCancel(context.Background())
	t.Cleanup(ctrlC)
	status := make(chan int, 1)
	go func() { status <- labcli.Run(ctx, app, append([]string{"classroom", "check"}, args...)) }()
	return both, func() int {
		t.Helper()
		ctrlC()
		return labtest.Receive(t, status)
	}
}

// expectCheck waits for what is printed when a check has ended, which takes as long as a
// check may take.
func expectCheck(t *testing.T, out *program.Output, pattern string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := out.ExpectMatch(ctx, regexp.MustCompile(pattern)); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// On a terminal each report is at the top of an empty screen. Ctrl-c in the middle of
// a check leaves no process and no file.
func TestWatchOnTerminal(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		labtest.Missing(t, "bash")
	}
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "1")
	dir, temp := t.TempDir(), t.TempDir()
	mine := filepath.Join(dir, "until_end.sh")
	writeFile(t, mine, "read -r data; echo \"$data\"\n")
	t.Setenv("TMPDIR", temp)
	terminal, display := labtest.Terminal(t, 100)
	stderr, stop := startWatch(t, terminal, "5.3.1", "--watch", "--trust", "--", "bash", mine)
	const checking, waiting = `until_end.sh was saved: checking 5.3.1 ...\n`, `waiting until a file is saved; ctrl-c ends this\n`
	expectCheck(t, stderr, "^checking 5.3.1 ...\n"+waiting)
	writeFile(t, mine, "while [ \"$data\" != end ] && read -r data; do echo \"$data\"; done\n")
	expectCheck(t, stderr, checking+waiting)
	writeFile(t, mine, "sleep 1000\n")
	expectCheck(t, stderr, checking+waiting+checking)
	if status := stop(); status != 0 {
		t.Errorf("status %d, %s", status, stderr)
	}
	const clear = "\x1b[H\x1b[2J"
	screens := strings.Split(display(), clear)
	if len(screens) != 3 || !strings.Contains(screens[1], "no-loop") || strings.Contains(screens[1], "since") ||
		!strings.Contains(screens[2], "\n5.3.1: pass: ") || !strings.Contains(screens[2], "\nsince the last time:\n   won        ") {
		t.Errorf("%q", screens)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v, %v", left, err)
	}
	if runtime.GOOS == "linux" {
		lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range lines {
			if line, err := os.ReadFile(file); err == nil && strings.Contains(string(line), mine) {
				t.Errorf("%s still runs: %q", file, line)
			}
		}
	}
}

// CHECK.md shows a run of check --watch.
func TestWatchTranscript(t *testing.T) {
	twin, err := os.ReadFile("../ex2_1_3_drone/python/remote_drone.py")
	if err != nil {
		t.Fatal(err)
	}
	const unpack = "        date, pitch" // the start of the line, which a short frame ends
	good := strings.Replace(string(twin), unpack, "        if len(data) < 40: continue\n"+unpack, 1)
	python := labtest.Python(t).Path
	text, err := os.ReadFile("CHECK.md")
	if err != nil {
		t.Fatal(err)
	}
	const command = "$ classroom check 2.1.3 --watch -- python3 mine.py\n"
	_, want, found := strings.Cut(string(text), "```\n"+command)
	want, _, _ = strings.Cut(want, "^C\n```")
	if !found {
		t.Fatalf("CHECK.md has no transcript of %q", command)
	}
	t.Setenv("PATH", filepath.Dir(python)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	t.Chdir(t.TempDir())
	writeFile(t, "mine.py", strings.ReplaceAll(good, "52002", "52003"))
	out, stop := startWatch(t, nil, "2.1.3", "--watch", "--", "python3", "mine.py")
	expectCheck(t, out, `waiting until|was not run`)
	if strings.Contains(out.String(), "the program was not run") {
		labtest.Missing(t, "namespaces")
	}
	if err := os.WriteFile("mine.py.new", []byte(good), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename("mine.py.new", "mine.py"); err != nil {
		t.Fatal(err)
	}
	expectCheck(t, out, `(?s)waiting until.*waiting until.*\n`)
	if status := stop(); status != 0 {
		t.Errorf("status %d", status)
	}
	number := regexp.MustCompile(`seed \d+|\([0-9.]+m?s\)`)
	if got, want := number.ReplaceAllString(out.String(), "N"), number.ReplaceAllString(want, "N"); got != want {
		t.Errorf("CHECK.md shows\n%s\nbut it prints\n%s", want, out)
	}
}
