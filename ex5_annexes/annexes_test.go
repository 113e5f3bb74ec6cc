package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// python runs a twin, which must end well, and returns what it has printed.
func python(t *testing.T, args ...string) string {
	t.Helper()
	return output(t, labtest.Python(t, args...))
}

// output runs cmd, which must end well, and returns what it has printed.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	p := labtest.Run(t, cmd)
	if status := p.Wait(); status != 0 || p.Stderr.String() != "" {
		t.Fatalf("%v ended with status %d%v", cmd, status, p)
	}
	return p.Stdout.String()
}

// lan is the LAN that is written into python/addresses.py.
var lan = broadcast.Interface{
	Name:      "en0",
	Prefix:    netip.MustParsePrefix("10.9.0.7/16"),
	Broadcast: netip.MustParseAddr("10.9.255.255"),
}

func TestAddresses(t *testing.T) {
	loopback := broadcast.Interface{
		Name:      "lo",
		Prefix:    netip.MustParsePrefix("127.0.0.1/8"),
		Broadcast: netip.MustParseAddr("127.255.255.255"),
		Loopback:  true,
	}
	tunnel := broadcast.Interface{Name: "tun0", Prefix: netip.MustParsePrefix("10.0.0.2/32")}

	for _, tt := range []struct {
		name   string
		all    []broadcast.Interface
		lines  string
		stderr string
	}{
		{"a LAN", []broadcast.Interface{loopback, lan, tunnel}, "everyone on 10.9.0.0/16: 10.9.255.255\n", ""},
		{"no LAN", []broadcast.Interface{loopback, tunnel}, "", "this machine is on no LAN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			log := zerolog.New(&stderr)
			if err := addresses(log.WithContext(t.Context()), tt.all, &stdout); err != nil {
				t.Fatal(err)
			}
			want := "this machine itself: 127.0.0.1\neveryone on this link: 255.255.255.255\n" +
				tt.lines + "all addresses of this machine: 0.0.0.0\n"
			if stdout.String() != want {
				t.Errorf("printed\n%s\nwant\n%s", &stdout, want)
			}
			if e := stderr.String(); tt.stderr == "" && e != "" || !strings.Contains(e, tt.stderr) {
				t.Errorf("on standard error: %q, want %q", e, tt.stderr)
			}
			if tt.lines != "" {
				if twin := python(t, "python/addresses.py"); stdout.String() != twin {
					t.Errorf("Go printed\n%s\nPython printed\n%s", &stdout, twin)
				}
			}
		})
	}
}

// Whatever is typed, the program and its twin print the same and end well.
func TestUntilEnd(t *testing.T) {
	for _, tt := range []struct{ input, want string }{
		{"one\ntwo\nend\nthree\n", "one\ntwo\nend\n"},
		{"É et Ç\n\n end\nEND\nend", "É et Ç\n\n end\nEND\nend\n"},
		{"one\ntwo", "one\ntwo\n"}, // the input ends without "end"
		{"", ""},
		{strings.Repeat("x", 100_000) + "\nend\n", strings.Repeat("x", 100_000) + "\nend\n"},
	} {
		t.Run(fmt.Sprintf("%.20q", tt.input), func(t *testing.T) {
			for _, cmd := range []*exec.Cmd{
				exec.Command(labtest.Build(t, "."), "until-end"),
				labtest.Python(t, "python/until_end.py"),
			} {
				p := labtest.Start(t, cmd)
				p.Type(tt.input)
				p.CloseInput()
				if status := p.Wait(); status != 0 || p.Stdout.String() != tt.want || p.Stderr.String() != "" {
					t.Errorf("%v: status %d, want %.100q%.200v", cmd, status, tt.want, p)
				}
			}
		})
	}
}

// runUntilEnd runs until-end inside the test. It returns the exit status and
// what was logged.
func runUntilEnd(stdin io.Reader, stdout io.Writer) (status int, log string) {
	var stderr bytes.Buffer
	a := app()
	a.Reader, a.Writer, a.ErrWriter = stdin, stdout, &stderr
	status = labcli.Run(context.Background(), a, []string{a.Name, "until-end"})
	return status, stderr.String()
}

