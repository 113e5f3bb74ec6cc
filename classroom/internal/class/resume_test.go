package class

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"in43.example/classroom/internal/check"
)

// childEnv, in the environment, has the options of a run for a process of its own.
const childEnv = "CLASS_TEST_CHILD"

type childOptions struct {
	Input, Results string
	Fake           bool
}

// beChild runs a class with the options in the environment.
func beChild() {
	var c childOptions
	json.Unmarshal([]byte(os.Getenv(childEnv)), &c)
	if c.Fake {
		runJob = func(ctx context.Context, job check.Job) *check.Report {
			time.Sleep(rand.N(10 * time.Millisecond))
			return fake(ctx, job)
		}
	}
	_, err := Run(context.Background(), Options{Input: c.Input, Results: c.Results, Resume: true, Seed: 1, Points: new(Points), Shard: 1, Of: 1, Jobs: 8, Watch: new(quiet)})
	fmt.Println(err)
	os.Exit(0)
}

var kills = flag.Int("kills", 3, "how often TestKilled kills a run")

// A run that is killed at any moment goes on with resume, and gives the same bytes.
func TestKilled(t *testing.T) {
	for _, real := range []bool{false, true} {
		t.Run(fmt.Sprintf("real programs %v", real), func(t *testing.T) {
			n, step := 8, 60*time.Millisecond
			if real {
				needs(t)
				n, step = 3, 400*time.Millisecond
			} else {
				pretend(t, fake)
			}
			files := students(n)
			files["Student AA/sender.py"] += "# hangs"
			files["Student AB/sender.py"] += "# wrong port"
			o := options(t, newClass(t, files))
			want := asJSON(t, mustRun(t, o))

			o.Results, o.Resume = filepath.Join(t.TempDir(), "killed"), true
			for range *kills {
				env, _ := json.Marshal(childOptions{o.Input, o.Results, !real})
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), childEnv+"="+string(env))
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(rand.N(step))
				cmd.Process.Kill()
				cmd.Wait()
			}
			work, _ := os.ReadFile(filepath.Join(o.Results, workFile))
			if got := asJSON(t, mustRun(t, o)); got != want {
				t.Errorf("killed and resumed\n%s\nnot killed\n%s", got, want)
			}
			if _, err := os.Stat(string(work)); len(work) > 0 && err == nil {
				t.Errorf("%s is left", work)
			}
			checkFiles(t, o.Results)
		})
	}
}

// checkFiles looks for anything in the results that does not belong there.
func checkFiles(t *testing.T, dir string) {
	filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() && filepath.Ext(path) != ".json" {
			t.Errorf("%s is left, %v", path, err)
		}
		return nil
	})
}

// What has changed, is damaged or could not be checked is checked again, and nothing
// else.
func TestResume(t *testing.T) {
	var runs atomic.Int32
	lost := true
	pretend(t, func(ctx context.Context, job check.Job) *check.Report {
		runs.Add(1)
		if r := fake(ctx, job); !lost || filepath.Base(job.Dir) != "student-ae" || job.Step != "5.3.2" {
			return r
		}
		return &check.Report{Step: job.Step, Verdict: check.Unchecked, Error: "it is not installed", Findings: []check.Finding{}}
	})
	o := options(t, newClass(t, students(5)))
	o.Jobs = 1
	first := asJSON(t, mustRun(t, o))
	o.Resume = true
	file := func(name string) string { return filepath.Join(o.Results, filepath.FromSlash(name)) }
	for _, test := range []struct {
		what   string
		change func()
		want   int32
	}{
		{"nothing", func() {}, 1}, // what could not be checked
		{"what was missing is there", func() { lost = false }, 1},
		{"nothing is missing", func() {}, 0},
		{"a submission", func() { write(t, filepath.Join(o.Input, "Student AB", "sender.py"), sender+"#") }, 2},
		{"a damaged result", func() { damage(t, file("student-ac/5.3.2.json")) }, 1},
		{"half a result", func() { os.Truncate(file("student-ac/2.1.1-sender.json"), 100) }, 1},
		{"half a student", func() { os.Truncate(file("student-ac/student.json"), 30) }, 2},
		{"a forged result", func() { forge(t, file("student-ad/5.3.2.json"), file("student-aa/5.3.2.json")) }, 1},
		{"a lost result", func() { os.Remove(file("student-aa/5.3.2.json")) }, 1},
		{"a damaged class", func() { os.Truncate(file("class.json"), 10) }, 0},
		{"another seed", func() { o.Seed = 2 }, 10},
		{"the points", func() { o.Points = &Points{Step: map[string]StepPoints{"2.1.1-sender": {Points: 7}}} }, 0},
	} {
		test.change()
		runs.Store(0)
		mustRun(t, o)
		if got := runs.Load(); got != test.want {
			t.Errorf("%s: %d checks, want %d", test.what, got, test.want)
		}
	}
	o.Resume, lost, o.Seed, o.Points = false, true, 1, new(Points)
	write(t, filepath.Join(o.Input, "Student AB", "sender.py"), sender)
	if got := asJSON(t, mustRun(t, o)); got != first {
		t.Errorf("without resume\n%s\nat first\n%s", got, first)
	}
	o.Results = t.TempDir()
	write(t, filepath.Join(o.Results, "precious"), "")
	if _, err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "holds no results") {
		t.Errorf("into a folder of another kind: %v", err)
	}
}

