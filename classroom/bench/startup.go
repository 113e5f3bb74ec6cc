package main

import (
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// benchStartUp prints how long programs take from the start to the end when
// they have next to nothing to do: the median of a few runs.
func benchStartUp(bin, python string, w io.Writer) error {
	programs, err := filepath.Glob(filepath.Join(bin, "ex*"))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nStart and end of a program\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "program\ttime\twanted\t")
	took, err := runTime(exec.Command(python, "ex1_setup/python/hello.py"))
	if err != nil {
		return err
	}
	fmt.Fprintf(t, "Python: hello.py\t%.1f ms\t\t\n", took.Seconds()*1000)
	for _, p := range programs {
		took, err := runTime(exec.Command(p, "--help"))
		if err != nil {
			return err
		}
		fmt.Fprintf(t, "Go: %s --help\t%.1f ms\tunder 5 ms\t\n", filepath.Base(p), took.Seconds()*1000)
	}
	return t.Flush()
}

func runTime(cmd *exec.Cmd) (time.Duration, error) {
	var all []time.Duration
	for range 21 {
		c := exec.Command(cmd.Path, cmd.Args[1:]...)
		start := time.Now()
		if err := c.Run(); err != nil {
			return 0, fmt.Errorf("%v: %w", c, err)
		}
		all = append(all, time.Since(start))
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}