// A line that Windows has ended.
func TestUntilEndWindows(t *testing.T) {
	var stdout bytes.Buffer
	if status, log := runUntilEnd(strings.NewReader("one\r\nend\r\nthree\r\n"), &stdout); status != 0 || stdout.String() != "one\nend\n" {
		t.Errorf("status %d, logged %q, printed %q", status, log, &stdout)
	}
}

func TestUntilEndErrors(t *testing.T) {
	broken := iotest.ErrReader(errors.New("input/output error"))
	if status, log := runUntilEnd(broken, io.Discard); status != 1 || log != "ERR cannot read what you type: input/output error\n" {
		t.Errorf("with a broken keyboard: status %d, logged %q", status, log)
	}

	full := writerFunc(func([]byte) (int, error) { return 0, errors.New("no space left on device") })
	for _, typed := range []string{"one\n", "end\n"} {
		if status, log := runUntilEnd(strings.NewReader(typed), full); status != 1 || log != "ERR no space left on device\n" {
			t.Errorf("with a full disk, after %q: status %d, logged %q", typed, status, log)
		}
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// At ctrl-c the program and its twin print the worksheet's line.
func TestCtrlC(t *testing.T) {
	for _, tt := range []struct {
		command, twin string
		typed, ready  string
		want          string
	}{
		{"until-end", "python/until_end.py", "one\n", "one\n", "one\n"},
		{"closing", "python/closing.py", "", "press ctrl-c\n", "waiting at ('127.0.0.1', PORT), press ctrl-c\n"},
	} {
		for _, cmd := range []*exec.Cmd{
			exec.Command(labtest.Build(t, "."), tt.command),
			labtest.Python(t, tt.twin),
		} {
			p := labtest.Start(t, cmd)
			p.Type(tt.typed)
			p.Expect(tt.ready)
			p.Interrupt()
			status := p.Wait()
			got := labtest.Mask(p.Stdout.String())
			if status != 0 || got != tt.want+graceful.Stopping+"\n" || p.Stderr.String() != "" {
				t.Errorf("%v: status %d%v", cmd, status, p)
			}
		}
	}
}

// A message to the socket is shown as Python shows it. At the end the socket is
// closed.
func TestClosing(t *testing.T) {
	for _, cmd := range []*exec.Cmd{
		exec.Command(labtest.Build(t, "."), "closing"),
		labtest.Python(t, "python/closing.py"),
	} {
		p := labtest.Start(t, cmd)
		p.Expect("press ctrl-c\n")
		var port int
		if _, err := fmt.Sscanf(p.Stdout.String(), "waiting at ('127.0.0.1', %d)", &port); err != nil {
			t.Fatalf("%v%v", err, p)
		}
		labtest.Send(t, fmt.Sprint("127.0.0.1:", port), nil, []byte("it's \x1b[31m\xff"), bytes.Repeat([]byte("x"), 2000))
		x := strings.Repeat("x", 1024)
		p.Expect("received: b''\nreceived: b\"it's \\x1b[31m\\xff\"\nreceived: b'" + x + "'\n")
		labtest.WaitBound(t, "udp", port, 1)
		p.Interrupt()
		p.Wait()
		labtest.WaitBound(t, "udp", port, 0)
	}
}

func TestClosingFullDisk(t *testing.T) {
	out := program.NewOutput()
	lines := 0
	a := app()
	a.Writer = writerFunc(func(b []byte) (int, error) {
		if lines++; lines > 1 {
			return 0, errors.New("no space left on device")
		}
		return out.Write(b)
	})
	p := labclitest.Start(t, a, "closing")
	labtest.Expect(t, out, "press ctrl-c\n")
	var port int
	fmt.Sscanf(out.String(), "waiting at ('127.0.0.1', %d)", &port)
	labtest.Send(t, fmt.Sprint("127.0.0.1:", port), []byte("hello"))
	if status := p.Wait(); status != 1 || p.Log() != "ERR no space left on device\n" {
		t.Errorf("status %d, logged %q", status, p.Log())
	}
}

func TestMachine(t *testing.T) {
	ours := labtest.Run(t, exec.Command(labtest.Build(t, "."), "machine"))
	if status := ours.Wait(); status != 0 {
		t.Errorf("status %d%v", status, ours)
	}
	if got, twin := ours.Stdout.String(), python(t, "python/machine.py"); got != twin {
		t.Errorf("Go printed\n%s\nPython printed\n%s", got, twin)
	}
}

// If the name server does not answer, or cannot be reached, the program does not
// wait for it: it shows the short name.
func TestNoFullName(t *testing.T) {
	const name = "nobody-has-this-name.invalid"
	silent := make(chan struct{})
	defer close(silent)
	for _, tt := range []struct {
		name string
		dial func(cancel func()) error
	}{
		{"no network", func(func()) error { return errors.New("network is unreachable") }},
		{"silent", func(cancel func()) error { cancel(); <-silent; return net.ErrClosed }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stderr bytes.Buffer
			log := zerolog.New(&stderr)
			ctx, cancel := context.WithCancel(log.WithContext(t.Context()))
			defer cancel()
			r := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
				return nil, tt.dial(cancel)
			}}
			if got := fullName(ctx, r, name); got != name || !strings.Contains(stderr.String(), "cannot find the full name of "+name) {
				t.Errorf("the full name is %q; on standard error: %q", got, &stderr)
			}
		})
	}
}

