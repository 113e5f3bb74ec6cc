// Gallery keeps what the checker says about every program of its gallery, to
// show that a change of the checker's code changes no report:
//
//	make gallery                    # save the reports of today's checker
//	make gallery-diff               # check again, and show which reports differ
//	make gallery-diff ARGS=3.2-     # only the programs with 3.2- in their name
//
// It runs "classroom check" with a fixed seed, and needs nothing else of the
// checker. What the system chooses, such as a port, is masked before a report is
// saved or compared. So is what depends on which of two things happens first:
// mask.go lists these places.
//
// The reports hold what the programs print: another version of Python, Node or Go
// may change them. If the tree without your change differs too, save its reports
// first. Only Linux has the namespaces that this needs.
//
// The exit status is that of diff(1): 0 if no report differs, 1 if one does, 2
// if they cannot be made.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"in43.example/pkg/graceful"
)

// The folder of the programs, and the file of their reports.
const (
	folder = "classroom/internal/check/testdata/gallery"
	saved  = "classroom/internal/check/testdata/gallery.jsonl"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := graceful.Context(context.Background())
	defer stop()
	different, err := gallery(ctx, args, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "gallery:", err)
		return 2
	case different:
		return 1
	}
	return 0
}

// gallery saves the reports or, with --diff, compares them with the saved ones
// and reports whether they differ.
func gallery(ctx context.Context, args []string, stdout io.Writer) (different bool, err error) {
	diff, part := len(args) > 0 && args[0] == "--diff", ""
	if diff {
		args = args[1:]
		if len(args) == 1 {
			part, args = args[0], nil
		}
	}
	if len(args) > 0 {
		return false, fmt.Errorf("unknown arguments %q; use: make gallery, or make gallery-diff ARGS=PART-OF-A-NAME", args)
	}
	exe, err := os.Executable()
	if err != nil {
		return false, err
	}
	classroom := filepath.Join(filepath.Dir(exe), "classroom")
	all, err := find(folder, part)
	if err != nil {
		return false, err
	}
	if !diff {
		return false, save(ctx, classroom, all, stdout)
	}
	return compare(ctx, classroom, all, part, stdout)
}
