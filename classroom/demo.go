package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

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

// A demoStep plays a step of the worksheet.
type demoStep struct {
	number, title string
	play          func(ctx context.Context, d *demo) error
}

// demoSteps are the steps in the order of the worksheet.
var demoSteps = []demoStep{
	{"1", "is this machine ready?", playSetup},
	{"2.1", "text over UDP", playUDP},
	{"2.1.2", "the sensors' broadcasts", playSensors},
	{"2.1.3", "the drone's frames", playDrone},
	{"2.1.4", "both streams; which is faster?", playSelect},
	{"3.1", "a TCP server and its client", playTCP},
	{"3.2", "a chat in turns", playChat},
	{"4", "a page for a web browser", playHTTP},
	{"5", "the annexes", playAnnexes},
}

// playDemo plays all steps with the programs in the folder bin, and shows what
// they print. It returns an error if a step fails.
func playDemo(ctx context.Context, bin string, w io.Writer) error {
	d := &demo{bin: bin, w: w}
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
	for _, s := range demoSteps {
		d.printf("\n== %s  %s\n", s.number, s.title)
		stepCtx, cancel := context.WithTimeout(ctx, stepTime)
		err := s.play(stepCtx, d)
		cancel()
		if ctx.Err() != nil {
			return graceful.End(ctx, pyfmt.NewPrinter(w), nil)
		}
		result := "ok"
		if err != nil {
			failed++
			result = "FAILED: " + err.Error()
		}
		results = append(results, fmt.Sprintf("%-6s  %-32s  %s\n", s.number, s.title, result))
	}
	d.printf("\n%-6s  %-32s  %s\n%s", "step", "", "result", strings.Join(results, ""))
	if failed > 0 {
		return fmt.Errorf("%d of %d steps failed", failed, len(demoSteps))
	}
	return nil
}

func playSetup(ctx context.Context, d *demo) error { return d.run(ctx, "ex1_setup") }

// playUDP plays worksheet 2.1: a receiver, and a sender.
func playUDP(ctx context.Context, d *demo) error {
	receiver, err := d.start("ex2_1_udp", "receiver", "--log-level", "info")
	if err != nil {
		return err
	}
	defer receiver.Kill()
	if err := receiver.ExpectError(ctx, "listening on"); err != nil {
		return err
	}
	if err := d.run(ctx, "ex2_1_udp", "sender"); err != nil {
		return err
	}
	if err := receiver.Expect(ctx, "received message: Hello, World!\nfrom: ('127.0.0.1', "); err != nil {
		return err
	}
	return receiver.stop(ctx)
}

func playSensors(ctx context.Context, d *demo) error {
	return d.run(ctx, "ex2_1_2_sensors", "--count", "3")
}

func playDrone(ctx context.Context, d *demo) error {
	return d.run(ctx, "ex2_1_3_drone", "--count", "5")
}

// playSelect plays worksheet 2.1.4 to 2.1.6. The answer is known: the station
// sends more frames than rows.
func playSelect(ctx context.Context, d *demo) error {
	p, err := d.start("ex2_1_4_select", "--duration", "4s")
	if err != nil {
		return err
	}
	defer p.Kill()
	if err := p.wait(ctx); err != nil {
		return err
	}
	return p.Expect(ctx, "highest speed: port 52002; lowest speed: port 52001")
}

// playTCP plays worksheet 3.1: the server serves one client, then both end.
func playTCP(ctx context.Context, d *demo) error {
	server, err := d.start("ex3_tcp", "server")
	if err != nil {
		return err
	}
	defer server.Kill()
	if err := server.Expect(ctx, "Waiting client ..."); err != nil {
		return err
	}
	client, err := d.start("ex3_tcp", "client")
	if err != nil {
		return err
	}
	defer client.Kill()
	if err := client.Expect(ctx, "received data:\n Hello, Everyone!"); err != nil {
		return err
	}
	if err := client.wait(ctx); err != nil {
		return err
	}
	return server.wait(ctx)
}