// After ctrl-c the program prints no more names.
func TestMachineEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout bytes.Buffer
	if err := machine(ctx, net.DefaultResolver, &stdout); err != nil || strings.Contains(stdout.String(), "full") {
		t.Errorf("%v, printed %q", err, &stdout)
	}
}

// The name comes from the same place as in Python.
func TestUser(t *testing.T) {
	for _, env := range []string{
		"LOGNAME=ada USER=grace LNAME=barbara USERNAME=radia",
		"LOGNAME= USER=grace LNAME=barbara USERNAME=radia",
		"LOGNAME= USER= LNAME=barbara USERNAME=radia",
		"LOGNAME= USER= LNAME= USERNAME=radia",
		"LOGNAME= USER= LNAME= USERNAME=",
	} {
		t.Run(env, func(t *testing.T) {
			for _, variable := range strings.Fields(env) {
				name, value, _ := strings.Cut(variable, "=")
				t.Setenv(name, value)
			}
			if strings.HasSuffix(env, "USERNAME=") && runtime.GOOS == "windows" {
				t.Skip("Windows has no password database")
			}
			var stdout bytes.Buffer
			if err := printUser(runtime.GOOS, &stdout); err != nil {
				t.Fatal(err)
			}
			if twin := python(t, "python/user.py"); stdout.String() != twin {
				t.Errorf("Go printed %q, Python %q", &stdout, twin)
			}
		})
	}
	for _, name := range []string{"LOGNAME", "USER", "LNAME", "USERNAME"} {
		t.Setenv(name, "")
	}
	if err := printUser("windows", io.Discard); err == nil || !strings.Contains(err.Error(), "set it") {
		t.Errorf("on Windows without USERNAME: %v", err)
	}
}

// twinAt runs the twin at times that the test chooses.
const twinAt = `
import runpy, sys, time
local, gm, strf, asc = time.localtime, time.gmtime, time.strftime, time.asctime
time.localtime = lambda: local(at)
time.gmtime = lambda: gm(at)
time.strftime = lambda text: strf(text, local(at))
time.asctime = lambda: asc(local(at))
for at in map(int, sys.argv[1:]):
    runpy.run_path("python/clock.py")
`

