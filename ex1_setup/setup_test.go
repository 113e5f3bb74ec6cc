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
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// needNamespace skips a test that needs the sheet's ports for itself.
func needNamespace(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("this test needs a network namespace, which is Linux's")
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace of its own")
	}
}

// The first line is the twin's, and a machine where nothing is wrong is ready.
func TestReady(t *testing.T) {
	needNamespace(t)
	p := labtest.Run(t, exec.Command(labtest.Build(t, ".")))
	twin := labtest.Run(t, labtest.Python(t, "python/hello.py"))
	if status := p.Wait(); status != 0 || p.Stderr.String() != "" {
		t.Errorf("status %d%v", status, p)
	}
	first, rest, _ := strings.Cut(p.Stdout.String(), "\n")
	if first+"\n" != twin.Stdout.String() {
		t.Errorf("Go printed %q, Python %q", first, twin.Stdout)
	}
	if strings.Contains(rest, "problem") || strings.Count(rest, "free\n") != 5 || strings.Count(rest, "is heard\n") != 2 {
		t.Errorf("a good machine is said to be\n%s", rest)
	}
}

// What holds a port of the sheet, and what the program says of it.
func TestTaken(t *testing.T) {
	needNamespace(t)
	tcp := func(addr string) func(*testing.T) []io.Closer {
		return func(t *testing.T) []io.Closer {
			ln, err := net.Listen("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			return []io.Closer{ln}
		}
	}
	udp := func(addr string) func(*testing.T) []io.Closer {
		return func(t *testing.T) []io.Closer {
			conn, err := net.ListenPacket("udp4", addr)
			if err != nil {
				t.Fatal(err)
			}
			return []io.Closer{conn}
		}
	}
	me := fmt.Sprintf("(pid %d)", os.Getpid())
	for _, tt := range []struct {
		name   string
		hold   func(*testing.T) []io.Closer
		status int
		line   string // its beginning
		want   string // a part of it
	}{
		{"UDP 50005", udp("127.0.0.1:50005"), 1, "problem  UDP 50005 (2.1)", me},
		{"UDP 50005 of the LAN", udp("10.9.0.1:50005"), 0, "ok       UDP 50005 (2.1)", "free"},
		{"UDP 52001, not shared", udp("0.0.0.0:52001"), 1, "problem  UDP 52001 (2.1.2)", me},
		{"UDP 52002, not shared", udp("127.0.0.1:52002"), 1, "problem  UDP 52002 (2.1.3)", me},
		{"UDP 52001, shared", func(t *testing.T) []io.Closer {
			conn, err := (&net.ListenConfig{Control: broadcast.Share}).ListenPacket(t.Context(), "udp4", "0.0.0.0:52001")
			if err != nil {
				t.Fatal(err)
			}
			return []io.Closer{conn}
		}, 0, "warning  UDP 52001 (2.1.2)", me},
		{"TCP 50005", tcp("127.123.234.1:50005"), 0, "warning  TCP 50005 (5.1)", me},
		{"TCP 55000", tcp("127.0.0.1:55000"), 1, "problem  TCP 55000 (3, 4)", me},
		{"TCP 55000, IPv4 and IPv6", tcp(":55000"), 1, "problem  TCP 55000 (3, 4)", me},
		{"TCP 55000, by chance", func(t *testing.T) []io.Closer {
			ln, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 55000}}
			conn, err := d.Dial("tcp4", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			conn.(*net.TCPConn).SetLinger(0) // so that the port is free at once
			return []io.Closer{conn, ln}
		}, 1, "problem  TCP 55000 (3, 4)", me},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, c := range tt.hold(t) {
				defer c.Close()
			}
			p := labtest.Run(t, exec.Command(labtest.Build(t, ".")))
			if status := p.Wait(); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			found := slices.ContainsFunc(strings.Split(p.Stdout.String(), "\n"), func(line string) bool {
				return strings.HasPrefix(strings.Join(strings.Fields(line), " "), strings.Join(strings.Fields(tt.line), " ")) &&
					strings.Contains(line, tt.want)
			})
			if !found {
				t.Errorf("no line %q with %q%v", tt.line, tt.want, p)
			}
			if said := strings.Contains(p.Stderr.String(), "this machine is not ready: "); said != (tt.status == 1) {
				t.Errorf("on standard error: %s", p.Stderr)
			}
		})
	}
}

