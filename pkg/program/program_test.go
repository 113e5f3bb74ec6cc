package program_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"in43.example/pkg/program"
)

// The test program is also the program that the tests run. Then it echoes what is
// typed, and ends with status 3 at ctrl-c, and with 0 at the end of its input; or
// it is the parent or the child of TestLeash.
func TestMain(m *testing.M) {
	switch os.Getenv("PROGRAM_TEST") {
	case "":
		goleak.VerifyTestMain(m)
		return
	case "parent":
		beParent()
		return
	case "child":
		beChild()
		return
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		<-interrupted
		fmt.Println("interrupted")
		os.Exit(3)
	}()
	fmt.Fprintln(os.Stderr, "ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println("echo", in.Text())
	}
}

func start(t *testing.T) (context.Context, *program.Process) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "PROGRAM_TEST=1")
	p, err := program.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second) // only a broken test takes so long
	t.Cleanup(cancel)
	must(t, p.ExpectError(ctx, "ready\n"))
	return ctx, p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTypeAndEndOfInput(t *testing.T) {
	ctx, p := start(t)
	must(t, p.Type("hello\n"))
	must(t, p.Expect(ctx, "echo hello\n"))
	must(t, p.Type("again\n"))
	must(t, p.ExpectLines(ctx, 2))
	must(t, p.CloseInput())
	status, err := p.Wait(ctx)
	must(t, err)
	if status != 0 || p.Stdout.String() != "echo hello\necho again\n" {
		t.Errorf("status %d, printed %q", status, p.Stdout)
	}
}

func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send ctrl-c to one program")
	}
	ctx, p := start(t)
	must(t, p.Interrupt())
	must(t, p.Expect(ctx, "interrupted\n"))
	status, err := p.Wait(ctx)
	must(t, err)
	if status != 3 {
		t.Errorf("status %d, want 3", status)
	}
}

// Waiting for what is never printed fails when the program ends, or the time.
func TestExpectFails(t *testing.T) {
	ctx, p := start(t)
	short, cancel := context.WithCancel(ctx)
	cancel()
	if err := p.Expect(short, "never"); !errors.Is(err, context.Canceled) {
		t.Errorf("Expect at the end of the time: %v", err)
	}
	if _, err := p.Wait(short); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait at the end of the time: %v", err)
	}
	if err := p.ExpectLines(short, 1); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "1 lines") {
		t.Errorf("ExpectLines at the end of the time: %v", err)
	}
	must(t, p.CloseInput())
	if err := p.Expect(ctx, "never"); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Expect at the end of the program: %v", err)
	}
}

func TestKill(t *testing.T) {
	ctx, p := start(t)
	p.Kill()
	p.Kill() // a second time does no harm
	if status, err := p.Wait(ctx); err != nil || status == 0 {
		t.Errorf("status %d, error %v", status, err)
	}
}

// A limited output keeps its first bytes, and nobody waits for more.
func TestLimitedOutput(t *testing.T) {
	o := program.NewLimitedOutput(4)
	for _, text := range []string{"abc", "def", "g"} {
		if n, err := o.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("Write(%q) = %d, %v", text, n, err)
		}
		if got, want := o.Full(), text != "abc"; got != want {
			t.Errorf("full after %q: %t, want %t", text, got, want)
		}
	}
	if o.String() != "abcd" {
		t.Errorf("it keeps %q", o)
	}
	if o.Until(t.Context(), func(s string) bool { return strings.Contains(s, "e") }) {
		t.Error("it has shown what it cannot keep")
	}
	if err := o.Expect(t.Context(), "e"); err == nil {
		t.Error("Expect has found what it cannot keep")
	}
}