// playChat plays worksheet 3.2, and types for both people.
func playChat(ctx context.Context, d *demo) error {
	server, err := d.start("ex3_2_chat", "server")
	if err != nil {
		return err
	}
	defer server.Kill()
	if err := server.Expect(ctx, "Waiting client ..."); err != nil {
		return err
	}
	client, err := d.start("ex3_2_chat", "client")
	if err != nil {
		return err
	}
	defer client.Kill()
	heard := ""
	speaker, listener := client, server
	for _, said := range []string{"Salut, ça va ?", "Oui, très bien !", "end"} {
		if err := speaker.Expect(ctx, heard+"you: "); err != nil {
			return err
		}
		if err := speaker.say(said); err != nil {
			return err
		}
		heard = "peer: " + said + "\n"
		if err := listener.Expect(ctx, heard); err != nil {
			return err
		}
		speaker, listener = listener, speaker
	}
	if err := client.wait(ctx); err != nil {
		return err
	}
	return server.wait(ctx)
}

// playHTTP plays worksheet 4, and takes the place of the browser.
func playHTTP(ctx context.Context, d *demo) error {
	server, err := d.start("ex4_microhttp")
	if err != nil {
		return err
	}
	defer server.Kill()
	if err := server.Expect(ctx, "Waiting client ..."); err != nil {
		return err
	}
	const url = "http://127.0.0.1:55000/"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	browser := http.Client{Transport: new(http.Transport)}
	defer browser.CloseIdleConnections()
	reply, err := browser.Do(request)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	page, err := io.ReadAll(reply.Body)
	if err != nil {
		return err
	}
	d.printf("%-15s| %s: %s\n%-15s| %s\n", "browser", url, reply.Status, "", strings.TrimSpace(string(page)))
	if heading := "<h1>In43 is the best course ! ÉÇ </h1>"; !strings.Contains(string(page), heading) {
		return fmt.Errorf("the page does not contain %s", heading)
	}
	return server.stop(ctx)
}

func playAnnexes(ctx context.Context, d *demo) error {
	for _, command := range []string{"addresses", "machine", "user", "time"} {
		if err := d.run(ctx, "ex5_annexes", command); err != nil {
			return err
		}
	}
	p, err := d.start("ex5_annexes", "until-end")
	if err != nil {
		return err
	}
	defer p.Kill()
	for _, line := range []string{"hello", "end"} {
		if err := p.say(line); err != nil {
			return err
		}
		if err := p.Expect(ctx, line+"\n"); err != nil {
			return err
		}
	}
	return p.wait(ctx)
}

// A demo runs programs and shows what they print.
type demo struct {
	bin string

	mu sync.Mutex
	w  io.Writer
}

func (d *demo) printf(format string, a ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fmt.Fprintf(d.w, format, a...)
}

// A demoProgram is a program that the demo has started.
type demoProgram struct {
	*program.Process
	shown [2]*excerpt
}

// start starts a program and shows the command and what it prints.
func (d *demo) start(name string, args ...string) (*demoProgram, error) {
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
	p := &demoProgram{shown: [2]*excerpt{{d: d, label: label}, {d: d, label: label}}}
	cmd := exec.Command(path, args...)
	var err error
	p.Process, err = program.Start(cmd, p.shown[0], p.shown[1])
	return p, err
}

// run runs a program to its end.
func (d *demo) run(ctx context.Context, name string, args ...string) error {
	p, err := d.start(name, args...)
	if err != nil {
		return err
	}
	defer p.Kill()
	return p.wait(ctx)
}

// say types a line. It shows what is typed, as a terminal does.
func (p *demoProgram) say(line string) error {
	fmt.Fprintln(p.shown[0], line)
	return p.Type(line + "\n")
}

// wait waits for the end of p, and checks that its exit status is 0.
func (p *demoProgram) wait(ctx context.Context) error {
	status, err := p.Wait(ctx)
	for _, e := range p.shown {
		e.end()
	}
	if err != nil {
		return err
	}
	if status != 0 {
		return fmt.Errorf("exit status %d", status)
	}
	return nil
}

// stop ends p with ctrl-c. Windows cannot send that to one program alone.
func (p *demoProgram) stop(ctx context.Context) error {
	if runtime.GOOS == "windows" {
		p.Kill()
		return nil
	}
	if err := p.Interrupt(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return p.wait(ctx)
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
