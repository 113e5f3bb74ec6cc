// Package starters tests the starters of the exercises, ex*/start: each TODO
// that is done moves "classroom check" on.
package starters

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) {
	check.BeReferee()
	// More tests run at once than there are processors, because the checks mostly
	// wait. The flag -parallel on the command line overrides this.
	flag.Set("test.parallel", strconv.Itoa(4*runtime.NumCPU()))
	labtest.Main(m)
}

// root is the folder of the lab.
const root = "../../.."

// A starter is a program with numbered TODOs.
type starter struct {
	step, file string
}

// starters are those of the sheet.
func starters() []starter {
	var all []starter
	for _, p := range sheet.Programs {
		for _, file := range p.Starters() {
			all = append(all, starter{p.Check, file})
		}
	}
	return all
}

// inGo reports whether the starter is in Go; if not, it is in Python.
func (s starter) inGo() bool { return path.Ext(s.file) == ".go" }

// command returns how a person runs the starter in the folder of the lab.
func (s starter) command() string {
	if s.inGo() {
		return "go run ./" + path.Dir(s.file)
	}
	return "python3 " + s.file
}

// todo matches a TODO of a starter: a comment of one or more lines, with the
// code before it on its first line.
var todo = regexp.MustCompile(`(?m)^.*(?:#|//) TODO (\d+): .*\n(?:[ \t]*(?:#|//) [^T\n].*\n)*`)

var section = regexp.MustCompile(`(?m)^-- (.*) --\n`)

// prefixes returns the starter with the first 0, 1, 2, ... of its TODOs done.
//
// What a student may write for them is in testdata: section N takes the place
// of TODO N, and section M/N takes the place of section N when TODO M is done.
func (s starter) prefixes(t *testing.T) []string {
	t.Helper()
	text := read(t, filepath.Join(root, s.file))
	solution := read(t, filepath.Join("testdata", s.step+path.Ext(s.file)+".txt"))
	sections := map[string]string{}
	names := section.FindAllStringSubmatch(solution, -1)
	for i, part := range section.Split(solution, -1)[1:] {
		sections[names[i][1]] = part
	}

	todos := todo.FindAllStringSubmatch(text, -1)
	if n := len(todos); n < 3 || n > 6 || strings.Count(text, "TODO ") != n {
		t.Fatalf("it has %d TODOs; want 3 to 6", n)
	}
	var all []string
	for done := range len(todos) + 1 {
		i := 0
		all = append(all, todo.ReplaceAllStringFunc(text, func(comment string) string {
			number := todos[i][1]
			if i++; number != strconv.Itoa(i) {
				t.Fatalf("TODO %s comes where TODO %d should", number, i)
			}
			if i > done {
				return comment
			}
			for m := done; m > i; m-- {
				if later, ok := sections[fmt.Sprintf("%d/%d", m, i)]; ok {
					return later
				}
			}
			part, ok := sections[number]
			if !ok {
				t.Fatalf("testdata says nothing of TODO %s", number)
			}
			return part
		}))
	}
	return all
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// programs writes the prefixes of the starters, each into a folder of dir, and
// builds those in Go. It returns the commands that run them. Each command also
// names the source file, in which the check looks for the next TODO.
func programs(t *testing.T, dir string) map[starter][][]string {
	t.Helper()
	write := func(file, text string) {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all := map[starter][][]string{}
	for _, s := range starters() {
		for i, text := range s.prefixes(t) {
			name := fmt.Sprintf("%s-%d", s.step, i)
			file := filepath.Join(dir, name, path.Base(s.file))
			write(file, text)
			command := []string{"python3", file}
			if s.inGo() {
				command[0] = filepath.Join(dir, "bin", name)
			}
			all[s] = append(all[s], command)
		}
	}
	write(filepath.Join(dir, "go.mod"), "module starters\n\ngo 1.25.0\n")
	for _, args := range [][]string{{"vet", "./..."}, {"build", "-o", "bin/", "./..."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", args[0], err, out)
		}
	}
	return all
}

var namespaces = sync.OnceValue(func() bool {
	return check.Run(context.Background(), check.Job{Step: "5.3.1", Command: []string{os.Args[0]}, Seed: 1}).Isolation == check.Full
})

func need(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		labtest.Missing(t, "python3")
	}
	if !namespaces() {
		labtest.Missing(t, "namespaces")
	}
}

// With each TODO that is done, the check fails for another reason, and says
// which TODO is next. When all TODOs are done, the program passes.
func TestStarters(t *testing.T) {
	need(t)
	dir := t.TempDir()
	for s, commands := range programs(t, dir) {
		reports := make([]*check.Report, len(commands))
		t.Run(s.file, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() { // when all the checks have ended
				for done := range reports {
					judge(t, s, reports, done)
				}
			})
			for done, command := range commands {
				t.Run(fmt.Sprintf("%d TODOs done", done), func(t *testing.T) {
					t.Parallel()
					reports[done] = check.Run(t.Context(), check.Job{Step: s.step, Command: command, Seed: 1})
				})
			}
		})
	}
}

// judge checks the report of the starter whose first done TODOs are done.
func judge(t *testing.T, s starter, reports []*check.Report, done int) {
	r := reports[done]
	if done == len(reports)-1 {
		if r.Verdict != check.Passed {
			t.Errorf("all TODOs are done: the check must pass\n%s", text(r))
		}
		return
	}
	next := fmt.Sprintf("TODO %d (%s, line ", done+1, path.Base(s.file))
	if r.Verdict != check.Failed || !strings.HasPrefix(r.Next, next) {
		t.Errorf("%d TODOs are done: the check must fail, with TODO %d as the next\n%s", done, done+1, text(r))
	}
	if done > 0 && failure(r) == failure(reports[done-1]) {
		t.Errorf("TODO %d is done: the check must fail in another way than before\n%s", done, text(r))
	}
	t.Logf("%d TODOs done: %s", done, failure(r))
}

// failure returns the first required check that has failed, and why.
func failure(r *check.Report) string {
	for _, f := range r.Findings {
		if f.Level == check.Required && f.Result == check.Fail {
			return fmt.Sprintf("%s [%s]: %s", f.Check, f.Code, f.Why)
		}
	}
	return ""
}

func text(r *check.Report) string {
	var b strings.Builder
	r.WriteText(&b, check.Layout{Show: true})
	return b.String()
}

// Each starter names the command that checks it. Such a command works in the
// folder of the lab, where there is a go.work but no module, and in a module.
func TestCommands(t *testing.T) {
	for _, s := range starters() {
		want := fmt.Sprintf("make check STEP=%s CMD=%q\n", s.step, s.command())
		if !strings.Contains(read(t, filepath.Join(root, s.file)), want) {
			t.Errorf("%s does not say: %s", s.file, want)
		}
	}
	need(t)
	t.Setenv("GOWORK", "") // "make test" sets it to off
	t.Chdir(root)
	for _, test := range []struct{ folder, command string }{
		{".", "python3 ex2_1_3_drone/start/remote_drone.py"},
		{".", "go run ./ex2_1_3_drone/start"},
		{"ex2_1_3_drone", "go run ./start"},
	} {
		t.Chdir(test.folder)
		r := check.Run(t.Context(), check.Job{Step: "2.1.3", Command: strings.Fields(test.command), Seed: 1})
		if !strings.Contains(failure(r), "[wrong-port]") || !strings.HasPrefix(r.Next, "TODO 1 (") {
			t.Errorf("%s in %s:\n%s", test.command, test.folder, text(r))
		}
	}
}
