package class

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) {
	check.BeReferee()
	if os.Getenv(childEnv) != "" {
		beChild()
	}
	labtest.Main(m)
}

// The texts of programs that are found for their steps.
const (
	sender  = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(b'Hello, World!', ('127.0.0.1', 50005))\n"
	machine = "import socket\nname = socket.gethostname()\nprint('machine name:', name)\n"
)

// newClass makes a folder with a folder for each student. files are by "student/name".
func newClass(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "class")
	for name, text := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// students returns the files of n students with two programs each.
func students(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("Student %c%c/sender.py", 'A'+i/26, 'A'+i%26)] = sender
		files[fmt.Sprintf("Student %c%c/machine.py", 'A'+i/26, 'A'+i%26)] = machine
	}
	return files
}

// A quiet watcher notes the warnings.
type quiet struct {
	mu    sync.Mutex
	warns []string
	ended atomic.Int32 // checks
}

func (q *quiet) Total(int)          {}
func (q *quiet) Begin(_, _ string)  {}
func (q *quiet) Known(int)          {}
func (q *quiet) Student(s *Student) {}
func (q *quiet) End(_, s string, _ bool) {
	if s != "" {
		q.ended.Add(1)
	}
}
func (q *quiet) Warn(text string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.warns = append(q.warns, text)
}

func options(t testing.TB, input string) Options {
	return Options{Input: input, Results: filepath.Join(t.TempDir(), "results"), Seed: 1, Points: new(Points), Shard: 1, Of: 1, Jobs: 8, Watch: new(quiet)}
}

// pretend replaces the checker.
func pretend(t testing.TB, run func(ctx context.Context, job check.Job) *check.Report) {
	runJob = run
	t.Cleanup(func() { runJob = check.Run })
}

// fake is a checker that finds out about a program by what stands in it.
func fake(_ context.Context, job check.Job) *check.Report {
	text, err := os.ReadFile(filepath.Join(job.Dir, job.Command[len(job.Command)-1]))
	r := &check.Report{Step: job.Step, Command: job.Command, Seed: job.Seed, Verdict: check.Passed, Seconds: rand.Float64(),
		Output: "in " + job.Dir + string(filepath.Separator) + "x", Findings: []check.Finding{{Check: "it runs", Level: check.Required, Result: check.Pass}}}
	switch {
	case err != nil:
		r.Verdict, r.Error = check.Unchecked, err.Error()
	case strings.Contains(string(text), "wrong port"):
		fail(r, verdict.WrongPort)
	case strings.Contains(string(text), "hangs"):
		fail(r, verdict.Hangs)
	}
	return r
}

func fail(r *check.Report, code verdict.Code) {
	r.Verdict = check.Failed
	r.Findings = []check.Finding{{Check: "it runs", Level: check.Required, Result: check.Fail, Code: code}}
}

func mustRun(t testing.TB, o Options) *Class {
	t.Helper()
	c, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), workPrefix+"*"))
	for _, dir := range left {
		if b, _ := os.ReadFile(filepath.Join(o.Results, workFile)); string(b) == dir {
			t.Errorf("%s is left", dir)
		}
	}
	return c
}

// asJSON is all that outputs are made from.
func asJSON(t testing.TB, c *Class) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := c.WriteTable(&table, 80, plain); err != nil {
		t.Fatal(err)
	}
	return string(b) + table.String()
}

func plain(_ check.Verdict, text string) string { return text }

// summary is "step verdict code" of all steps of all students that have a program.
func summary(c *Class) []string {
	var all []string
	for _, s := range c.Students {
		for i, r := range s.Results {
			if r.Report.Verdict != check.Missing {
				all = append(all, strings.TrimSpace(s.ID+" "+c.Steps[i].Name+" "+string(r.Report.Verdict)+" "+r.Code()))
			}
		}
	}
	return all
}

// Real programs: the same with one job as with many.
func TestRun(t *testing.T) {
	needs(t)
	files := map[string]string{
		"Ada Lovelace/sender.py":  sender,
		"Ada Lovelace/machine.py": machine,
		"Bob/sender.py":           strings.Replace(sender, "50005", "50006", 1),
		"Eve/sender.py":           "import no_such_module\n" + sender,
		"Zoe/notes.txt":           "nothing",
	}
	o := options(t, newClass(t, files))
	o.Jobs = 1
	one := mustRun(t, o)
	want := []string{"ada-lovelace 2.1.1-sender pass", "ada-lovelace 5.3.2 pass", "bob 2.1.1-sender fail wrong-port", "eve 2.1.1-sender could not check"}
	if got := summary(one); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	o.Results, o.Jobs = filepath.Join(t.TempDir(), "r"), 16
	if got, want := asJSON(t, mustRun(t, o)), asJSON(t, one); got != want {
		t.Errorf("with 16 jobs\n%s\nwith one\n%s", got, want)
	}
	if got := one.Unchecked(); !slices.Equal(got, []string{"eve: 2.1.1-sender"}) {
		t.Errorf("unchecked: %q", got)
	}
}

// needs skips a test of real programs where there is no Python, or no namespaces.
func needs(t testing.TB) {
	t.Helper()
	labtest.Python(t)
	r := check.Run(t.Context(), check.Job{Step: "5.3.2", Command: []string{"python3", "-c", machine}, Seed: 1})
	if r.NotIsolated != nil {
		labtest.Missing(t, "namespaces")
	}
}

