package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
)

// untilEnd prints each line of stdin up to one that says "end", which it
// prints too (worksheet 5.3.1), or up to the end of the input.
func untilEnd(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	in := make(chan input)
	go read(ctx, stdin, in)
	for data := ""; data != "end"; {
		select {
		case i := <-in: // data = input()
			if i.err == io.EOF {
				if graceful.Interrupted(ctx, runtime.GOOS) {
					return graceful.End(ctx, pyfmt.NewPrinter(stdout), nil)
				}
				return nil
			}
			if i.err != nil {
				return fmt.Errorf("cannot read the input: %w", i.err)
			}
			data = i.line
		case <-ctx.Done():
			return graceful.End(ctx, pyfmt.NewPrinter(stdout), nil)
		}
		if _, err := fmt.Fprintln(stdout, data); err != nil {
			return err
		}
	}
	return nil
}

// An input is what input() gives in Python: a line without its end, or an
// exception.
type input struct {
	line string
	err  error
}

// read sends the lines of stdin to in until ctx ends or the input does. It is
// a goroutine of its own because nothing can interrupt a read of the keyboard:
// at ctrl-c, untilEnd returns without it.
func read(ctx context.Context, stdin io.Reader, in chan<- input) {
	r := bufio.NewReader(stdin)
	for {
		line, err := r.ReadString('\n')
		if line != "" && err == io.EOF {
			err = nil // the last line may have no end; the next read says EOF
		}
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r") // Windows ends a line with both
		select {
		case in <- input{line, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}
