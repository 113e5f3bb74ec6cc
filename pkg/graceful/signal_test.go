//go:build unix

package graceful

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"in43.example/pkg/labtest"
)

// start starts this test program as the child, and returns the address at which
// the child receives.
func start(t *testing.T, mode string) (p *labtest.Process, cmd *exec.Cmd, addr string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(exe)
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	p = labtest.Start(t, cmd)
	p.Expect(".\n")
	addr = strings.TrimSuffix(strings.TrimPrefix(p.Stdout.String(), "listening on "), ".\n")
	return p, cmd, addr
}

func TestInterrupt(t *testing.T) {
	p, _, addr := start(t, "clean")
	p.Interrupt()
	if status := p.Wait(); status != 0 {
		t.Errorf("exit status %d after ctrl-c, want 0%v", status, p)
	}
	if want := "listening on " + addr + ".\n" + Stopping + "\n"; p.Stdout.String() != want || p.Stderr.String() != "" {
		t.Errorf("it printed:%v\nwant only\n%s", p, want)
	}
	conn, err := net.ListenPacket("udp4", addr)
	if err != nil {
		t.Fatalf("the port is not free again: %v", err)
	}
	conn.Close()
}

func TestInterruptTwice(t *testing.T) {
	p, cmd, _ := start(t, "stubborn")
	p.Interrupt()
	p.Expect("I go on.")
	p.Interrupt()
	p.Wait()
	if ws := cmd.ProcessState.Sys().(syscall.WaitStatus); !ws.Signaled() || ws.Signal() != syscall.SIGINT {
		t.Errorf("the second ctrl-c ended it with %v, want the signal itself to kill it%v", cmd.ProcessState, p)
	}
	if strings.Contains(p.Stdout.String(), Stopping) {
		t.Errorf("it says that it stops, but it was killed%v", p)
	}
}

func TestTerminate(t *testing.T) {
	p, cmd, addr := start(t, "clean")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := p.Wait(); status != 0 {
		t.Errorf("exit status %d after SIGTERM, want 0%v", status, p)
	}
	if want := "listening on " + addr + ".\n"; p.Stdout.String() != want || p.Stderr.String() != "" {
		t.Errorf("it printed:%v\nwant only\n%s", p, want)
	}
}