// The results do not depend on how many jobs there are, nor on the order in which they
// end.
func TestJobs(t *testing.T) {
	pretend(t, func(ctx context.Context, job check.Job) *check.Report {
		time.Sleep(rand.N(3 * time.Millisecond))
		return fake(ctx, job)
	})
	o := options(t, newClass(t, students(12)))
	want := ""
	for _, o.Jobs = range []int{1, 2, 64} {
		got := asJSON(t, mustRun(t, o))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("with %d jobs\n%s\nwith one\n%s", o.Jobs, got, want)
		}
	}
	if strings.Contains(want, workPrefix) || !strings.Contains(want, `"output":"in x"`) {
		t.Errorf("the folder for the students' files is in it:\n%s", want)
	}
}

// What waiting can explain is checked again, alone.
func TestSecondLook(t *testing.T) {
	files := students(6)
	files["Student AA/sender.py"] += "# hangs"
	files["Student AB/sender.py"] += "# hangs"
	files["Student AC/sender.py"] += "# wrong port"
	var running, runs atomic.Int32
	second := sync.Map{}
	pretend(t, func(ctx context.Context, job check.Job) *check.Report {
		runs.Add(1)
		n := running.Add(1)
		defer running.Add(-1)
		time.Sleep(time.Millisecond)
		r := fake(ctx, job)
		if _, again := second.LoadOrStore(fmt.Sprint(filepath.Base(job.Dir), job.Step), true); again {
			if n != 1 {
				t.Errorf("the second look at %s is not alone", job.Dir)
			}
			if strings.HasSuffix(job.Dir, "aa") {
				r = &check.Report{Step: job.Step, Verdict: check.Passed, Findings: []check.Finding{}}
			}
		}
		return r
	})
	c := mustRun(t, options(t, newClass(t, files)))
	if got := runs.Load(); got != 12+2 {
		t.Errorf("%d checks, want 14", got)
	}
	column := c.column("2.1.1-sender")
	for i, want := range []string{"beside other checks: FAIL, hangs; then alone on the machine: pass", "", ""} {
		if got := c.Students[i].Results[column].Changed; got != want {
			t.Errorf("%s: %q, want %q", c.Students[i].ID, got, want)
		}
	}
	if got := c.Students[0].Results[column].Report.Verdict; got != check.Passed {
		t.Errorf("%v counts, want the second result", got)
	}
}

// A bonus is looked at again only if the checker had to wait.
func TestSecondLookAtBonus(t *testing.T) {
	var runs atomic.Int32
	for _, starved := range []bool{false, true} {
		runs.Store(0)
		pretend(t, func(ctx context.Context, job check.Job) *check.Report {
			r := fake(ctx, job)
			if runs.Add(1) == 1 {
				r.Starved = starved
				r.Findings = append(r.Findings, check.Finding{Check: "it ends", Level: check.Beyond, Result: check.Fail, Code: verdict.NoEnd})
			}
			return r
		})
		c := mustRun(t, options(t, newClass(t, map[string]string{"Ada/machine.py": machine})))
		missed := strings.Contains(asJSON(t, c), string(verdict.NoEnd))
		if again := runs.Load() == 2; again != starved || missed == starved {
			t.Errorf("starved %v: %d checks, the bonus is missed: %v", starved, runs.Load(), missed)
		}
	}
}

// A checker that fails in one step leaves the others alone.
func TestPanic(t *testing.T) {
	pretend(t, func(ctx context.Context, job check.Job) *check.Report {
		if strings.HasSuffix(job.Dir, "ab") && job.Step == "2.1.1-sender" {
			panic("oh")
		}
		return fake(ctx, job)
	})
	c := mustRun(t, options(t, newClass(t, students(3))))
	if got := c.Unchecked(); !slices.Equal(got, []string{"student-ab: 2.1.1-sender"}) {
		t.Errorf("unchecked: %q", got)
	}
}

// Without namespaces nothing runs until the user agrees; then the checks run one at a
// time, once.
func TestLoopback(t *testing.T) {
	var running, runs atomic.Int32
	pretend(t, func(ctx context.Context, job check.Job) *check.Report {
		if job.Isolation != check.Loopback {
			return &check.Report{Step: job.Step, Verdict: check.Unchecked, Error: "no", NotIsolated: errors.New("no"), Findings: []check.Finding{}}
		}
		runs.Add(1)
		if running.Add(1) > 1 {
			t.Error("two checks at a time")
		}
		defer running.Add(-1)
		return fake(ctx, job)
	})
	files := students(4)
	files["Student AA/sender.py"] += "# hangs"
	o := options(t, newClass(t, files))
	_, err := Run(t.Context(), o)
	if refused := new(NotIsolatedError); !errors.As(err, &refused) || refused.Reason.Error() != "no" {
		t.Fatalf("error %v, want a NotIsolatedError", err)
	}
	o.Isolation = check.Loopback
	mustRun(t, o)
	if runs.Load() != 8 {
		t.Errorf("%d checks, want 8", runs.Load())
	}
}

// A result that cannot be written is named; it is in the outputs all the same.
func TestFullDisk(t *testing.T) {
	o := options(t, newClass(t, students(3)))
	var once sync.Once
	pretend(t, func(ctx context.Context, job check.Job) *check.Report {
		once.Do(func() { // a file where the folder of the next student should be
			write(t, filepath.Join(o.Results, "student-ac"), "")
		})
		return fake(ctx, job)
	})
	o.Jobs = 1
	c, err := Run(t.Context(), o)
	if c == nil || err == nil || !strings.Contains(err.Error(), filepath.Join("student-ac", "2.1.1-sender.json")) {
		t.Fatalf("error %v, want one that names the result", err)
	}
	if got := len(summary(c)); got != 6 {
		t.Errorf("%d results, want 6: %q", got, summary(c))
	}
}
