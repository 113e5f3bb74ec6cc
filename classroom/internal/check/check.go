// Package check runs a student's program, in any language, as the worksheet's
// step asks, plays everything around it (the sensors, the drone, the other
// side of a connection, the person at the keyboard), and tells what it does
// and, if it is wrong, why.
//
// The program is not edited. On Linux it runs in a network namespace of its
// own, in which every address that is written into it exists; so its fixed
// ports are free and nothing leaves the machine. A second run of this binary,
// the referee, is in that namespace too: it starts the program, feeds it and
// judges what it does. The program itself is in a room of its own, with no
// privileges and a copy of its folder: it can do nothing to the referee, nor to
// the machine. When the referee ends, the kernel ends whatever the program has
// left behind.
//
// The packages of the checker, from the bottom up:
//
//   - verdict: what a check can find, and the table of diagnoses
//   - match: what was printed and sent, compared with what is wanted
//   - sandbox: the processes and sockets of the program, what it has sent, its limits
//   - room: the walls around the program: namespaces, a root of its own, privileges; it starts there
//   - program: the program under test, its screen and its keyboard
//   - source: the program's files: for which step it is, its addresses and TODOs
//   - trial: a run of a step, and the other side: who sends, connects or listens
//   - steps: a file for each step with its checks
//
// A package imports only packages that stand above it in this list.
package check

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
	"in43.example/classroom/internal/check/verdict"
)

// What a report says, for those who read one.
type (
	Finding   = verdict.Finding
	Level     = verdict.Level
	Verdict   = verdict.Verdict
	Isolation = room.Isolation
	Recording = sandbox.Recording
	Packet    = sandbox.Packet
)

const (
	Required = verdict.Required
	Beyond   = verdict.Beyond

	Pass     = verdict.Pass
	Fail     = verdict.Fail
	NotTried = verdict.NotTried

	Passed    = verdict.Passed
	Failed    = verdict.Failed
	Unchecked = verdict.Unchecked
	Missing   = verdict.Missing

	Full     = room.Full
	Loopback = room.Loopback
)

// A Job is one step to check with one program.
type Job struct {
	Step      string    `json:"step"`
	Command   []string  `json:"command"`
	Dir       string    `json:"-"`         // the folder that it runs in; "" is the current one. All of Dir is the program's own
	Addresses []string  `json:"addresses"` // IPv4 addresses that the program must find
	Seed      uint64    `json:"seed"`
	Isolation Isolation `json:"isolation"` // the best to try; "" is Full. Only Loopback runs the program where nothing keeps it apart
	First     bool      `json:"first"`     // stop at the first required check that fails
	Record    bool      `json:"record"`    // the packets that are sent, where there is a network namespace

	// Waits is called when the check has to wait for one of another process,
	// because there are no namespaces.
	Waits func(forWhom string) `json:"-"`
}

// limit is how long a step may take in all, the time to compile with go run
// included. The waits within a step have their own limits; this one is for
// what they do not foresee.
const limit = 90 * time.Second

// At another time, there may be a verdict where there was one of these errors.
var (
	errBusy    = errors.New("the machine is too busy")
	errReferee = errors.New("the referee failed")
)

// Run checks job. It always returns a report.
func Run(ctx context.Context, job Job) *Report {
	start := time.Now()
	report := &Report{Step: job.Step, Command: job.Command, Seed: job.Seed, Findings: []Finding{}}
	if s := steps.Find(job.Step); s != nil {
		report.Title = s.Title
	}
	got, err := run(ctx, job)
	if err != nil {
		report.Error = err.Error()
		if errors.Is(err, room.ErrNotIsolated) {
			report.NotIsolated = err
		}
		report.Busy = errors.Is(err, errBusy) || errors.Is(err, errReferee)
	} else {
		report = got
	}
	report.Seconds = time.Since(start).Seconds()
	report.conclude()
	if report.Verdict == Failed {
		report.Next = source.NextTODO(job.Dir, job.Command)
	}
	return report
}

