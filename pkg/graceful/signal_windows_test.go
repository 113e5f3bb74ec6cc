package graceful

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"

	"in43.example/pkg/labtest"
)

// Ctrl-break is the same as ctrl-c for package os/signal, and it can be sent to
// one program, in a process group of its own. That the console window is closed
// cannot be tested: only the console itself can send that event
// (GenerateConsoleCtrlEvent).
func TestInterrupt(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childMode+"=clean")
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
	p := labtest.Start(t, cmd)
	p.Expect(".\n")
	if err := windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(cmd.Process.Pid)); err != nil {
		t.Skip("this test needs a console:", err)
	}
	if status := p.Wait(); status != 0 {
		t.Errorf("exit status %d after ctrl-break, want 0%v", status, p)
	}
	if !strings.HasSuffix(p.Stdout.String(), ".\n"+Stopping+"\n") || p.Stderr.String() != "" {
		t.Errorf("it does not say that it stops%v", p)
	}
}
