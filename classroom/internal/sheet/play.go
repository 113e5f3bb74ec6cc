package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"in43.example/pkg/bound"
	"in43.example/pkg/program"
)

// A Stage is where a step is played. Each of its methods plays one kind of step.
// If a play fails, the programs may still run.
type Stage struct {
	Programs []Program                       // of the step
	Launch   func(Program) (*Running, error) // starts one of them
}

// start starts the program with that name, or the only one of the step.
func (s *Stage) start(name string) (*Running, error) {
	for _, p := range s.Programs {
		if p.Name == name || len(s.Programs) == 1 {
			return s.Launch(p)
		}
	}
	return nil, fmt.Errorf("this step has no program %q", name)
}

// A Running is a program that has been started.
type Running struct {
	*program.Process
	Ready string    // what it says on standard error when its socket is bound; "" if nothing
	Echo  io.Writer // gets what is typed, as a terminal shows it; or nil
	Ended func()    // called when the program has ended; or nil
}

// Say types a line.
func (r *Running) Say(line string) error {
	if r.Echo != nil {
		fmt.Fprintln(r.Echo, line)
	}
	return r.Type(line + "\n")
}

// End waits for the end, and checks that the exit status is 0.
func (r *Running) End(ctx context.Context) error {
	status, err := r.wait(ctx)
	if err == nil && status != 0 {
		err = fmt.Errorf("exit status %d", status)
	}
	return err
}

func (r *Running) wait(ctx context.Context) (status int, err error) {
	status, err = r.Wait(ctx)
	if r.Ended != nil {
		r.Ended()
	}
	return status, err
}