// The same errors on three systems: EADDRINUSE is 98 on Linux
// (asm-generic/errno.h) and 48 on macOS and the BSDs (sys/errno.h); 10048 is
// WSAEADDRINUSE and 10013 WSAEACCES (Microsoft's "Windows Sockets Error Codes").
func TestJudge(t *testing.T) {
	bindError := func(number syscall.Errno) error {
		return &net.OpError{Op: "listen", Net: "udp4", Err: os.NewSyscallError("bind", number)}
	}
	udp, spare := sheetPorts[1], sheetPorts[3]
	for _, tt := range []struct {
		name    string
		goos    string
		port    port
		err     error
		sharing bool
		holders []string
		state   state
		found   string
		do      string // a part
	}{
		{"free", "linux", udp, nil, false, nil, ok, "free", ""},
		{"taken", "linux", udp, bindError(98), false, []string{`"a" (pid 1)`, `"b" (pid 2)`}, problem,
			`taken by "a" (pid 1), "b" (pid 2)`, "end that program, or choose another port with --port"},
		{"taken by another user", "linux", udp, bindError(98), false, nil, problem,
			"taken by another program", "end that program, or choose another port with --port; to see which it is:\nsudo ss -anp --udp 'sport = :52001'"},
		{"taken", "darwin", udp, bindError(48), false, nil, problem,
			"taken by another program", "\nsudo lsof -nP -iUDP:52001"},
		{"taken", "freebsd", udp, bindError(48), false, nil, problem,
			"taken by another program", "\nsudo lsof"},
		{"taken", "windows", udp, bindError(10048), false, nil, problem,
			"taken by another program", "\nnetstat -ano -p udp | findstr :52001"},
		{"reserved", "windows", udp, bindError(10013), false, nil, problem,
			"reserved by the system (error 10013)", "\nnetsh int ipv4 show excludedportrange protocol=udp"},
		{"shared", "windows", udp, bindError(10048), true, nil, warning,
			"shared with another program", "\nnetstat -ano"},
		{"shared", "linux", udp, bindError(98), true, []string{`"a" (pid 1)`}, warning,
			`shared with "a" (pid 1)`, "each program hears every broadcast"},
		{"spare", "linux", spare, bindError(98), false, []string{`"a" (pid 1)`}, warning,
			`taken by "a" (pid 1)`, "3.1.5 uses 127.0.0.1:55000 instead; else end that program"},
		{"spare", "windows", spare, bindError(10013), false, nil, warning,
			"reserved by the system (error 10013)", "protocol=tcp"},
	} {
		t.Run(tt.name+" on "+tt.goos, func(t *testing.T) {
			r := tt.port.judge(tt.goos, tt.err, tt.sharing, tt.holders)
			if r.state != tt.state || r.found != tt.found || !strings.Contains(r.do, tt.do) || tt.do == "" && r.do != "" {
				t.Errorf("%+v", r)
			}
		})
	}
	// sockerr explains an error that has no rule here.
	r := spare.judge(runtime.GOOS, errors.New("of another kind"), false, nil)
	if r.state != warning || r.found != "cannot listen on 127.123.234.1:50005: of another kind" {
		t.Errorf("%+v", r)
	}
}

func TestLANs(t *testing.T) {
	all := []broadcast.Interface{
		{Name: "lo", Prefix: netip.MustParsePrefix("127.0.0.1/8"), Broadcast: netip.MustParseAddr("127.255.255.255"), Loopback: true},
		{Name: "Wi-Fi 2", Prefix: netip.MustParsePrefix("10.9.0.7/16"), Broadcast: netip.MustParseAddr("10.9.255.255")},
		{Name: "tun0", Prefix: netip.MustParsePrefix("10.0.0.2/32")},
		{Name: "Wi-Fi 2", Prefix: netip.MustParsePrefix("192.168.1.26/24"), Broadcast: netip.MustParseAddr("192.168.1.255")},
	}
	for goos, bind := range map[string][2]string{
		"linux":   {"10.9.255.255", "192.168.1.255"},
		"darwin":  {"10.9.255.255", "192.168.1.255"},
		"windows": {"10.9.0.7", "192.168.1.26"},
	} {
		want := []result{
			{ok, "LAN Wi-Fi 2", `10.9.0.7/16, broadcast address 10.9.255.255; 2.1.2 binds to 0.0.0.0, or to ` + bind[0] + ` with --interface "Wi-Fi 2"`, ""},
			{ok, "LAN Wi-Fi 2", `192.168.1.26/24, broadcast address 192.168.1.255; 2.1.2 binds to 0.0.0.0, or to ` + bind[1] + ` with --interface "Wi-Fi 2"`, ""},
		}
		if got := lans(goos, all); !slices.Equal(got, want) {
			t.Errorf("on %s\ngot  %+v\nwant %+v", goos, got, want)
		}
	}
	if got := lans("linux", all[:1]); len(got) != 1 || got[0].state != warning {
		t.Errorf("without a LAN: %+v", got)
	}
}

