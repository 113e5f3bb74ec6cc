package class

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/steps"
	"in43.example/classroom/internal/class/handin"
)

// Options say what Run checks, and how.
type Options struct {
	Input     string // a folder or an archive, as for handin.Open
	Results   string // the folder for the results
	Resume    bool   // keep what is in Results
	Seed      uint64
	Points    *Points
	Shard, Of int             // check the students Shard, Shard+Of, ...; 1 of 1 are all
	Jobs      int             // how many programs run at a time, at most
	Isolation check.Isolation // as in check.Job
	Waits     func(forWhom string)

	// Watch is told what happens. It may be called from several goroutines.
	Watch Watcher
}

// A Watcher follows a run.
type Watcher interface {
	Total(n int)                    // so many checks there are
	Begin(id, step string)          // a check begins; an empty step is the unpacking
	End(id, step string, last bool) // it ends; last is false if another one of the step follows
	Known(n int)                    // n results are there from an earlier run, or need no check
	Student(s *Student)             // all is known about s
	Warn(text string)
}

// A NotIsolatedError says that no program was run, since nothing would keep it away
// from the machine.
type NotIsolatedError struct{ Reason error }

func (e *NotIsolatedError) Error() string { return e.Reason.Error() }

// seedOf returns the seed for one step of one student. It is short, to be typed.
func seedOf(class uint64, id, step string) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%s/%s", class, id, step))
	return 1 + binary.BigEndian.Uint64(sum[:])%999_999
}

// A runner is a run.
type runner struct {
	Options
	store    *store
	manifest *manifest
	steps    []Step
	subs     []*handin.Submission // those of manifest.Students
	work     string               // folder with a folder for each student
	slots    *slots
	refused  chan error // holds a NotIsolatedError, if there was one
	cancel   func()
}

