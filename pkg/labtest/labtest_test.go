package labtest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// childMode is an environment variable. It turns the test program into a program
// under test.
const childMode = "LABTEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childMode) {
	case "":
		Main(m)
	case "echo": // until the end of input
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			fmt.Println("out", in.Text())
			fmt.Fprintln(os.Stderr, "err", in.Text())
		}
		os.Exit(3)
	case "wait": // for a signal
		fmt.Println("ready")
		bufio.NewReader(os.Stdin).ReadString('\n')
	}
}

func child(t *testing.T, mode string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	return cmd
}

// A recorder is a testing.TB that records whether the test fails or is skipped.
type recorder struct {
	testing.TB
	failure, skip string
}

func (r *recorder) Helper()        {}
func (r *recorder) Cleanup(func()) {}
func (r *recorder) Fatalf(format string, a ...any) {
	r.failure = fmt.Sprintf(format, a...)
	runtime.Goexit()
}
func (r *recorder) Skipf(format string, a ...any) {
	r.skip = fmt.Sprintf(format, a...)
	runtime.Goexit()
}

// record runs f as a test, and returns the message of its failure or skip.
func record(f func(t testing.TB)) (failure, skip string) {
	r := new(recorder)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r.failure, r.skip
}

// On Linux the tests run in a namespace, if that is not forbidden.
func TestNamespace(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("network namespaces are Linux's")
	}
	if os.Getenv("LABTEST_NAMESPACE") == "" {
		Missing(t, "a network namespace")
	}
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Fatal(err)
	}
	addrs, err := lo.Addrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"127.0.0.1/8", "10.9.0.1/16"} {
		if !strings.Contains(fmt.Sprint(addrs), want) {
			t.Errorf("lo has %v, want %s too", addrs, want)
		}
	}
	all, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, ifi := range all {
		if ifi.Name != "lo" && ifi.Flags&net.FlagUp != 0 {
			t.Errorf("the interface %s is up, want none but lo", ifi.Name)
		}
	}
}

func TestProcess(t *testing.T) {
	p := Start(t, child(t, "echo"))
	for _, line := range []string{"one", "two"} {
		p.Type(line + "\n")
		p.Expect("out " + line + "\n")
		p.ExpectError("err " + line + "\n")
	}
	if err := p.CloseInput(); err != nil {
		t.Error(err)
	}
	if status := p.Wait(); status != 3 {
		t.Errorf("exit status %d, want 3%v", status, p)
	}
	if p.Stdout.String() != "out one\nout two\n" || p.Stderr.String() != "err one\nerr two\n" {
		t.Errorf("it printed%v", p)
	}
	p.Expect("out two") // it has been printed already
	failure, _ := record(func(t testing.TB) {
		p := *p
		p.t = t
		p.Expect("out three")
	})
	if !strings.Contains(failure, `without printing "out three"`) || !strings.Contains(failure, "err two") {
		t.Errorf("waiting for what never comes says %q", failure)
	}
}

func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal for one process")
	}
	p := Start(t, child(t, "wait"))
	p.Expect("ready")
	p.Interrupt()
	if status := p.Wait(); status != -1 {
		t.Errorf("exit status %d, want -1 for the end by a signal", status)
	}
}

func TestMissing(t *testing.T) {
	missing := func(t testing.TB) { Missing(t, "a drone") }
	t.Setenv("CI", "")
	if failure, skip := record(missing); failure != "" || skip != "this test needs a drone" {
		t.Errorf("fails with %q, skips with %q", failure, skip)
	}
	t.Setenv("CI", "true")
	if failure, skip := record(missing); !strings.Contains(failure, "a drone") || skip != "" {
		t.Errorf("in CI: fails with %q, skips with %q", failure, skip)
	}
}