func TestLoopback(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		if goos == "linux" && runtime.GOOS != "linux" {
			continue // only Linux's loopback broadcasts
		}
		got := loopback(t.Context(), goos)
		if len(got) != 2 || got[0].state != ok || got[1].state != ok {
			t.Errorf("on %s: %+v", goos, got)
		}
		if said := strings.Contains(got[1].found, "one program at a time"); said != (goos != "linux") {
			t.Errorf("on %s: %+v", goos, got[1])
		}
	}
}

// A socket that is bound to 127.0.0.1 does not hear 127.255.255.255.
func TestNotHeard(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the loopback broadcasts on Linux only")
	}
	to := broadcast.ThisMachine("linux")
	if err := heard(t.Context(), localhost, to, time.Millisecond); err == nil || err.Error() != "not heard within 1ms" {
		t.Errorf("the error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := heard(ctx, localhost, to, time.Hour); err == nil {
		t.Error("heard after ctrl-c")
	}
}

// What the programs of a machine answer, and what is said about it.
func TestPython(t *testing.T) {
	const store = "Python was not found; run without arguments to install from the Microsoft Store, or disable this shortcut from Settings.\n"
	for _, tt := range []struct {
		name, goos string
		paths      map[string]string // of the programs that are there
		says       map[string]string // what a command prints; without an entry it fails
		state      state
		found, do  string // a part of what to do
	}{
		{"python3", "linux", map[string]string{"python3": "/usr/bin/python3"},
			map[string]string{"python3 --version": "Python 3.11.7\n"}, ok, "3.11.7", ""},
		{"Anaconda", "linux", map[string]string{"python": "/opt/conda/bin/python"},
			map[string]string{"python --version": "Python 3.7.3 :: Anaconda, Inc.\n"}, ok, "3.7.3; type python where a page says python3", ""},
		{"Python 2 only", "linux", map[string]string{"python": "/usr/bin/python"},
			map[string]string{"python --version": "Python 2.7.18\n"}, warning, "Python 3 was not found", "\nsudo apt install python3"},
		{"nothing", "linux", nil, nil, warning, "Python 3 was not found", "with the starters in the folders start"},
		{"an odd answer", "linux", map[string]string{"python3": "/usr/bin/python3"},
			map[string]string{"python3 --version": "\x1b[2JPython 3.11.7\n"}, warning, "Python 3 was not found", "sudo apt"},
		{"the launcher", "windows", map[string]string{"py": `C:\Windows\py.exe`, "python": `C:\WindowsApps\python.exe`},
			map[string]string{"py -3 --version": "Python 3.13.1\r\n", "python --version": store}, ok, "3.13.1; type py -3 where a page says python3", ""},
		{"python", "windows", map[string]string{"python": `C:\Python\python.exe`},
			map[string]string{"python --version": "Python 3.14.0rc2\r\n"}, ok, "3.14.0rc2; type python where a page says python3", ""},
		{"the store", "windows", map[string]string{"python": `C:\WindowsApps\python.exe`, "python3": `C:\WindowsApps\python3.exe`},
			map[string]string{"python --version": store, "python3 --version": store}, warning, "Python 3 was not found", "winget install"},
		{"Apple's", "darwin", map[string]string{"python3": "/usr/bin/python3"},
			map[string]string{"xcode-select -p": "/Library/Developer/CommandLineTools\n", "python3 --version": "Python 3.9.6\n"}, ok, "3.9.6", ""},
		{"Apple's, without the tools", "darwin", map[string]string{"python3": "/usr/bin/python3"},
			map[string]string{"python3 --version": "a window opens"}, warning, "Python 3 was not found", "brew install python"},
		{"Homebrew's", "darwin", map[string]string{"python3": "/opt/homebrew/bin/python3"},
			map[string]string{"python3 --version": "Python 3.13.1\n"}, ok, "3.13.1", ""},
	} {
		t.Run(tt.name+" on "+tt.goos, func(t *testing.T) {
			lookPath := func(name string) (string, error) {
				if tt.paths[name] == "" {
					return "", exec.ErrNotFound
				}
				return tt.paths[name], nil
			}
			run := func(_ context.Context, command ...string) (string, error) {
				out, found := tt.says[strings.Join(command, " ")]
				if !found {
					return "", errors.New("exit status 2")
				}
				return out, nil
			}
			r := python(t.Context(), tt.goos, lookPath, run)
			if r.state != tt.state || r.found != tt.found || !strings.Contains(r.do, tt.do) || tt.do == "" && r.do != "" {
				t.Errorf("%+v", r)
			}
		})
	}
}

// A Python that hangs, and a child of it that keeps its output open, do not
// hold the program up.
func TestPythonHangs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("this test needs a shell")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	lookPath := func(name string) (string, error) { return name, nil }
	r := python(ctx, "linux", lookPath, func(ctx context.Context, _ ...string) (string, error) {
		return output(ctx, "sh", "-c", `(while test -e "$0"; do sleep 0.05; done) & wait`, t.TempDir())
	})
	if r.state != warning || r.found != "no answer within 2s" {
		t.Errorf("%+v", r)
	}
}

