package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"in43.example/pkg/bound"
	"in43.example/pkg/program"
)

// A scene is one run of a step: which language plays which role, and what was
// printed.
type scene struct {
	lab   *lab
	roles []role
	cast  []language
	parts []part
}

// A part is a piece of the transcript: what a program printed, or a text.
type part struct {
	title   string
	program *program.Process
	text    string
}

// start starts the program of the role with the given name.
func (s *scene) start(name string) (*program.Process, error) {
	i := slices.IndexFunc(s.roles, func(r role) bool { return r.name == name })
	r := s.roles[i]
	cmd := exec.Command(s.lab.python, filepath.FromSlash(r.twin))
	if s.cast[i] == golang {
		cmd = exec.Command(s.lab.program(r.ours[0]), r.ours[1:]...)
	}
	p, err := s.lab.start(cmd)
	if err != nil {
		return nil, err
	}
	s.parts = append(s.parts, part{title: name, program: p})
	return p, nil
}

// start starts cmd in the folder of the repository.
func (l *lab) start(cmd *exec.Cmd) (*program.Process, error) {
	cmd.Dir = l.root
	// Make Python print at once, use UTF-8 on Windows too, and leave no files.
	cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED=1", "PYTHONUTF8=1", "PYTHONDONTWRITEBYTECODE=1")
	return program.Start(cmd)
}

// note adds text to the transcript.
func (s *scene) note(title, text string) {
	s.parts = append(s.parts, part{title: title, text: text})
}

// end ends the programs that are still running, and returns the transcript of
// the scene. If the scene has failed, err says why.
func (s *scene) end(err error) string {
	var b strings.Builder
	for _, part := range s.parts {
		if part.title != "" {
			fmt.Fprintf(&b, "[%s]\n", part.title)
		}
		b.WriteString(part.text)
		if part.program == nil {
			continue
		}
		part.program.Kill()
		status, _ := part.program.Wait(context.Background()) // does not wait long: it was killed
		fmt.Fprintf(&b, "%s[exit status %d]\n", printed(part.program.Stdout), status)
		if err != nil {
			fmt.Fprintf(&b, "[standard error]\n%s", printed(part.program.Stderr))
		}
	}
	if err != nil {
		fmt.Fprintf(&b, "[%v]\n", err)
	}
	return b.String()
}

// printed returns what a program has printed, without the carriage return that
// Python on Windows adds to each line.
func printed(o *program.Output) string {
	if runtime.GOOS == "windows" {
		return strings.ReplaceAll(o.String(), "\r", "")
	}
	return o.String()
}

// stop presses ctrl-c and waits for the end of p. Windows cannot send ctrl-c to
// one program alone: there, p is killed.
func stop(ctx context.Context, p *program.Process) error {
	if runtime.GOOS == "windows" {
		p.Kill()
		return nil
	}
	if err := p.Interrupt(); err != nil {
		return err
	}
	_, err := p.Wait(ctx)
	return err
}

// startTime is how long a program has to bind its UDP socket on a system where
// this cannot be observed. Python takes about 50 ms to start.
const startTime = 2 * time.Second

// waitBound waits until a program has bound its socket to a UDP port.
func waitBound(ctx context.Context, port int) error {
	err := bound.Wait(ctx, "udp", port, 1)
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	select {
	case <-time.After(startTime):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
