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

// Ctrl-break, which package os/signal takes for ctrl-c: it can be sent to one
// program, in a process group of its own. Closing of the console window can be
// sent by nobody but the console (GenerateConsoleCtrlEvent).
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
