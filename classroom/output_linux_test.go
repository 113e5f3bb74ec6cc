package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labtest"
)

// programs returns the command lines of all programs, with the folder that they
// are in.
func programs(t *testing.T) (bin string, commands []string) {
	t.Helper()
	commands = []string{"classroom station", "classroom demo", "classroom check --list",
		"ex3_tcp server --forever", "ex4_microhttp --reply rfc", "ex3_2_chat server --full-duplex"}
	for _, p := range sheet.Programs {
		commands = append(commands, p.Command)
	}
	for _, s := range sheet.Steps {
		labtest.Build(t, filepath.Join("..", s.Folder))
		commands = append(commands, s.Folder+" --help", s.Folder+" --version")
	}
	return filepath.Dir(labtest.Build(t, ".")), commands
}

// start starts a command line of programs.
func start(t *testing.T, bin, command string, stdout, stderr io.Writer) *exec.Cmd {
	t.Helper()
	args := strings.Fields(command)
	cmd := exec.Command(filepath.Join(bin, args[0]), args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("hello\nend\n"), stdout, stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a group with its children
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	return cmd
}

// end waits until cmd has ended, and returns its exit status. Nothing of it may be
// left.
func end(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	for deadline, done := time.Now().Add(10*time.Second), false; !done; {
		select {
		case <-ended:
			done = true
		case <-time.After(10 * time.Millisecond):
			feed(t)
			if time.Now().After(deadline) {
				syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			}
		}
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != syscall.ESRCH {
		t.Errorf("%v: it has left a process behind", cmd.Args[1:])
	}
	return cmd.ProcessState.ExitCode()
}

// stoppedPipe returns the end of a full pipe that nobody reads.
func stoppedPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	fill(t, w)
	return w
}

// stoppedTerminal returns a terminal where somebody has pressed ctrl-s.
func stoppedTerminal(t *testing.T) *os.File {
	t.Helper()
	_, terminal := labtest.Keyboard(t)
	const tcooff = 0 // see ioctl_tty(2)
	if err := unix.IoctlSetInt(int(terminal.Fd()), unix.TCXONC, tcooff); err != nil {
		t.Fatal(err)
	}
	return terminal
}

// fill writes to w until it is full.
func fill(t *testing.T, w *os.File) {
	t.Helper()
	fd := int(w.Fd())
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for n := 4096; n > 0; n /= 2 {
		for _, err := unix.Write(fd, make([]byte, n)); err == nil; {
			_, err = unix.Write(fd, make([]byte, n))
		}
	}
	if err := unix.SetNonblock(fd, false); err != nil {
		t.Fatal(err)
	}
}

// feed gives the listeners something to print.
func feed(t *testing.T) {
	t.Helper()
	for _, port := range []string{"50005", "52001", "52002"} {
		labtest.Send(t, "127.0.0.1:"+port, []byte("hello"), make([]byte, 40))
	}
}

// waitWrites waits until cmd waits in write(2): one of its threads does.
func waitWrites(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	pattern := fmt.Sprintf("/proc/%d/task/*/syscall", cmd.Process.Pid) // see proc(5)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		feed(t)
		tasks, _ := filepath.Glob(pattern)
		for _, task := range tasks {
			text, err := os.ReadFile(task)
			if os.IsPermission(err) {
				labtest.Missing(t, task)
			}
			if strings.HasPrefix(string(text), fmt.Sprintf("%d 0x", unix.SYS_WRITE)) {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v does not wait for its reader", cmd.Args[1:])
		}
	}
}

// Ctrl-c ends every program, also when the reader of its output has stopped.
func TestStoppedReader(t *testing.T) {
	bin, commands := programs(t)
	for name, output := range map[string]func(*testing.T) *os.File{"pipe": stoppedPipe, "terminal": stoppedTerminal} {
		for _, command := range commands {
			t.Run(name+" "+command, func(t *testing.T) {
				stdout := output(t)
				for _, stderr := range []io.Writer{io.Discard, stdout} {
					cmd := start(t, bin, command, stdout, stderr)
					waitWrites(t, cmd)
					cmd.Process.Signal(os.Interrupt)
					if status := end(t, cmd); status != 0 {
						t.Errorf("exit status %d", status)
					}
				}
			})
		}
	}
}

// Ctrl-c ends the demo and its programs, also when its reader stops in the middle.
func TestDemoStoppedReader(t *testing.T) {
	bin, _ := programs(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := start(t, bin, "classroom demo", w, io.Discard)
	w.Close()
	for in := bufio.NewScanner(r); in.Scan() && !strings.HasPrefix(in.Text(), "== 2.1.2"); {
	}
	fill(t, mustOpen(t, fmt.Sprintf("/proc/%d/fd/1", cmd.Process.Pid)))
	waitWrites(t, cmd)
	cmd.Process.Signal(os.Interrupt)
	if status := end(t, cmd); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func mustOpen(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// What is printed before ctrl-c and at ctrl-c arrives if somebody reads it.
func TestReaderGetsAll(t *testing.T) {
	bin, _ := programs(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fill(t, w)
	cmd := start(t, bin, "ex5_annexes closing", w, io.Discard)
	w.Close()
	waitWrites(t, cmd)
	cmd.Process.Signal(os.Interrupt)
	b, err := io.ReadAll(r)
	if err != nil {
		t.Error(err)
	}
	if status := end(t, cmd); status != 0 || !strings.HasSuffix(string(b), "press ctrl-c\n"+graceful.Stopping+"\n") {
		t.Errorf("exit status %d, printed %q", status, strings.TrimLeft(string(b), "\x00"))
	}
}

// A program whose output cannot be written ends with an error.
func TestFullDisk(t *testing.T) {
	bin, commands := programs(t)
	full := mustOpen(t, "/dev/full")
	for _, command := range commands {
		t.Run(command, func(t *testing.T) {
			var stderr strings.Builder
			cmd := start(t, bin, command, full, &stderr)
			if status := end(t, cmd); status != 1 || !strings.HasSuffix(stderr.String(), "no space left on device\n") {
				t.Errorf("exit status %d, logged %q", status, &stderr)
			}
		})
	}
}