func TestClock(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("TZ does not set the time zone of Python on Windows")
	}
	if _, err := os.Stat("/usr/share/zoneinfo/Europe/Paris"); err != nil {
		labtest.Missing(t, "the time zone tables")
	}
	for _, zone := range []string{"UTC", "Europe/Paris", "Asia/Kathmandu", "America/St_Johns", "Europe/Dublin"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		args := []string{"-c", twinAt}
		var stdout bytes.Buffer
		for _, now := range []time.Time{
			time.Unix(0, 0),
			time.Date(2026, 1, 5, 23, 59, 59, 0, time.UTC),  // a Monday, with one digit
			time.Date(2026, 7, 12, 12, 0, 0, 0, time.UTC),   // a Sunday in summer
			time.Date(2024, 12, 31, 22, 30, 0, 0, time.UTC), // day 366
			time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC),  // the last second of the winter
			time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),   // 2 o'clock for the second time
		} {
			args = append(args, fmt.Sprint(now.Unix()))
			if err := clock(now.In(loc), &stdout); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("TZ", zone)
		if twin := python(t, args...); stdout.String() != twin {
			t.Errorf("in %s Go printed\n%s\nPython printed\n%s", zone, &stdout, twin)
		}
	}
}

// At the present time, the programs print the same, except for the numbers.
func TestClockNow(t *testing.T) {
	ours, twin := output(t, exec.Command(labtest.Build(t, "."), "time")), python(t, "python/clock.py")
	mask := func(s string) string {
		s = regexp.MustCompile(`[A-Z][a-z]{2} [A-Z][a-z]{2} `).ReplaceAllString(s, "DAY ")
		return regexp.MustCompile(` ?[0-9]+`).ReplaceAllString(s, "N")
	}
	if mask(ours) != mask(twin) {
		t.Errorf("Go printed\n%s\nPython printed\n%s", ours, twin)
	}
}

func TestErrors(t *testing.T) {
	for _, args := range []string{"", "sing", "time now", "--port 1", "closing --port 1", "until-end end"} {
		var stdout, stderr bytes.Buffer
		a := app()
		a.Writer, a.ErrWriter = &stdout, &stderr
		if status := labcli.Run(t.Context(), a, append([]string{"ex5_annexes"}, strings.Fields(args)...)); status != 2 || stdout.Len() > 0 {
			t.Errorf("%q: status %d, want 2; printed %q, %q", args, status, &stdout, &stderr)
		}
	}
}

var (
	shortName = regexp.MustCompile(`(?m)^machine name: .+$`)
	longName  = regexp.MustCompile(`(?m)^full machine name: .+$`)
)

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	exe := labtest.Build(t, ".")

	var out bytes.Buffer
	if err := addresses(t.Context(), []broadcast.Interface{lan}, &out); err != nil {
		t.Error(err)
	}
	r.Check("make run-ex5 ARGS=addresses", out.String())

	// A terminal shows what is typed.
	p := labtest.Start(t, exec.Command(exe, "until-end"))
	terminal := ""
	for _, line := range []string{"hello\n", "ça va ?\n", "end\n"} {
		p.Type(line)
		p.Expect(line)
		terminal += line + line
	}
	if p.Wait(); strings.Count(terminal, "\n") != 2*strings.Count(p.Stdout.String(), "\n") {
		t.Errorf("until-end printed%v", p)
	}
	r.Check("make run-ex5 ARGS=until-end", terminal)

	names := labtest.Run(t, exec.Command(exe, "machine")).Stdout.String()
	names = shortName.ReplaceAllString(names, "machine name: ada-laptop")
	names = longName.ReplaceAllString(names, "full machine name: ada-laptop.lab.example")
	r.Check("make run-ex5 ARGS=machine", names)

	t.Setenv("LOGNAME", "ada")
	r.Check("make run-ex5 ARGS=user", output(t, exec.Command(exe, "user")))

	out.Reset()
	summer := time.FixedZone("CEST", 2*60*60)
	if err := clock(time.Date(2026, 7, 5, 14, 30, 7, 0, summer), &out); err != nil {
		t.Error(err)
	}
	r.Check("make run-ex5 ARGS=time", out.String())

	p = labtest.Start(t, exec.Command(exe, "closing"))
	p.Expect("press ctrl-c\n")
	var port int
	fmt.Sscanf(p.Stdout.String(), "waiting at ('127.0.0.1', %d)", &port)
	labtest.Send(t, fmt.Sprint("127.0.0.1:", port), []byte("hello"))
	p.Expect("received")
	p.Interrupt()
	p.Wait()
	r.Check("make run-ex5 ARGS=closing", p.Stdout.String())
	r.Done()
}
