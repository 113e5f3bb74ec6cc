package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labcli"
)

// A progress is a line on a terminal that says which steps are checked at the
// moment. It writes nothing if there is one job only, or no terminal.
type progress struct {
	w     io.Writer
	width int // of the terminal
	jobs  int // with a program

	mu      sync.Mutex
	done    int
	running []string
	shown   int // columns that the line takes
}

func newProgress(w io.Writer, jobs []check.Job) *progress {
	p := &progress{w: w, width: labcli.Width(w)}
	for _, j := range jobs {
		if j.Command != nil {
			p.jobs++
		}
	}
	if len(jobs) == 1 {
		p.width = 0
	}
	return p
}

func (p *progress) begin(step string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = append(p.running, step)
	p.show(p.line())
}

func (p *progress) end(step string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = slices.DeleteFunc(p.running, func(s string) bool { return s == step })
	p.done++
	p.show(p.line())
}

// erase removes the line.
func (p *progress) erase() { p.show("") }

func (p *progress) line() string {
	return fmt.Sprintf("%d of %d checked; now: %s", p.done, p.jobs, strings.Join(p.running, ", "))
}

// show writes line over the one before. It needs no escape sequence for that.
func (p *progress) show(line string) {
	if p.width < 2 {
		return
	}
	line = line[:min(len(line), p.width-1)] // it must not wrap
	fmt.Fprintf(p.w, "\r%-*s\r%s", p.shown, line, line)
	p.shown = len(line)
}
