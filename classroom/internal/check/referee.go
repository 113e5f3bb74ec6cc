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

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/steps"
	"in43.example/classroom/internal/check/trial"
)

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
	if err := sandbox.Start(cmd, job.Isolation); err != nil {
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
		return nil, fmt.Errorf("%w: %s", sandbox.ErrNotIsolated, answer.NotIsolated)
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
	s := steps.Find(job.Step)
	result, err := trial.Run(s, trial.Setup{
		Command: job.Command, Addresses: job.Addresses, Seed: job.Seed, Isolation: job.Isolation, TempDir: job.TempDir,
	})
	if err != nil {
		return nil, err
	}
	return &Report{
		Step: s.Name, Title: s.Title, Command: job.Command, Seed: job.Seed, Isolation: job.Isolation,
		Findings: result.Findings, Remarks: result.Remarks, Unchecked: result.Unchecked, Output: result.Output,
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
	if err := sandbox.SetUp(job.Isolation, job.Addresses, job.TempDir); err != nil {
		a.NotIsolated = err.Error()
	} else {
		go func() {
			io.Copy(io.Discard, in) // until the parent is gone, or has lost patience
			sandbox.KillAll()
			os.Exit(1)
		}()
		if a.Report, err = judge(job); err != nil {
			a.Error = err.Error()
		}
		sandbox.KillAll()
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return 1
	}
	return 0
}
