// Package labtest helps the tests of the exercises. It gives them a network of
// their own, builds and runs programs in Go and Python, and waits for what these
// print.
package labtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"
	"time"

	"in43.example/pkg/bound"
	"in43.example/pkg/program"
)

// patience is how long the tests wait for an event before they fail. A program
// that works needs much less; a broken one cannot hang the tests.
const patience = 20 * time.Second

// Main is the TestMain of the exercises. On Linux the tests run in a network
// namespace of their own, so that the worksheet's fixed ports are free and
// nothing leaves the machine. Its loopback interface is up. It has the address
// 127.0.0.1/8, and also 10.9.0.1/16 with the broadcast address 10.9.255.255.
// On other systems, and where namespaces are forbidden, the tests run on the
// machine's own loopback. In all cases they fail if they leave goroutines
// behind.
func Main(m *testing.M) {
	if status, done := enterNamespace(); done {
		os.Exit(status)
	}
	status := m.Run()
	os.RemoveAll(buildDir)
	if left := leaks(time.Second); status == 0 && left != "" {
		fmt.Fprintf(os.Stderr, "labtest: the tests left goroutines behind:\n%s\n", left)
		status = 1
	}
	os.Exit(status)
}

// Missing skips the test, because this machine does not have what it needs. In
// CI, where everything must be there, the test fails.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("CI must not skip: this test needs %s", what)
	}
	t.Skipf("this test needs %s", what)
}

var (
	buildMu  sync.Mutex
	buildDir string
	built    = map[string]string{}
)

// Build builds the program in the folder dir and returns the path of the
// executable. A second call for the same folder returns the same one.
func Build(t testing.TB, dir string) string {
	t.Helper()
	buildMu.Lock()
	defer buildMu.Unlock()
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	if built[dir] != "" {
		return built[dir]
	}
	if buildDir == "" {
		if buildDir, err = os.MkdirTemp("", "labtest"); err != nil {
			t.Fatal(err)
		}
	}
	exe := filepath.Join(buildDir, filepath.Base(dir))
	if runtime.GOOS == "windows" {
		exe += ".exe"
	}
	cmd := exec.Command("go", "build", "-o", exe, ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build in %s: %v\n%s", dir, err, out)
	}
	built[dir] = exe
	return exe
}

// Python returns the command that runs a Python program of the exercise, so that
// its output comes at once.
func Python(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := exec.LookPath("python3")
	if err != nil {
		Missing(t, "python3")
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUTF8=1")
	return cmd
}

// A Process is a program under test. If one of its methods fails, that ends the
// test.
type Process struct {
	*program.Process
	t           testing.TB
	cmd         *exec.Cmd
	interrupted bool // by Interrupt
}

// Start starts cmd. If it still runs at the end of the test, it is killed.
func Start(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	p, err := program.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return &Process{p, t, cmd, false}
}

// Run runs cmd to its end and returns the Process.
func Run(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	p := Start(t, cmd)
	p.Wait()
	return p
}

// Interrupt sends ctrl-c to p. On Windows, where ctrl-c cannot be sent to one
// program alone, Interrupt skips the rest of the test.
func (p *Process) Interrupt() {
	p.t.Helper()
	if runtime.GOOS == "windows" {
		p.t.Skip("Windows cannot send ctrl-c to one program")
	}
	p.interrupted = true
	p.must(p.Process.Interrupt())
}

// Type types text for p.
func (p *Process) Type(text string) {
	p.t.Helper()
	p.must(p.Process.Type(text))
}

// Wait waits until p has ended, and returns its exit status.
func (p *Process) Wait() int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	wait := p.Process.Wait
	if p.interrupted {
		wait = p.Process.WaitInterrupted
	}
	status, err := wait(ctx)
	p.must(err)
	return status
}

// Expect waits until p has printed text on standard output.
func (p *Process) Expect(text string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p.must(p.Process.Expect(ctx, text))
}

// ExpectLines waits until p has printed n whole lines on standard output.
func (p *Process) ExpectLines(n int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p.must(p.Process.ExpectLines(ctx, n))
}

// ExpectError waits until p has printed text on standard error.
func (p *Process) ExpectError(text string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p.must(p.Process.ExpectError(ctx, text))
}

func (p *Process) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v: %v%v", p.cmd, err, p)
	}
}

// String returns what p has printed, for the message of a test.
func (p *Process) String() string {
	return fmt.Sprintf("\nstandard output:\n%v\nstandard error:\n%v", p.Stdout, p.Stderr)
}

// Expect waits until text has been written to o.
func Expect(t testing.TB, o *program.Output, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := o.Expect(ctx, text); err != nil {
		t.Fatalf("%v\n%v", err, o)
	}
}

// ExpectMatch waits until what has been written to o matches pattern.
func ExpectMatch(t testing.TB, o *program.Output, pattern string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := o.ExpectMatch(ctx, regexp.MustCompile(pattern)); err != nil {
		t.Fatalf("%v\n%v", err, o)
	}
}

// Receive waits for a value from c.
func Receive[T any](t testing.TB, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("not reached")
	}
}

var source = regexp.MustCompile(`\('[0-9.]+', ([0-9]+|PORT)\)`)

// MaskAddr replaces, in what a program has printed, each address with its port:
// ('127.0.0.1', 40312) becomes (SOURCE).
func MaskAddr(s string) string {
	return source.ReplaceAllString(s, "(SOURCE)")
}

var sourcePort = regexp.MustCompile(`(\('[0-9.]+', )[0-9]+\)`)

// Mask replaces, in what a program has printed, the ports, which are others in
// each run: ('127.0.0.1', 40312) becomes ('127.0.0.1', PORT).
func Mask(s string) string {
	return sourcePort.ReplaceAllString(s, "${1}PORT)")
}

// TakenPort binds a socket to 127.0.0.1 until the test ends, and returns its port.
// The network is udp4 or tcp4.
func TakenPort(t testing.TB, network string) string {
	t.Helper()
	var addr net.Addr
	var taken io.Closer
	if network == "tcp4" {
		l, err := net.Listen(network, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr, taken = l.Addr(), l
	} else {
		c, err := net.ListenPacket(network, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr, taken = c.LocalAddr(), c
	}
	t.Cleanup(func() { taken.Close() })
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// WaitBound waits until n sockets are bound to a port. The network is udp or tcp.
// See [bound.Wait].
func WaitBound(t testing.TB, network string, port, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := bound.Wait(ctx, network, port, n); errors.Is(err, errors.ErrUnsupported) {
		Missing(t, "/proc/net/"+network)
	} else if err != nil {
		t.Fatal(err)
	}
}

// Send sends datagrams, in order, from one socket on 127.0.0.1 to the address
// to, and returns the address of that socket.
func Send(t testing.TB, to string, datagrams ...[]byte) *net.UDPAddr {
	t.Helper()
	return send(t, net.IPv4(127, 0, 0, 1), to, datagrams)
}

// Broadcast is like Send, but to may be a broadcast address, and the system
// chooses the address to send from.
func Broadcast(t testing.TB, to string, datagrams ...[]byte) *net.UDPAddr {
	t.Helper()
	return send(t, nil, to, datagrams)
}

func send(t testing.TB, from net.IP, to string, datagrams [][]byte) *net.UDPAddr {
	t.Helper()
	dst, err := net.ResolveUDPAddr("udp4", to)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: from})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, d := range datagrams {
		if _, err := conn.WriteToUDP(d, dst); err != nil {
			t.Fatal(err)
		}
	}
	return conn.LocalAddr().(*net.UDPAddr)
}