func run(ctx context.Context, job Job) (*Report, error) {
	if steps.Find(job.Step) == nil {
		return nil, fmt.Errorf("there is no step %q", job.Step)
	}
	if _, err := exec.LookPath(job.Command[0]); err != nil {
		return nil, fmt.Errorf("cannot start the program: %w", err)
	}
	dir, err := filepath.Abs(job.Dir)
	if err != nil {
		return nil, err
	}
	needs := source.NeedsOf(dir, job.Command, steps.Signs())
	if job.Dir != "" {
		needs.Folders, needs.Files = []string{dir}, nil
	}
	setup := room.Setup{
		Hostname:  "pc-" + match.Words(rand.New(rand.NewPCG(job.Seed, 2)), 1),
		Addresses: append(job.Addresses, source.Addresses(job.Dir, job.Command)...),
		Folders:   needs.Folders, Files: needs.Files, Tools: needs.Tools, Caches: needs.Caches,
		User: room.ProgramUser(),
	}
	o := orders{Job: job, Setup: setup}
	reason := room.ErrNotIsolated
	for _, o.Setup.Isolation = range room.Isolations(job.Isolation) {
		if o.Setup.Isolation == room.Loopback {
			if job.Isolation != room.Loopback {
				return nil, reason
			}
			done, err := takeTurn(ctx, job.Waits)
			if err != nil {
				return nil, err
			}
			defer done()
			if o.Setup.TempDir, err = os.MkdirTemp("", "check"); err != nil {
				return nil, err
			}
			defer os.RemoveAll(o.Setup.TempDir)
		}
		report, err := o.run(ctx)
		if !errors.Is(err, room.ErrNotIsolated) {
			return report, err
		}
		reason = err
	}
	return nil, reason
}

// HowToIsolate says how the user can make this system allow an isolation, or "".
func HowToIsolate() string {
	self, _ := os.Executable()
	return room.HowToIsolate(self, func(file string) string {
		b, _ := os.ReadFile(file)
		return strings.TrimSpace(string(b))
	})
}

// run runs the step once, or twice if the first run leaves a doubt.
func (o orders) run(ctx context.Context) (*Report, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := time.Now()
	result, err := runReferee(ctx, o)
	if err != nil {
		return nil, err
	}
	took := time.Since(start)
	if verdict.Conclude(result.Findings) == verdict.Failed && result.Starved && !result.TooMuch {
		if took > limit/2 {
			return nil, fmt.Errorf("%w: after %.0f s there is no time to try again what has failed", errBusy, took.Seconds())
		}
		if result, err = runReferee(ctx, o); err != nil {
			return nil, err
		}
	}
	if result.Again && time.Since(start)+took > limit {
		result.Unchecked = append(result.Unchecked, "whether the program prints at once on a terminal: there was no time to run it again")
	} else if result.Again {
		// Perhaps the program's language keeps the output in a buffer when it does not
		// go to a terminal. The second run is in a new network, in which no connection
		// of the first is left.
		o.Terminal = true
		second, err := runReferee(ctx, o)
		switch {
		case err != nil:
			return nil, err
		case verdict.Conclude(second.Findings) == verdict.Unchecked:
			result.Unchecked = append(result.Unchecked, "whether the program prints at once on a terminal: "+verdict.FirstUntried(second.Findings).Because)
		case !second.Silent:
			result = second
			result.Remarks = append(result.Remarks, "the program keeps its output in a buffer when it is not for a terminal; here it ran on one")
		}
	}
	if result.Unended && verdict.Conclude(result.Findings) == verdict.Passed && time.Since(start)+took < limit {
		// A person sees what comes on a terminal.
		o.Terminal = true
		second, err := runReferee(ctx, o)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(second.Findings, func(f Finding) bool {
			return f.Level == Required && (f.Code == verdict.Buffered || f.Code == verdict.NoOutput)
		}) {
			result = second
			result.Remarks = append(result.Remarks, "the program ran on a terminal: there, Python shows a line when it ends, or when it is flushed")
		}
	}
	return &Report{
		Step: o.Job.Step, Title: steps.Find(o.Job.Step).Title, Command: o.Job.Command, Seed: o.Job.Seed, Isolation: o.Setup.Isolation,
		Findings: result.Findings, Remarks: result.Remarks, Unchecked: result.Unchecked, Output: result.Output, Starved: result.Starved,
		Recording: result.Recording,
	}, nil
}
