package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
)

// A program is a program of the gallery. Comment lines in it name its step and,
// if it takes any, its arguments.
type program struct {
	name string // its file in the folder of the gallery, such as right/4-plain.py
	step string
	args []string
}

var header = regexp.MustCompile(`(?m)^\W*(check|args): (.*?)(?:\s*\*/)?$`)

// find returns the programs in the folder dir that have part in their name,
// sorted by name.
func find(dir, part string) ([]program, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		return nil, err
	}
	var all []program
	for _, f := range files {
		name, err := filepath.Rel(dir, f)
		if err != nil {
			return nil, err
		}
		if !strings.Contains(name, part) {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		p := program{name: name}
		for _, m := range header.FindAllStringSubmatch(string(text), -1) {
			if value := strings.TrimSpace(m[2]); m[1] == "check" {
				p.step = value
			} else {
				p.args = strings.Fields(value)
			}
		}
		if p.step == "" {
			return nil, fmt.Errorf(`%s: no line names the step, such as "# check: 2.1.3"`, f)
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no program in %s has %q in its name; run make gallery-diff in the folder of the repository", dir, part)
	}
	return all, nil
}

// command returns the command that runs p from the folder dir of the gallery. A
// program in C is compiled into the folder temp.
func (p program) command(ctx context.Context, dir, temp string) ([]string, error) {
	var c []string
	switch filepath.Ext(p.name) {
	case ".py":
		c = []string{"python3", p.name}
	case ".js":
		c = []string{"node", p.name}
	case ".sh":
		c = []string{"bash", p.name}
	case ".go":
		c = []string{"go", "run", p.name}
	case ".c":
		exe := filepath.Join(temp, "a.out")
		if out, err := exec.CommandContext(ctx, "cc", "-o", exe, filepath.Join(dir, p.name)).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("cc %s: %w\n%s", p.name, err, out)
		}
		c = []string{exe}
	default:
		return nil, fmt.Errorf("%s: nothing is known to run this", p.name)
	}
	return append(c, p.args...), nil
}

// check checks p with the program classroom. It returns the masked report as a
// line of JSON: {"program":"right/4-plain.py","report":{...}}.
func check(ctx context.Context, classroom string, p program) (string, error) {
	dir, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp("", "gallery")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	command, err := p.command(ctx, dir, temp)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, classroom, append([]string{"check", p.step, "--json", "--show=false", "--seed", "1", "--"}, command...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output() // the status of a program that fails is not 0
	var report map[string]any
	if json.Unmarshal(out, &report) != nil {
		return "", fmt.Errorf("check %s of %s: %w: %s", p.step, p.name, err, stderr.Bytes())
	}
	if report["isolation"] != "namespaces" {
		return "", fmt.Errorf("%s was not checked in namespaces: isolation %q, error %q", p.name, report["isolation"], report["error"])
	}
	delete(report, "seconds")
	paths := strings.NewReplacer(dir+"/", "", temp+"/", "")
	mask(report, func(s string) string { return hide(p.name, paths.Replace(s)) })
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err = enc.Encode(map[string]any{"program": p.name, "report": report})
	return line.String(), err
}

// checkAll checks all programs and returns their lines in the same order.
func checkAll(ctx context.Context, classroom string, all []program) ([]string, error) {
	lines, errs := make([]string, len(all)), make([]error, len(all))
	// More run at once than there are processors, because the checks mostly wait.
	slots := make(chan struct{}, 5*runtime.NumCPU())
	var group sync.WaitGroup
	for i, p := range all {
		slots <- struct{}{}
		group.Go(func() {
			lines[i], errs[i] = check(ctx, classroom, p)
			<-slots
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return nil, errors.New("it was interrupted")
	}
	return lines, errors.Join(errs...)
}
