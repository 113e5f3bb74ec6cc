package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/safetext"
)

// playTime is how long a step may take.
const playTime = 20 * time.Second

// A language is what a program is written in.
type language int

const (
	python language = iota
	golang
)

func (l language) String() string { return [...]string{"Python", "Go"}[l] }

// A step is a step of the worksheet, or a part of one.
type step struct {
	number string
	listen []string // where it listens: network and address
	play   func(*scene, context.Context) error
	mask   func(transcript string) string // hides what may differ; or nil

	// clock says that the programs print the time of day. If the results differ,
	// both play the step again, up to clockTries times, until they run in the
	// same second.
	clock bool
}

const clockTries = 5

// differences is an error: the number of pairings that differ.
type differences int

func (n differences) Error() string {
	if n == 1 {
		return "one pairing differs"
	}
	return fmt.Sprintf("%d pairings differ", int(n))
}

// A lab says where the programs are.
type lab struct {
	root   string // folder of the repository
	bin    string // folder of our programs, seen from root
	python string
}

// compareAll plays the steps in all pairings, compares each with Python alone,
// and prints the results. If pairings differ, its error has the type
// differences; any other error says why the comparison could not be made.
func compareAll(ctx context.Context, root, bin string, steps []step, w io.Writer) error {
	l := &lab{root: root, bin: bin}
	var err error
	if l.python, err = exec.LookPath("python3"); err != nil {
		return errors.New("python3 is not installed, or not in the PATH: it runs the programs to compare with; install Python 3 (https://www.python.org/downloads/)")
	}
	for _, s := range sheet.Steps {
		if _, err := os.Stat(l.program(s.Folder)); err != nil {
			return fmt.Errorf("cannot find a program: %w; \"make compare\" builds it", err)
		}
	}

	fmt.Fprintf(w, "Each pairing is compared with Python alone:\n\n%-6s  %-28s  %s\n", "step", "pairing", "result")
	var total int
	var different differences
	for _, s := range steps {
		programs := sheet.Find(s.number)
		for _, cast := range casts(len(programs))[1:] {
			d, err := l.compare(ctx, s, cast)
			if err != nil {
				return err
			}
			result := "identical"
			if total++; d != "" {
				different++
				result = "DIFFERENT\n" + indent(d)
			}
			if _, err := fmt.Fprintf(w, "%-6s  %-28s  %s\n", s.number, title(programs, cast), result); err != nil {
				return err
			}
		}
	}
	if different > 0 {
		return different
	}
	_, err = fmt.Fprintf(w, "\nAll %d pairings are identical.\n", total)
	return err
}

// casts returns all ways to choose a language for each of n roles. The first is
// Python alone.
func casts(n int) [][]language {
	all := [][]language{nil}
	for range n {
		var longer [][]language
		for _, cast := range all {
			longer = append(longer, append(cast[:len(cast):len(cast)], python), append(cast[:len(cast):len(cast)], golang))
		}
		all = longer
	}
	return all
}

// title names the language of each role: Python server, Go client.
func title(programs []sheet.Program, cast []language) string {
	var parts []string
	for i, p := range programs {
		parts = append(parts, strings.TrimSpace(cast[i].String()+" "+role(programs, p)))
	}
	return strings.Join(parts, ", ")
}

// role returns the name of p, one of programs, or "" if there is no other.
func role(programs []sheet.Program, p sheet.Program) string {
	if len(programs) == 1 {
		return ""
	}
	return p.Name
}

// compare plays s with Python alone and with cast, and returns the difference,
// "" if there is none.
func (l *lab) compare(ctx context.Context, s step, cast []language) (string, error) {
	alone := make([]language, len(cast))
	for try := 1; ; try++ {
		want, failed, err := l.play(ctx, s, alone)
		if err != nil {
			return "", err
		}
		if failed {
			return "Python alone fails in this step:\n" + want, nil
		}
		got, failed, err := l.play(ctx, s, cast)
		if err != nil {
			return "", err
		}
		d := diff.Diff("Python alone", []byte(want), title(sheet.Find(s.number), cast), []byte(got))
		if d == nil || failed || !s.clock || try == clockTries {
			return string(d), nil
		}
	}
}

// play plays s and returns what to compare. If a program fails, failed is true
// and the transcript says why. The error says why s could not be played at all.
func (l *lab) play(ctx context.Context, s step, cast []language) (transcript string, failed bool, err error) {
	for _, addr := range s.listen {
		if err := free(ctx, addr); err != nil {
			return "", false, err
		}
	}
	stepCtx, cancel := context.WithTimeout(ctx, playTime)
	defer cancel()
	sc := &scene{lab: l, cast: cast}
	sc.Stage = sheet.Stage{Programs: sheet.Find(s.number), Launch: sc.launch}
	failure := s.play(sc, stepCtx)
	transcript = maskPorts(sc.end(failure))
	if s.mask != nil && failure == nil {
		transcript = s.mask(transcript)
	}
	if ctx.Err() != nil {
		return "", false, errors.New("interrupted before the end")
	}
	return transcript, failure != nil, nil
}

// free returns an error if a program listens on the address that a step needs.
func free(ctx context.Context, listen string) error {
	network, addr, _ := strings.Cut(listen, " ")
	var socket io.Closer
	var err error
	if network == "tcp4" {
		socket, err = new(net.ListenConfig).Listen(ctx, network, addr)
	} else {
		socket, err = new(net.ListenConfig).ListenPacket(ctx, network, addr)
	}
	if err != nil {
		return fmt.Errorf("a step needs a port that is not free: %w; \"make run-ex1\" shows which program uses it: end that program and try again", err)
	}
	return socket.Close()
}

// program returns the file of one of our programs.
func (l *lab) program(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if filepath.IsAbs(l.bin) {
		return filepath.Join(l.bin, name)
	}
	return filepath.Join(l.root, l.bin, name)
}

// indent makes text harmless for a terminal and indents it.
func indent(text string) string {
	safe, _ := safetext.UTF8Lines.Append(nil, []byte(strings.TrimSuffix(text, "\n")))
	return "        " + strings.ReplaceAll(string(safe), "\n", "\n        ")
}
