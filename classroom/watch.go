package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/saves"
	"in43.example/pkg/labcli"
)

// watch checks job, and again whenever a file of its program is saved, until
// ctrl-c.
func watch(c *cli.Context, job check.Job) error {
	folders, files, err := check.Files(job.Command)
	if err != nil {
		return err
	}
	saved, err := saves.Watch(folders, files)
	if err != nil {
		return labcli.Usage("%s", check.Harmless(err.Error()))
	}
	var before *check.Report // the last one with a verdict
	w := watching{saved: saved.Saved}
	w.check = func(ctx context.Context) *check.Report {
		now := job
		if !c.IsSet("seed") { // a program must not learn the values of the last time
			now.Seed = uint64(1 + rand.IntN(1e6-1))
		}
		return check.Run(ctx, now)
	}
	w.counts = func(name string) bool { return isSave(job, name) }
	w.begin = func(names []string) {
		why := ""
		if len(names) > 0 {
			why = savedNames(names) + ": "
		}
		fmt.Fprintf(c.App.ErrWriter, "%schecking %s ...\n", why, job.Step)
	}
	w.end = func(r *check.Report, old bool) (again bool, err error) {
		if r.NotIsolated != nil && job.Isolation != check.Loopback {
			job.Isolation = check.Loopback
			return true, trust(c, r.NotIsolated)
		}
		labcli.Clear(c.App.Writer)
		if err := r.WriteText(screen{c.App.Writer}, check.Layout{Show: c.Bool("show"), FirstOnly: true}); err != nil {
			return false, err
		}
		if r.Verdict == check.Passed || r.Verdict == check.Failed {
			if _, err := io.WriteString(screen{c.App.Writer}, r.Since(before)); err != nil {
				return false, err
			}
			before = r
		}
		if !old {
			fmt.Fprintln(c.App.ErrWriter, "waiting until a file is saved; ctrl-c ends this")
		}
		return false, nil
	}
	err = w.run(c.Context)
	if gone := saved.Close(); err == nil && gone != nil {
		return errors.New(check.Harmless(gone.Error()))
	}
	return err
}

// isSave reports whether a file that was written is one that a person has saved. Where
// there are no namespaces, the program of job itself writes into its folder.
func isSave(job check.Job, name string) bool {
	return job.Isolation != check.Loopback || check.IsSource(name) || slices.ContainsFunc(job.Command, func(arg string) bool {
		path, err := filepath.Abs(arg)
		return err == nil && path == name
	})
}

// savedNames says which files were saved.
func savedNames(paths []string) string {
	for i, p := range paths {
		paths[i] = filepath.Base(p)
	}
	if len(paths) == 1 {
		return listed(paths, "") + " was saved"
	}
	const most = 3
	if n := len(paths) - most; n > 0 {
		return fmt.Sprintf("%s and %d more were saved", listed(paths[:most], ", "), n)
	}
	return strings.Join([]string{listed(paths[:len(paths)-1], ", "), listed(paths[len(paths)-1:], "")}, " and ") + " were saved"
}

// A watching checks a program again and again, one check at a time.
type watching struct {
	saved  <-chan []string                         // names of files
	check  func(ctx context.Context) *check.Report // called in a goroutine of its own; all others by run
	counts func(name string) bool                  // whether that file is of the program
	begin  func(names []string)                    // a check begins, because these were saved
	// A check has ended. If old, something was saved since, and the next one begins. If
	// again is true, it begins although nothing was saved.
	end func(r *check.Report, old bool) (again bool, err error)
}

// run checks until ctx has ended, saved is closed, or end returns an error. Then no
// check runs any more.
//
// If a file is saved while a check runs, the check is abandoned and begins anew: it
// may have seen the old file and the new one. This does not happen twice in a row: the
// next check ends, and is told as an old one. So files that are saved all the time, such
// as a log, do not keep the checks from ending.
func (w watching) run(ctx context.Context) error {
	results := make(chan *check.Report)
	var names []string         // saved since the last check has begun
	var cancel func()          // ends the running check; nil if none runs
	var abandoned, spared bool // the running check; because the one before was abandoned
	start := func() {
		w.begin(names)
		names = nil
		var running context.Context
		running, cancel = context.WithCancel(ctx)
		go func() { results <- w.check(running) }()
	}
	defer func() {
		if cancel != nil {
			cancel()
			<-results
		}
	}()
	start()
	for {
		again := false
		select {
		case <-ctx.Done():
			return nil
		case more, ok := <-w.saved:
			if !ok {
				return nil
			}
			names = append(names, slices.DeleteFunc(more, func(name string) bool { return !w.counts(name) })...)
			slices.Sort(names)
			names = slices.Compact(names)
			if cancel != nil && len(names) > 0 && !spared {
				abandoned = true
				cancel()
			}
		case r := <-results:
			cancel()
			cancel = nil
			if ctx.Err() != nil {
				return nil
			}
			if !abandoned {
				var err error
				if again, err = w.end(r, len(names) > 0); err != nil {
					return err
				}
			}
			abandoned, spared = false, abandoned
		}
		if cancel == nil && (again || len(names) > 0) {
			start()
		}
	}
}
