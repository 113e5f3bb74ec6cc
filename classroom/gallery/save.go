package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// save checks all programs and writes their reports into the file.
func save(ctx context.Context, classroom string, all []program, stdout io.Writer) error {
	lines, err := checkAll(ctx, classroom, all)
	if err != nil {
		return err
	}
	if err := os.WriteFile(saved, []byte(strings.Join(lines, "")), 0o666); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%d reports are saved in %s\n", len(lines), saved)
	return err
}

// load reads the file. It returns the line of each program.
func load() (map[string]string, error) {
	text, err := os.ReadFile(saved)
	if err != nil {
		return nil, fmt.Errorf("%w; make the file with: make gallery", err)
	}
	lines := map[string]string{}
	for line := range strings.Lines(string(text)) {
		var l struct{ Program string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			return nil, fmt.Errorf("%s: %w", saved, err)
		}
		lines[l.Program] = line
	}
	return lines, nil
}
