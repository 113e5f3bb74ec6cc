package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// pythonTime is how long the search for Python may take. It takes some
// milliseconds.
const pythonTime = 2 * time.Second

var pythonVersion = regexp.MustCompile(`^Python (3\.[0-9a-z.+]+)`)

// python looks for Python 3, under the names that it has on goos. lookPath is
// exec.LookPath, and run is output.
func python(ctx context.Context, goos string, lookPath func(string) (string, error), run func(context.Context, ...string) (string, error)) result {
	ctx, cancel := context.WithTimeout(ctx, pythonTime)
	defer cancel()
	commands := [][]string{{"python3"}, {"python"}}
	if goos == "windows" {
		commands = [][]string{{"py", "-3"}, {"python"}, {"python3"}}
	}
	for _, command := range commands {
		path, err := lookPath(command[0])
		if err != nil {
			continue
		}
		if goos == "darwin" && path == "/usr/bin/python3" {
			// Without Apple's developer tools this program opens a window that
			// offers to install them.
			if _, err := run(ctx, "xcode-select", "-p"); err != nil {
				continue
			}
		}
		// On Windows, python may be a program that only points to the Microsoft
		// Store: it prints no version.
		out, _ := run(ctx, append(command, "--version")...)
		m := pythonVersion.FindStringSubmatch(out)
		if m == nil {
			continue
		}
		r := result{ok, "Python", m[1], ""}
		if name := strings.Join(command, " "); name != "python3" {
			r.found += fmt.Sprintf("; type %s where a page says python3", name)
		}
		return r
	}
	r := result{warning, "Python", "Python 3 was not found",
		"you can do every step in Go, with the starters in the folders start; or install it:\n" + installPython(goos)}
	if ctx.Err() != nil {
		r.found = fmt.Sprintf("no answer within %v", pythonTime)
	}
	return r
}

// output runs command and returns what it prints on standard output. It ends
// with ctx, whatever the command does.
func output(ctx context.Context, command ...string) (string, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.WaitDelay = 100 * time.Millisecond // for a child of command that keeps its output open
	out, err := cmd.Output()
	return string(out), err
}

// installPython returns the command that installs Python 3 on goos.
func installPython(goos string) string {
	switch goos {
	case "windows":
		return "winget install Python.Python.3.13"
	case "darwin":
		return "brew install python (or the package of https://www.python.org/downloads/)"
	}
	return "sudo apt install python3 (or what your system has instead of apt)"
}
