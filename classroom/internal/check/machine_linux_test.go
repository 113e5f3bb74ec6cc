package check

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/vishvananda/netlink"

	"in43.example/pkg/labtest"
)

// machineEnv, in the environment, makes this test program a machine.
const machineEnv = "CHECK_MACHINE"

// If this process is a machine, init does not return. A machine has a network of its
// own, but the checks that run on it have no namespaces: they use its loopback, which
// has 127.0.0.1 and nothing else. It reads jobs, checks one after the other, and
// writes the reports.
func init() {
	isMachine := os.Getenv(machineEnv) != ""
	if os.Getenv(refereeEnv) != "" || !isMachine && !labtest.InNamespace() {
		return
	}
	// In the network of the tests, a connection that has ended does not keep its port
	// for a minute: TestLingers is about that. Where this cannot be set, the tests take
	// longer.
	os.WriteFile("/proc/sys/net/ipv4/tcp_max_tw_buckets", []byte("0"), 0)
	if !isMachine {
		return
	}
	lo, err := netlink.LinkByName("lo")
	if err == nil {
		err = netlink.LinkSetUp(lo)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "machine:", err)
		os.Exit(1)
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var job Job
		if in.Decode(&job) != nil {
			os.Exit(0)
		}
		job.Isolation = Loopback
		if checker := os.Getenv(checkerEnv); checker != "" {
			out.Encode(runChecker(checker, job))
		} else {
			out.Encode(Run(context.Background(), job))
		}
	}
}

// checkerEnv has the name of the checker that a machine runs; without it, that is the
// one of this test program.
const checkerEnv = "CHECK_CHECKER"

// runChecker checks job with another checker.
func runChecker(checker string, job Job) *Report {
	args := append([]string{"check", job.Step, "--json", "--show", "--trust", "--seed", fmt.Sprint(job.Seed), "--"}, job.Command...)
	out, err := exec.Command(checker, args...).Output() // its exit status tells the verdict
	report := new(Report)
	if json.Unmarshal(out, report) != nil {
		report.Error = fmt.Sprintf("%v: %s", err, out)
	}
	return report
}

// A machine is a process in which checks have no namespaces.
type machine struct {
	jobs    *json.Encoder
	reports *json.Decoder
}

// newMachine starts a machine, which ends with the test, with another checker or "".
func newMachine(t *testing.T, checker string) *machine {
	t.Helper()
	needNamespace(t)
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), machineEnv+"=1", checkerEnv+"="+checker)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the machine: %v", err)
		}
	})
	return &machine{json.NewEncoder(in), json.NewDecoder(out)}
}

// run checks job on m.
func (m *machine) run(t *testing.T, job Job) *Report {
	t.Helper()
	report := new(Report)
	if err := m.jobs.Encode(job); err != nil {
		t.Fatal(err)
	}
	if err := m.reports.Decode(report); err != nil {
		t.Fatal(err)
	}
	return report
}
