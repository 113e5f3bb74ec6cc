// Package check runs a student's program, in any language, as the worksheet's
// step asks, plays everything around it (the sensors, the drone, the other
// side of a connection, the person at the keyboard), and tells what it does
// and, if it is wrong, why.
//
// The program is not edited. On Linux it runs in a network namespace of its
// own, in which every address that is written into it exists; so its fixed
// ports are free and nothing leaves the machine. A second run of this binary,
// the referee, is in that namespace too: it starts the program, feeds it and
// judges what it does. When the referee ends, the kernel ends whatever the
// program has left behind.
package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

// A Job is one step to check with one program.
type Job struct {
	Step      string    `json:"step"`
	Command   []string  `json:"command"`
	Addresses []string  `json:"addresses"` // IPv4 addresses that the program must find
	Seed      uint64    `json:"seed"`
	Isolation Isolation `json:"isolation"` // the best to try; "" is Full
	TempDir   string    `json:"temp_dir"`  // set by Run
}

// An Isolation says what keeps the program apart from the rest of the machine.
type Isolation string

const (
	Full     Isolation = "namespaces"        // network, processes and mounts of its own
	Network  Isolation = "network namespace" // a network of its own
	Loopback Isolation = "loopback"          // nothing: 127.0.0.0/8 of this machine
)

func where(i Isolation) string {
	if i == Loopback {
		return "on this machine's loopback"
	}
	return "in a network of its own"
}

// limit is how long a step may take in all, the time to compile with go run
// included. The waits within a step have their own limits; this one is for
// what they do not foresee.
const limit = 90 * time.Second

// refereeEnv, in the environment, makes this binary a referee.
const refereeEnv = "CLASSROOM_REFEREE"

// BeReferee does not return if this process was started by Run as a referee.
// A program that calls Run calls it first of all.
func BeReferee() {
	if os.Getenv(refereeEnv) == "" {
		return
	}
	os.Unsetenv(refereeEnv)
	os.Exit(referee(os.Stdin, os.Stdout))
}

// Run checks job. It always returns a report.
func Run(ctx context.Context, job Job) *Report {
	start := time.Now()
	report := &Report{Step: job.Step, Command: job.Command, Seed: job.Seed, Findings: []Finding{}}
	if s := findStep(job.Step); s != nil {
		report.Title = s.title
	}
	got, err := run(ctx, job)
	if err != nil {
		report.Error = err.Error()
	} else {
		report = got
	}
	report.Seconds = time.Since(start).Seconds()
	report.conclude()
	if report.Verdict == Failed {
		report.Next = nextTODO(job.Command)
	}
	return report
}

func run(ctx context.Context, job Job) (*Report, error) {
	if findStep(job.Step) == nil {
		return nil, fmt.Errorf("there is no step %q", job.Step)
	}
	if _, err := exec.LookPath(job.Command[0]); err != nil {
		return nil, fmt.Errorf("cannot start the program: %w", err)
	}
	job.Addresses = append(job.Addresses, literals(job.Command)...)
	var err error
	if job.TempDir, err = os.MkdirTemp("", "check"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(job.TempDir)

	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for _, isolation := range isolations(job.Isolation) {
		job.Isolation = isolation
		var report *Report
		report, err = runReferee(ctx, job)
		if !errors.Is(err, errNotIsolated) {
			return report, err
		}
	}
	return nil, err
}

// errNotIsolated says that the system does not allow the isolation.
var errNotIsolated = errors.New("this system does not allow it")

// runReferee starts the referee and returns its report.
func runReferee(ctx context.Context, job Job) (*Report, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), refereeEnv+"=1")
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// The referee lives no longer than this pipe: whatever becomes of this
	// process, the pipe closes, and the referee ends with all it has started.
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	cmd.Cancel = stdin.Close
	if err := startIsolated(cmd, job.Isolation); err != nil {
		stdin.Close()
		return nil, err
	}
	if err := json.NewEncoder(stdin).Encode(job); err != nil {
		stdin.Close()
	}
	err = cmd.Wait()
	stdin.Close()

	// What a referee that was stopped has found is worth nothing.
	switch ctx.Err() {
	case context.DeadlineExceeded:
		return nil, fmt.Errorf("the check took more than %v, so it was stopped", limit)
	case context.Canceled:
		return nil, errors.New("it was interrupted")
	}
	var answer answer
	if jsonErr := json.Unmarshal(stdout.Bytes(), &answer); jsonErr != nil {
		return nil, fmt.Errorf("the referee failed: %v: %.500s", err, stderr.Bytes())
	}
	switch {
	case answer.NotIsolated != "":
		return nil, fmt.Errorf("%w: %s", errNotIsolated, answer.NotIsolated)
	case answer.Error != "":
		return nil, errors.New(answer.Error)
	}
	return answer.Report, nil
}

// An answer is what the referee writes: one of the three.
type answer struct {
	NotIsolated string  `json:"not_isolated,omitempty"`
	Error       string  `json:"error,omitempty"`
	Report      *Report `json:"report,omitempty"`
}

// judge runs the step of job with the program.
func judge(job Job) (*Report, error) {
	// If the referee was started with SIGINT ignored, the program would inherit
	// that. A signal that is caught is not ignored in the program.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	s := findStep(job.Step)
	result, err := runStep(s, setup{job.Command, job.Addresses, job.Seed, job.Isolation, job.TempDir})
	if err != nil {
		return nil, err
	}
	return &Report{
		Step: s.name, Title: s.title, Command: job.Command, Seed: job.Seed, Isolation: job.Isolation,
		Findings: result.findings, Remarks: result.remarks, Unchecked: result.unchecked, Output: result.output,
	}, nil
}

// referee reads a job from in, checks it and writes an answer to out.
func referee(in io.Reader, out io.Writer) (status int) {
	dec := json.NewDecoder(in)
	var job Job
	if err := dec.Decode(&job); err != nil {
		fmt.Fprintln(os.Stderr, "cannot read the job:", err)
		return 1
	}
	var a answer
	if err := setUpIsolation(job.Isolation, job.Addresses, job.TempDir); err != nil {
		a.NotIsolated = err.Error()
	} else {
		go func() {
			io.Copy(io.Discard, in) // until the parent is gone, or has lost patience
			killAll()
			os.Exit(1)
		}()
		if a.Report, err = judge(job); err != nil {
			a.Error = err.Error()
		}
		killAll()
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return 1
	}
	return 0
}
