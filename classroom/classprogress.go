package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/schollz/progressbar/v3"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
	"in43.example/pkg/labcli"
)

// A classWatcher shows how far the checks of a class are: on a terminal with a bar,
// elsewhere with a line for each student.
type classWatcher struct {
	w     io.Writer
	log   *zerolog.Logger
	width int // of the terminal

	mu      sync.Mutex
	bar     *progressbar.ProgressBar // nil if there is no terminal
	running []string
}

func newClassWatcher(w io.Writer, log *zerolog.Logger) *classWatcher {
	return &classWatcher{w: w, log: log, width: labcli.Width(w)}
}

func (cw *classWatcher) Total(n int) {
	cw.mu.Lock()
	defer cw.mu.Unlock()
	if cw.width == 0 {
		return
	}
	cw.bar = progressbar.NewOptions(n, progressbar.OptionSetWriter(cw.w), progressbar.OptionShowCount(), progressbar.OptionSetWidth(max(5, min(30, cw.width/5))),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true), progressbar.OptionShowDescriptionAtLineEnd())
}

func (cw *classWatcher) Begin(id, step string) {
	cw.change(0, func() { cw.running = append(cw.running, what(id, step)) })
}

func (cw *classWatcher) End(id, step string, last bool) {
	n := 0
	if last {
		n = 1
	}
	cw.change(n, func() {
		if i := slices.Index(cw.running, what(id, step)); i >= 0 {
			cw.running = slices.Delete(cw.running, i, i+1)
		}
	})
}

func (cw *classWatcher) Known(n int) { cw.change(n, func() {}) }

// change changes what is running, and adds n to what is done.
func (cw *classWatcher) change(n int, f func()) {
	cw.mu.Lock()
	defer cw.mu.Unlock()
	f()
	if cw.bar == nil {
		return
	}
	text := strings.Join(cw.running, ", ")
	cw.bar.Describe(text[:min(len(text), max(0, cw.width-min(30, cw.width/5)-35))]) // IDs and steps are ASCII
	cw.bar.Add(n)
}

// what names a check.
func what(id, step string) string { return strings.TrimSpace(id + " " + step) }

func (cw *classWatcher) Student(s *class.Student) {
	cw.mu.Lock()
	defer cw.mu.Unlock()
	if cw.bar != nil {
		return
	}
	count := map[check.Verdict]int{}
	for _, r := range s.Results {
		count[r.Report.Verdict]++
	}
	var parts []string
	for _, v := range []check.Verdict{check.Passed, check.Failed, check.Unchecked} {
		if n := count[v]; n > 0 || v == check.Passed {
			parts = append(parts, fmt.Sprintf("%s %d", v, n))
		}
	}
	fmt.Fprintf(cw.w, "%s: %s\n", s.ID, strings.Join(parts, ", "))
}

func (cw *classWatcher) Warn(text string) {
	cw.mu.Lock()
	defer cw.mu.Unlock()
	if cw.bar != nil {
		cw.bar.Clear()
	}
	cw.log.Warn().Msg(text)
}

// finish removes the bar.
func (cw *classWatcher) finish() {
	cw.mu.Lock()
	defer cw.mu.Unlock()
	if cw.bar != nil {
		cw.bar.Exit()
		cw.bar.Clear()
	}
}