// Stop presses ctrl-c, and waits for the end. Windows cannot send ctrl-c to one
// program alone: there, Stop kills the program.
func (r *Running) Stop(ctx context.Context) error {
	if runtime.GOOS == "windows" {
		r.Kill()
		_, err := r.wait(ctx)
		return err
	}
	if err := r.Interrupt(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	if _, err := r.WaitInterrupted(ctx); err != nil {
		return err
	}
	return r.End(ctx)
}

// startTime is how long a program has to bind its UDP socket on a system where
// this cannot be observed. Python takes about 50 ms to start.
const startTime = 2 * time.Second

// bound waits until r has bound its socket to a UDP port.
func (r *Running) bound(ctx context.Context, port int) error {
	if r.Ready != "" {
		return r.ExpectError(ctx, r.Ready)
	}
	err := bound.Wait(ctx, "udp", port, 1)
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	select {
	case <-time.After(startTime):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run plays a program that ends by itself.
func (s *Stage) Run(ctx context.Context, name string) error {
	p, err := s.start(name)
	if err != nil {
		return err
	}
	return p.End(ctx)
}

// ToEnd plays the only program of a step, which ends by itself.
func (s *Stage) ToEnd(ctx context.Context) error { return s.Run(ctx, "") }

// UDP plays worksheet 2.1: a receiver, and a sender.
func (s *Stage) UDP(ctx context.Context) error {
	receiver, err := s.start("receiver")
	if err != nil {
		return err
	}
	if err := receiver.bound(ctx, 50005); err != nil {
		return err
	}
	if err := s.Run(ctx, "sender"); err != nil {
		return err
	}
	if err := receiver.ExpectLines(ctx, 2); err != nil {
		return err
	}
	return receiver.Stop(ctx)
}

// Listen plays a listener on UDP ports, of worksheet 2.1.2 to 2.1.6: when its
// sockets are bound, it calls send, and when the listener has printed that many
// lines, it presses ctrl-c.
func (s *Stage) Listen(ctx context.Context, ports []int, lines int, send func() error) error {
	listener, err := s.start("")
	if err != nil {
		return err
	}
	for _, port := range ports {
		if err := listener.bound(ctx, port); err != nil {
			return err
		}
	}
	if err := send(); err != nil {
		return err
	}
	if err := listener.ExpectLines(ctx, lines); err != nil {
		return err
	}
	return listener.Stop(ctx)
}

// waiting is what a TCP server prints when clients can connect.
const waiting = "Waiting client ...\n"

// connect starts a server and then, when that is ready, its client.
func (s *Stage) connect(ctx context.Context) (server, client *Running, err error) {
	if server, err = s.start("server"); err != nil {
		return nil, nil, err
	}
	if err := server.Expect(ctx, waiting); err != nil {
		return nil, nil, err
	}
	client, err = s.start("client")
	return server, client, err
}

// TCP plays worksheet 3.1: the server serves one client, then both end.
func (s *Stage) TCP(ctx context.Context) error {
	server, client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	if err := client.End(ctx); err != nil {
		return err
	}
	return server.End(ctx)
}

// Chat plays worksheet 3.2, and types for both people. The client says the first
// of lines. The last one is "end"; none occurs twice.
func (s *Stage) Chat(ctx context.Context, lines []string) error {
	server, client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	heard := ""
	speaker, listener := client, server
	for _, line := range lines {
		if err := speaker.Expect(ctx, heard+"you: "); err != nil {
			return err
		}
		if err := speaker.Say(line); err != nil {
			return err
		}
		heard = "peer: " + line + "\n"
		if err := listener.Expect(ctx, heard); err != nil {
			return err
		}
		speaker, listener = listener, speaker
	}
	if err := client.End(ctx); err != nil {
		return err
	}
	return server.End(ctx)
}

// HTTP plays worksheet 4: it calls visit, which is the browser, when the server is
// ready.
func (s *Stage) HTTP(ctx context.Context, visit func() error) error {
	server, err := s.start("")
	if err != nil {
		return err
	}
	if err := server.Expect(ctx, waiting); err != nil {
		return err
	}
	if err := visit(); err != nil {
		return err
	}
	return server.Stop(ctx)
}

// URL is the address of the page of worksheet 4.
const URL = "http://127.0.0.1:55000/"

// Browse takes the place of a browser in worksheet 4. It returns the status of the
// reply, and the page.
func Browse(ctx context.Context) (status, page string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, URL, nil)
	if err != nil {
		return "", "", err
	}
	browser := http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer browser.CloseIdleConnections()
	reply, err := browser.Do(request)
	if err != nil {
		return "", "", err
	}
	defer reply.Body.Close()
	b, err := io.ReadAll(reply.Body)
	return reply.Status, string(b), err
}

// UntilEnd plays worksheet 5.3.1, and types lines. The last one is "end".
func (s *Stage) UntilEnd(ctx context.Context, lines []string) error {
	p, err := s.start("until-end")
	if err != nil {
		return err
	}
	for i, line := range lines {
		if err := p.Say(line); err != nil {
			return err
		}
		if err := p.ExpectLines(ctx, i+1); err != nil {
			return err
		}
	}
	return p.End(ctx)
}

// Closing plays worksheet 5.3.5: it calls send with the address of the socket that
// the program has opened, and presses ctrl-c when a datagram has arrived.
func (s *Stage) Closing(ctx context.Context, send func(addr string) error) error {
	p, err := s.start("closing")
	if err != nil {
		return err
	}
	if err := p.ExpectLines(ctx, 1); err != nil {
		return err
	}
	_, rest, _ := strings.Cut(p.Stdout.String(), "('127.0.0.1', ")
	port, _, _ := strings.Cut(rest, ")")
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("it does not print its port: %w", err)
	}
	if err := send("127.0.0.1:" + port); err != nil {
		return err
	}
	if err := p.ExpectLines(ctx, 2); err != nil {
		return err
	}
	return p.Stop(ctx)
}

// Send sends a datagram with text, from a port that the system chooses.
func Send(addr, text string) error {
	conn, err := net.Dial("udp4", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.WriteString(conn, text)
	return err
}