func TestBuild(t *testing.T) {
	program := func(text string) string {
		dir := t.TempDir()
		for name, s := range map[string]string{"go.mod": "module hello\n\ngo 1.25.0\n", "main.go": text} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	t.Setenv("GOWORK", "off")
	dir := program("package main\n\nfunc main() { println(\"hello\") }\n")
	exe := Build(t, dir)
	if p := Run(t, exec.Command(exe)); p.Wait() != 0 || p.Stderr.String() != "hello\n" {
		t.Errorf("exit status %d%v", p.Wait(), p)
	}
	if again := Build(t, dir); again != exe {
		t.Errorf("the second time it is %s, want %s", again, exe)
	}
	failure, _ := record(func(t testing.TB) { Build(t, program("package main\n")) })
	if !strings.Contains(failure, "main") {
		t.Errorf("a program without main fails with %q", failure)
	}
}

func TestPython(t *testing.T) {
	p := Run(t, Python(t, "-c", `import sys; print("É", sys.argv[1])`, "x"))
	if got := strings.TrimSpace(p.Stdout.String()); p.Wait() != 0 || got != "É x" {
		t.Errorf("exit status %d%v", p.Wait(), p)
	}
}

func TestWaitBound(t *testing.T) {
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	WaitBound(t, "udp", udp.LocalAddr().(*net.UDPAddr).Port, 1)
	WaitBound(t, "tcp", tcp.Addr().(*net.TCPAddr).Port, 1)
	udp.Close()
	WaitBound(t, "udp", udp.LocalAddr().(*net.UDPAddr).Port, 0)
}

func TestSend(t *testing.T) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	from := Send(t, conn.LocalAddr().String(), []byte("one"), nil, []byte("three"))
	for _, want := range []string{"one", "", "three"} {
		b := make([]byte, 10)
		n, source, err := conn.ReadFromUDP(b)
		if err != nil || string(b[:n]) != want || source.String() != from.String() {
			t.Errorf("received %q from %v (%v), want %q from %v", b[:n], source, err, want, from)
		}
	}
}

func TestMask(t *testing.T) {
	const s = "from: ('127.0.0.1', 40312)\nfrom: ('10.9.0.1', 5)\n"
	if got, want := Mask(s), "from: ('127.0.0.1', PORT)\nfrom: ('10.9.0.1', PORT)\n"; got != want {
		t.Errorf("Mask gives %q, want %q", got, want)
	}
	for _, s := range []string{s, Mask(s)} {
		if got, want := MaskAddr(s), "from: (SOURCE)\nfrom: (SOURCE)\n"; got != want {
			t.Errorf("MaskAddr gives %q, want %q", got, want)
		}
	}
}

func TestAlike(t *testing.T) {
	for _, test := range []struct {
		got, want string
		alike     bool
	}{
		{"yaw: 70 agz: -1006.0\n", "yaw: 5 agz: 9.25", true},
		{"yaw: 70 agz: -1006.0\n", "yaw: 5 agx: 9.25", false},
		{"yaw: 70\n", "yaw: 5\nroll: 3", false},
		{"yaw: 70\nroll: 3\n", "yaw: 5", false},
		{"a\nb\nc\nd\n", "a\n...\nd", true},
		{"a\nd\n", "a\n...\nd", true},
		{"a\nb\nc\n", "a\n...\nd", false},
		{"a|b\n", "a", false}, // a README is not a regular expression
	} {
		if got := alike(test.got, test.want); got != test.alike {
			t.Errorf("alike(%q, %q) = %t", test.got, test.want, got)
		}
	}
}

func blocked(release chan bool) { <-release }

// A goroutine that still runs is found; one that ends is not.
func TestLeaks(t *testing.T) {
	release := make(chan bool)
	go blocked(release)
	if got := leaks(0); !strings.Contains(got, "created by in43.example/pkg/labtest.TestLeaks") {
		t.Errorf("a goroutine that waits was not found in:\n%s", got)
	}
	close(release)
	for strings.Contains(leaks(0), "created by in43.example/pkg/labtest.TestLeaks") {
		runtime.Gosched()
	}
}