// Run checks a class. What it finds is in the folder Results when it is known, and stays
// there, whatever happens. Its error is a NotIsolatedError, that of a context that has
// ended, or says that nothing could be checked. The error of a single student is in the
// Class.
func Run(ctx context.Context, o Options) (*Class, error) {
	in, err := handin.Open(o.Input, steps.Signs())
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := &runner{Options: o, subs: in.Submissions, steps: o.Points.columns(), slots: newSlots(o.Jobs), refused: make(chan error, 1)}
	if o.Isolation == check.Loopback {
		r.slots = newSlots(1)
	}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	defer r.store.removeWork()
	for _, name := range in.Ignored {
		o.Watch.Warn("belongs to no student, and was not checked: " + check.Harmless(name))
	}

	ctx, r.cancel = context.WithCancel(ctx)
	defer r.cancel()
	go r.slots.adapt(ctx)
	again := r.all(ctx)
	if o.Isolation != check.Loopback { // there each was alone already
		for _, st := range again {
			if ctx.Err() == nil {
				r.alone(ctx, st)
			}
		}
	}
	select {
	case err := <-r.refused:
		return nil, err
	default:
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := load(r.manifest, r.manifest.mine, func(int) *store { return r.store })
	if err != nil {
		return nil, err
	}
	return c, r.store.failed()
}

// open opens the folder of results, and writes what is checked into it.
func (r *runner) open(ctx context.Context) error {
	version, err := checker()
	if err != nil {
		return err
	}
	path, err := filepath.Abs(r.Input)
	if err != nil {
		return err
	}
	m := &manifest{Checker: version, Title: filepath.Base(path), Seed: r.Seed, Points: r.Points, Shard: r.Shard, Of: r.Of}
	for _, sub := range r.subs {
		digest, err := sub.Digest()
		if err != nil {
			digest = err.Error() // Unpack will say so
		}
		m.Students = append(m.Students, keyed{sub.ID, hash(version, fmt.Sprint(r.Seed), sub.ID, sub.Name, sub.MoodleID, sub.Folder, digest)})
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	r.manifest = m
	var old *manifest
	if r.store, old, err = openStore(r.Results, r.Resume); err != nil {
		return err
	}
	if old != nil && (old.Shard != r.Shard || old.Of != r.Of) {
		return fmt.Errorf("%q holds the results of --shard %d/%d: go on with that, or give another folder with --results", r.Results, old.Shard, old.Of)
	}
	if err := r.store.writeManifest(m); err != nil {
		return err
	}
	r.work, err = r.store.makeWork()
	return err
}

// A student is one who is checked now.
type student struct {
	sub     *handin.Submission
	key     string
	row     row
	dir     string // the files
	found   map[string][]string
	pending []string // steps to check once more, alone

	mu   sync.Mutex
	left int // checks that have not ended, and one while more may begin
}

// all checks all students, and returns those of whom something is to be checked
// alone.
func (r *runner) all(ctx context.Context) (again []*student) {
	total := 0
	for i := range r.subs {
		if r.manifest.mine(i) {
			total += len(r.steps)
		}
	}
	r.Watch.Total(total)
	var running sync.WaitGroup
	var students []*student
	for i, sub := range r.subs {
		if !r.manifest.mine(i) || ctx.Err() != nil {
			continue
		}
		st := &student{sub: sub, key: r.manifest.Students[i].Key, dir: filepath.Join(r.work, sub.ID), left: 1}
		todo := r.todo(st)
		r.Watch.Known(len(r.steps) - len(todo) - len(st.pending))
		if len(todo) > 0 {
			r.begin(ctx, st, todo, &running)
		}
		r.ended(st)
		students = append(students, st)
	}
	running.Wait()
	for _, st := range students {
		if len(st.pending) > 0 {
			slices.Sort(st.pending)
			again = append(again, st)
		}
	}
	return again
}

// todo returns the steps of which there is no result yet. What could not be checked is
// tried again, since it may be that something was installed, or that a disk was full.
func (r *runner) todo(st *student) (todo []Step) {
	r.store.tidy(st.sub.ID)
	if !r.store.load(st.sub.ID, studentFile, st.key, &st.row) || st.row.Student.Error != "" {
		return r.steps
	}
	for _, s := range r.steps {
		var c cell
		ok := r.store.load(st.sub.ID, cellFile(s.Name), st.key, &c)
		again := c.Again && r.Isolation != check.Loopback
		switch {
		case !ok || c.Report == nil || !again && (c.Again || c.Report.Verdict == check.Unchecked):
			todo = append(todo, s)
		case again:
			st.pending = append(st.pending, s.Name)
		}
	}
	return todo
}

// begin unpacks what st has handed in, and begins the checks of todo.
func (r *runner) begin(ctx context.Context, st *student, todo []Step, running *sync.WaitGroup) {
	r.Watch.Begin(st.sub.ID, "")
	r.unpack(st)
	r.Watch.End(st.sub.ID, "", false)
	r.save(st, studentFile, st.row)
	for _, s := range todo {
		command := st.found[s.Name]
		if command == nil {
			r.save(st, cellFile(s.Name), cell{Report: st.row.without(s)})
			r.Watch.Known(1)
			continue
		}
		n := r.slots.weight(command)
		if r.slots.take(ctx, n) != nil {
			return
		}
		st.mu.Lock()
		st.left++
		st.mu.Unlock()
		running.Add(1)
		go func() {
			defer running.Done()
			defer r.ended(st)
			defer r.slots.give(n)
			r.check(ctx, st, s.Name, nil)
		}()
	}
}

// ended is called when a check of st has ended, or no other will begin.
func (r *runner) ended(st *student) {
	st.mu.Lock()
	st.left--
	last := st.left == 0
	st.mu.Unlock()
	if last {
		os.RemoveAll(st.dir)
		r.known(st)
	}
}

// known tells that all is known about st, if that is so.
func (r *runner) known(st *student) {
	if len(st.pending) > 0 {
		return
	}
	if s, err := loadStudent(r.store, keyed{st.sub.ID, st.key}, r.Points, r.steps); err == nil {
		r.Watch.Student(s)
	}
}

// check checks a step of st, and saves the result. first is the result of the first
// check if this one is the second, alone on the machine.
func (r *runner) check(ctx context.Context, st *student, step string, first *check.Report) {
	r.Watch.Begin(st.sub.ID, step)
	report := r.report(ctx, check.Job{
		Step: step, Command: st.found[step], Dir: st.dir, Seed: seedOf(r.Seed, st.sub.ID, step), Isolation: r.Isolation, Waits: r.Waits,
	})
	if report.NotIsolated != nil {
		select {
		case r.refused <- &NotIsolatedError{report.NotIsolated}:
		default:
		}
		r.cancel()
	}
	if ctx.Err() != nil {
		return // what was interrupted is worth nothing
	}
	report.Seconds = 0
	st.row.judge(report)
	c := cell{Report: report}
	if first != nil {
		c.Changed = changed(first, report)
	} else if r.Isolation != check.Loopback && waiting(report) {
		c.Again = true
		st.mu.Lock()
		st.pending = append(st.pending, step)
		st.mu.Unlock()
	}
	r.save(st, cellFile(step), c)
	r.Watch.End(st.sub.ID, step, !c.Again)
}

// report runs job. Whatever happens, there is a report.
func (r *runner) report(ctx context.Context, job check.Job) (report *check.Report) {
	defer func() {
		if p := recover(); p != nil {
			r.Watch.Warn(fmt.Sprintf("the checker has failed: %v\n%s", p, debug.Stack()))
			report = check.MissingReport(job.Step)
			report.Verdict, report.Error = check.Unchecked, fmt.Sprintf("the checker has failed: %v", p)
		}
	}()
	return runJob(ctx, job)
}

var runJob = check.Run // tests replace it

// alone checks once more what waiting may explain, when nothing else runs.
func (r *runner) alone(ctx context.Context, st *student) {
	defer os.RemoveAll(st.dir)
	r.unpack(st)
	pending := st.pending
	for _, step := range pending {
		var first cell
		if ctx.Err() != nil {
			return
		}
		if st.found[step] == nil || !r.store.load(st.sub.ID, cellFile(step), st.key, &first) { // the disk fails
			report := check.MissingReport(step)
			report.Verdict, report.Error = check.Unchecked, "it could not be checked again, alone on the machine: "+st.row.Student.Error
			r.save(st, cellFile(step), cell{Report: report})
			continue
		}
		r.check(ctx, st, step, first.Report)
	}
	if ctx.Err() == nil {
		st.pending = nil
		r.known(st)
	}
}

// save saves a row or a cell of st.
func (r *runner) save(st *student, file string, content any) {
	if err := r.store.save(st.sub.ID, file, st.key, st.dir, content); err != nil {
		r.Watch.Warn(err.Error())
	}
}
