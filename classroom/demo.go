package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/graceful"
	"in43.example/pkg/program"
	"in43.example/pkg/pyfmt"
)

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:  "demo",
		Usage: "play the whole sheet on this machine, step by step",
		Action: func(c *cli.Context) error {
			exe, err := os.Executable()
			if err != nil {
				return err
			}
			return playDemo(c.Context, filepath.Dir(exe), c.App.Writer)
		},
	}
}

// stepTime is how long a step may take.
const stepTime = 15 * time.Second

// A demoPlay is how the demo plays a step.
type demoPlay struct {
	play func(*demo, context.Context) error
	want string // one of the programs must print that
	// For the program that is started first: flags, and what it says on standard
	// error when it is ready.
	flags []string
	ready string
}

// demoPlays are those of the steps in the sheet, by their numbers.
var demoPlays = map[string]demoPlay{
	"1": {play: (*demo).ToEnd},
	"2.1": {play: (*demo).UDP, want: "received message: Hello, World!\nfrom: ('127.0.0.1', ",
		flags: []string{"--log-level", "info"}, ready: "listening on"},
	"2.1.2": {play: (*demo).ToEnd, flags: []string{"--count", "3"}},
	"2.1.3": {play: (*demo).ToEnd, flags: []string{"--count", "5"}},
	// The answer is known: the station sends more frames than rows.
	"2.1.4": {play: (*demo).ToEnd, want: "highest speed: port 52002; lowest speed: port 52001", flags: []string{"--duration", "4s"}},
	"3.1":   {play: (*demo).TCP, want: "received data:\n Hello, Everyone!"},
	"3.2":   {play: (*demo).playChat},
	"4":     {play: (*demo).playHTTP},
	"5":     {play: (*demo).playAnnexes},
}

// playDemo plays all steps with the programs in the folder bin, and shows what
// they print. It returns an error if a step fails.
func playDemo(ctx context.Context, bin string, w io.Writer) error {
	leash, err := program.NewLeash()
	if err != nil {
		return err
	}
	defer leash.Close()
	d := &demo{bin: bin, w: w, leash: leash}
	station, err := d.start("classroom", "station")
	if err != nil {
		return err
	}
	defer station.Kill()
	startCtx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	if err := station.Expect(startCtx, "drone: "); err != nil {
		return fmt.Errorf("the station: %w", err)
	}

	var results []string
	failed := 0
	for _, s := range sheet.Steps {
		d.printf("\n== %s  %s\n", s.Number, s.Title)
		err := d.playStep(ctx, s.Number)
		if ctx.Err() != nil {
			return graceful.End(ctx, pyfmt.NewPrinter(w), nil)
		}
		result := "ok"
		if err != nil {
			failed++
			result = "FAILED: " + err.Error()
		}
		results = append(results, fmt.Sprintf("%-6s  %-32s  %s\n", s.Number, s.Title, result))
	}
	d.printf("\n%-6s  %-32s  %s\n%s", "step", "", "result", strings.Join(results, ""))
	d.printf("\nTo see the streams in a browser: make live (bin/classroom live --station)\n")
	if failed > 0 {
		return fmt.Errorf("%d of %d steps failed", failed, len(sheet.Steps))
	}
	return nil
}

// playStep plays the step with that number.
func (d *demo) playStep(ctx context.Context, number string) error {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	how := demoPlays[number]
	var started []*sheet.Running
	defer func() {
		for _, p := range started {
			p.Kill() // it runs only if the step has failed
		}
	}()
	d.Programs = sheet.Find(number)
	d.Launch = func(program sheet.Program) (*sheet.Running, error) {
		args := program.Args()
		if len(started) == 0 {
			args = append(args, how.flags...)
		}
		p, err := d.start(args[0], args[1:]...)
		if err != nil {
			return nil, err
		}
		if len(started) == 0 {
			p.Ready = how.ready
		}
		started = append(started, p)
		return p, nil
	}
	if err := how.play(d, ctx); err != nil {
		return err
	}
	if !slices.ContainsFunc(started, func(p *sheet.Running) bool { return strings.Contains(p.Stdout.String(), how.want) }) {
		return fmt.Errorf("no program printed %q", how.want)
	}
	return nil
}

func (d *demo) playChat(ctx context.Context) error {
	return d.Chat(ctx, []string{"Salut, ça va ?", "Oui, très bien !", "end"})
}

func (d *demo) playHTTP(ctx context.Context) error {
	return d.HTTP(ctx, func() error {
		status, page, err := sheet.Browse(ctx)
		if err != nil {
			return err
		}
		d.printf("%-15s| %s: %s\n%-15s| %s\n", "browser", sheet.URL, status, "", strings.TrimSpace(page))
		if heading := "<h1>In43 is the best course ! ÉÇ </h1>"; !strings.Contains(page, heading) {
			return fmt.Errorf("the page does not contain %s", heading)
		}
		return nil
	})
}

func (d *demo) playAnnexes(ctx context.Context) error {
	for _, name := range []string{"addresses", "machine", "user", "time"} {
		if err := d.Run(ctx, name); err != nil {
			return err
		}
	}
	return d.UntilEnd(ctx, []string{"hello", "end"})
}

// A demo runs programs and shows what they print.
type demo struct {
	sheet.Stage
	bin   string
	leash *program.Leash // the programs end with the demo

	mu sync.Mutex
	w  io.Writer
}

func (d *demo) printf(format string, a ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fmt.Fprintf(d.w, format, a...)
}

// start starts a program and shows the command and what it prints.
func (d *demo) start(name string, args ...string) (*sheet.Running, error) {
	file := name
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	path := filepath.Join(d.bin, file)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("cannot find the program %s in %s; \"make demo\" builds it there", file, d.bin)
	}
	label := name
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		label = args[0] // receiver, sender: the two halves of one program
	}
	d.printf("$ %s\n", strings.Join(append([]string{name}, args...), " "))
	stdout, stderr := &excerpt{d: d, label: label}, &excerpt{d: d, label: label}
	cmd := exec.Command(path, args...)
	d.leash.Tie(cmd)
	p, err := program.Start(cmd, stdout, stderr)
	return &sheet.Running{Process: p, Echo: stdout, Ended: func() { stdout.end(); stderr.end() }}, err
}

// An excerpt shows what a program prints: the first lines as they come and, at
// the end, the last lines.
type excerpt struct {
	d     *demo
	label string

	mu      sync.Mutex
	partial []byte   // a line that has not ended yet
	shown   int      // number of lines shown so far
	held    []string // the last lines
	left    int      // number of lines that are left out
}

const (
	firstLines = 15
	lastLines  = 7
)

func (e *excerpt) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.partial = append(e.partial, b...)
	for {
		line, rest, found := strings.Cut(string(e.partial), "\n")
		if !found {
			return len(b), nil
		}
		e.partial = []byte(rest)
		e.add(line)
	}
}

func (e *excerpt) add(line string) {
	if e.shown < firstLines {
		e.shown++
		e.print(line)
		return
	}
	if len(e.held) == lastLines {
		e.held = e.held[1:]
		e.left++
	}
	e.held = append(e.held, line)
}

// end shows the last lines. No Write may follow.
func (e *excerpt) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.partial) > 0 {
		e.add(string(e.partial))
	}
	if e.left > 0 {
		e.print(fmt.Sprintf("... (%d lines left out)", e.left))
	}
	for _, line := range e.held {
		e.print(line)
	}
}

func (e *excerpt) print(line string) { e.d.printf("%-15s| %s\n", e.label, line) }
