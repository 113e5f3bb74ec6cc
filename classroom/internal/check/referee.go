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
	"runtime/debug"
	"time"

	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/steps"
	"in43.example/classroom/internal/check/trial"
)

// refereeEnv, in the environment, makes this binary a referee.
const refereeEnv = "CLASSROOM_REFEREE"

// BeReferee does not return if this process was started by Run, as a referee or
// as the keeper of a room.
// A program that calls Run calls it first of all.
func BeReferee() {
	room.KeepRoom()
	if os.Getenv(refereeEnv) == "" {
		return
	}
	os.Unsetenv(refereeEnv)
	debug.SetGCPercent(800) // it lives for seconds, and needs little memory
	os.Exit(referee(os.Stdin, os.Stdout))
}

// runReferee starts the referee and returns what it has found.
func runReferee(ctx context.Context, o orders) (*trial.Result, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Dir = o.Job.Dir
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
	if err := room.StartReferee(cmd, o.Setup.Isolation); err != nil {
		stdin.Close()
		return nil, err
	}
	if err := json.NewEncoder(stdin).Encode(o); err != nil {
		stdin.Close()
	}
	err = cmd.Wait()
	stdin.Close()

	// What a referee that was stopped has found is worth nothing.
	switch ctx.Err() {
	case context.DeadlineExceeded:
		return nil, fmt.Errorf("%w: the check took more than %v, so it was stopped", errBusy, limit)
	case context.Canceled:
		return nil, errInterrupted
	}
	var answer answer
	if jsonErr := json.Unmarshal(stdout.Bytes(), &answer); jsonErr != nil || err != nil {
		return nil, fmt.Errorf("%w: %v: %.500s", errReferee, err, stderr.Bytes())
	}
	switch {
	case answer.NotIsolated != "":
		return nil, fmt.Errorf("%w: %s", room.ErrNotIsolated, answer.NotIsolated)
	case answer.Error != "":
		return nil, errors.New(answer.Error)
	}
	return answer.Result, nil
}

// An answer is what the referee writes: one of the three.
type answer struct {
	NotIsolated string
	Error       string
	Result      *trial.Result
}

// orders are what the referee reads.
type orders struct {
	Job      Job
	Setup    room.Setup
	Terminal bool // the program's output goes to a pseudo-terminal
}

// judge runs the step with the program.
func (o orders) judge() (*trial.Result, error) {
	// If the referee was started with SIGINT ignored, the program would inherit
	// that. A signal that is caught is not ignored in the program.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	return trial.Run(steps.Find(o.Job.Step), trial.Setup{
		Command: o.Job.Command, Addresses: o.Setup.Addresses, Seed: o.Job.Seed, Isolation: o.Setup.Isolation, Terminal: o.Terminal, First: o.Job.First, Record: o.Job.Record,
	})
}

// referee reads orders from in, obeys them and writes an answer to out.
func referee(in io.Reader, out io.Writer) (status int) {
	var o orders
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		fmt.Fprintln(os.Stderr, "cannot read the orders:", err)
		return 1
	}
	tidyUp := func() {
		sandbox.KillAll()
		if o.Setup.TempDir != "" {
			os.RemoveAll(o.Setup.TempDir)
		}
	}
	defer tidyUp()
	go func() {
		io.Copy(io.Discard, in) // until the parent is gone, or has lost patience
		tidyUp()
		os.Exit(1)
	}()
	var a answer
	if o.Setup.TempDir != "" { // the referee of a first run has removed it
		os.MkdirAll(o.Setup.TempDir, 0o700)
	}
	if err := room.SetUp(o.Setup); err != nil {
		a.NotIsolated = err.Error()
	} else if a.Result, err = o.judge(); err != nil {
		a.Error = err.Error()
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return 1
	}
	return 0
}
