package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/program"
)

// A scene is one run of a step: which language plays which role, and what was
// printed.
type scene struct {
	sheet.Stage
	lab   *lab
	cast  []language // of the programs of the step
	parts []part
}

// A part is a piece of the transcript: what a program printed, or a text.
type part struct {
	title   string
	program *program.Process
	text    string
}

// launch starts a program of the step, in the language of its role.
func (s *scene) launch(p sheet.Program) (*sheet.Running, error) {
	cmd := exec.Command(s.lab.python, filepath.FromSlash(p.Twin()))
	if s.cast[slices.Index(s.Programs, p)] == golang {
		cmd = exec.Command(s.lab.program(p.Folder()), p.Args()[1:]...)
	}
	running, err := s.lab.start(cmd)
	if err != nil {
		return nil, err
	}
	s.parts = append(s.parts, part{title: role(s.Programs, p), program: running})
	return &sheet.Running{Process: running}, nil
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
