// Wire makes the packet dumps of the exercises' READMEs:
//
//	make wire
//
// It plays each step with the programs of bin/, in a network namespace of its
// own, captures what they send, and writes it down, field by field, in the
// section "On the wire" of the exercise's README.md, between the lines
//
//	<!-- wire: begin, made by "make wire" -->
//	<!-- wire: end -->
//
// Nothing leaves the machine. Only Linux has network namespaces; no privilege is
// needed.
//
// With --check it writes nothing and says which READMEs differ. The exit status
// is that of diff(1): 0 if all is well, 1 if a README differs, 2 if the dumps
// cannot be made.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"in43.example/pkg/graceful"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	status, err := runHere(args, stdout)
	if err != nil {
		fmt.Fprintln(stderr, "wire:", err)
	}
	return status
}

func runHere(args []string, stdout io.Writer) (status int, err error) {
	check := len(args) == 1 && args[0] == "--check"
	if len(args) > 0 && !check {
		return 2, errors.New("the only argument it takes is --check; run it in the folder of the repository: make wire")
	}
	status, inside, err := isolate(args)
	if !inside {
		return status, err
	}
	exe, err := os.Executable()
	if err != nil {
		return 2, err
	}
	ctx, stop := graceful.Context(context.Background())
	defer stop()
	different, err := update(ctx, filepath.Dir(exe), check, stdout)
	switch {
	case err != nil:
		return 2, err
	case different && check:
		return 1, errors.New(`a README does not show what is on the wire; run "make wire" and look at what changes`)
	}
	return 0, nil
}

// update plays all steps with the programs in the folder bin. It writes the dumps
// into the READMEs or, if it only has to check, prints how the READMEs differ.
// It reports whether one of them did.
func update(ctx context.Context, bin string, check bool, stdout io.Writer) (different bool, err error) {
	for _, s := range steps {
		dump, err := play(ctx, bin, s)
		if err != nil {
			return false, fmt.Errorf("step %s: %w", s.number, err)
		}
		name := filepath.Join(s.dir(), "README.md")
		old, err := os.ReadFile(name)
		if err != nil {
			return false, fmt.Errorf("%w; run it in the folder of the repository: make wire", err)
		}
		text, err := insert(string(old), dump)
		if err != nil {
			return false, fmt.Errorf("%s: %w", name, err)
		}
		result := "is up to date"
		if text != string(old) {
			different = true
			if check {
				result = "differs:\n" + difference(string(old), text)
			} else if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
				return false, err
			} else {
				result = "is written"
			}
		}
		if _, err := fmt.Fprintf(stdout, "%-6s  %s %s\n", s.number, name, result); err != nil {
			return false, err
		}
	}
	return different, nil
}