// Sources: ufw(8) and firewall-cmd(1); the usage that socketfilterfw -h prints;
// Microsoft's "netsh advfirewall firewall" reference.
func TestFirewall(t *testing.T) {
	for goos, want := range map[string][]string{
		"linux":   {"ufw allow 52001:52002/udp", "ufw allow 55000/tcp", "firewall-cmd --add-port=52001-52002/udp"},
		"darwin":  {"socketfilterfw --add", "ex2_1_2_sensors ex2_1_3_drone ex2_1_4_select ex3_2_chat"},
		"windows": {"netsh advfirewall", "localport=52001-52002", "localport=55000", "remoteip=localsubnet"},
	} {
		for _, s := range want {
			if !strings.Contains(firewall(goos), s) {
				t.Errorf("on %s there is no %q in\n%s", goos, s, firewall(goos))
			}
		}
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestReport(t *testing.T) {
	results := []result{{ok, "Go", "go1.25", ""}, {warning, "LAN", "none", "join one"}, {problem, "loopback", "deaf", "help"}}
	var out bytes.Buffer
	err := report("linux", results, &out)
	if err == nil || !strings.Contains(err.Error(), "not ready: loopback;") {
		t.Errorf("with a problem: %v", err)
	}
	want := "\nok       Go        go1.25\nwarning  LAN       none\n                   -> join one\nproblem  loopback  deaf\n                   -> help\n\nA firewall"
	if !strings.HasPrefix(out.String(), want) {
		t.Errorf("printed\n%s\nwant\n%s", &out, want)
	}
	if err := report("linux", results[:2], io.Discard); err != nil {
		t.Errorf("with a warning: %v", err)
	}
	full := errors.New("no space left on device")
	if err := report("linux", results[:2], writerFunc(func([]byte) (int, error) { return 0, full })); err != full {
		t.Errorf("with a full disk: %v", err)
	}
}

// On a terminal the table has colours, and is no wider than that. A command
// has a line of its own.
func TestReportOnTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	terminal, screen := labtest.Terminal(t, 40)
	results := []result{
		{ok, "Go", "1.25.0, for a machine that is not named here", ""},
		{warning, "LAN", "none", "join one; to see those that there are:\nip addr"},
		{problem, "loopback", "deaf", ""},
	}
	report("linux", results, terminal)
	want := "\n\x1b[32mok\x1b[0m       Go        1.25.0, for a machine\n" +
		"                   that is not named\n" +
		"                   here\n" +
		"\x1b[33mwarning\x1b[0m  LAN       none\n" +
		"                   -> join one; to see\n" +
		"                   those that there are:\n" +
		"                   ip addr\n" +
		"\x1b[31mproblem\x1b[0m  loopback  deaf\n" +
		"\nA firewall"
	if got := screen(); !strings.HasPrefix(got, want) {
		t.Errorf("the terminal shows\n%q\nwant\n%q", got, want)
	}
}

func TestRun(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		ctx    context.Context
		args   string
		status int
		stdout string
	}{
		{ended, "", 0, "Network courses are perfect !\n"},
		{t.Context(), "now", 2, ""},
		{t.Context(), "--port 1", 2, ""},
	} {
		var stdout, stderr bytes.Buffer
		a := app()
		a.Writer, a.ErrWriter = &stdout, &stderr
		status := labcli.Run(tt.ctx, a, append([]string{"ex1_setup"}, strings.Fields(tt.args)...))
		if status != tt.status || stdout.String() != tt.stdout {
			t.Errorf("%q: status %d, printed %q and %q", tt.args, status, &stdout, &stderr)
		}
	}
}

func TestREADME(t *testing.T) {
	needNamespace(t)
	server := labtest.Python(t, "-c", `import socket; s = socket.create_server(("127.0.0.1", 55000)); input()`) // which the transcripts show
	r := labtest.ReadREADME(t)

	results := check(t.Context(), "linux", []broadcast.Interface{
		{Name: "wlan0", Prefix: netip.MustParsePrefix("10.9.0.7/16"), Broadcast: netip.MustParseAddr("10.9.255.255")},
	})
	results[0].found, results[1].found = "1.26.8, for linux", "3.13.1"
	var out bytes.Buffer
	if err := report("linux", results, &out); err != nil {
		t.Error(err)
	}
	r.Check("make run-ex1", "Network courses are perfect !\n"+out.String())

	labtest.Start(t, server)
	labtest.WaitBound(t, "tcp", 55000, 1)
	r.Check("go run ./ex1_setup", labtest.Run(t, exec.Command(labtest.Build(t, "."))).Stdout.String())
	r.Done()
}