// damage changes a letter of a text in a file of JSON.
func damage(t *testing.T, file string) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, strings.Replace(string(b), `"verdict":"pass"`, `"verdict":"fail"`, 1))
}

func forge(t *testing.T, to, from string) {
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(b))
}

// A run that is interrupted ends at once, and leaves what it knows.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var runs atomic.Int32
	pretend(t, func(c context.Context, job check.Job) *check.Report {
		if runs.Add(1) == 4 {
			cancel()
		}
		if c.Err() != nil {
			return &check.Report{Step: job.Step, Verdict: check.Unchecked, Error: "it was interrupted", Findings: []check.Finding{}}
		}
		return fake(c, job)
	})
	o := options(t, newClass(t, students(6)))
	o.Jobs = 1
	if c, err := Run(ctx, o); c != nil || err != context.Canceled {
		t.Fatalf("%v, %v", c, err)
	}
	checkFiles(t, o.Results)
	o.Resume = true
	runs.Store(100)
	mustRun(t, o)
	if got := runs.Load() - 100; got != 12-3 {
		t.Errorf("%d checks after it, want 9", got)
	}
}

// The results of shards, merged, are those of one run.
func TestMerge(t *testing.T) {
	pretend(t, fake)
	files := students(7)
	files["Student AC/sender.py"] += "# wrong port"
	o := options(t, newClass(t, files))
	want := asJSON(t, mustRun(t, o))
	shard := func(k, n int, change func(*Options)) string {
		s := o
		s.Shard, s.Of, s.Results = k, n, filepath.Join(t.TempDir(), fmt.Sprint(k))
		change(&s)
		mustRun(t, s)
		return s.Results
	}
	same := func(*Options) {}
	one, two, three := shard(1, 3, same), shard(2, 3, same), shard(3, 3, same)
	c, err := Merge([]string{three, one, two})
	if err != nil {
		t.Fatal(err)
	}
	if got := asJSON(t, c); got != want {
		t.Errorf("merged\n%s\none run\n%s", got, want)
	}
	unfinished := shard(3, 3, same)
	os.Remove(filepath.Join(unfinished, "student-ac", "5.3.2.json"))
	for _, test := range []struct {
		dirs []string
		want string
	}{
		{[]string{one, three}, "shard 2/3 is missing"},
		{[]string{one, two, three, two}, "are both shard 2/3"},
		{[]string{one, two, t.TempDir()}, "holds no results"},
		{[]string{one, two, unfinished}, "step 5.3.2 of student-ac was not checked"},
		{[]string{one, shard(2, 2, same)}, "they are shards 1/3 and 2/2"},
		{[]string{one, two, shard(3, 3, func(o *Options) { o.Seed = 2 })}, "their seeds are 1 and 2"},
		{[]string{one, two, shard(3, 3, func(o *Options) { o.Points = &Points{Cost: map[string]float64{"hangs": 1}} })}, "their points differ"},
		{[]string{one, two, shard(3, 3, func(o *Options) { write(t, filepath.Join(o.Input, "Student AC", "sender.py"), sender) })}, "what was handed in differs"},
	} {
		if _, err := Merge(test.dirs); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}
