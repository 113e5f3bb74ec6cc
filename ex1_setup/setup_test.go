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
	"path/filepath"
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
		}, 0, "warning  UDP 52001 (2.1.2)", me + " listens there too, and shares the port"},
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
			`taken by "a" (pid 1), "b" (pid 2)`, "end it, or choose another port with --port"},
		{"taken by another user", "linux", udp, bindError(98), false, nil, problem,
			"taken by a program", "which one: sudo ss -anp --udp 'sport = :52001'; end it"},
		{"taken", "darwin", udp, bindError(48), false, nil, problem,
			"taken by a program", "which one: sudo lsof -nP -iUDP:52001; end it"},
		{"taken", "freebsd", udp, bindError(48), false, nil, problem,
			"taken by a program", "lsof"},
		{"taken", "windows", udp, bindError(10048), false, nil, problem,
			"taken by a program", "which one: netstat -ano -p udp | findstr :52001"},
		{"reserved", "windows", udp, bindError(10013), false, nil, problem,
			"reserved by the system (error 10013)", "netsh int ipv4 show excludedportrange protocol=udp"},
		{"shared", "windows", udp, bindError(10048), true, nil, warning,
			"a program listens there too, and shares the port", "netstat -ano"},
		{"shared", "linux", udp, bindError(98), true, []string{`"a" (pid 1)`}, warning,
			`"a" (pid 1) listens there too, and shares the port`, "each of you hears every broadcast"},
		{"spare", "linux", spare, bindError(98), false, []string{`"a" (pid 1)`}, warning,
			`taken by "a" (pid 1)`, "; 3.1.5 uses 127.0.0.1:55000 instead"},
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
	// An error without a rule of its own is told by sockerr.
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

// The files of a Linux machine, in a folder.
func TestHolders(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has neither proc(5) nor such names of files")
	}
	proc := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(proc, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(name, target string) {
		name = filepath.Join(proc, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	write("net/tcp", `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:D6D8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:D6D8 0100007F:9C40 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0
   2: 0100007F:C355 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 100 0 0 10 0
   3: cut off D6D8
`)
	write("net/tcp6", "sl ...\n 0: 00000000000000000000000000000000:D6D8 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 333 1\n")
	write("12/comm", "python3\n")
	link("12/fd/0", "/dev/null")
	link("12/fd/3", "socket:[111]")
	link("12/fd/4", "socket:[111]")
	write("34/comm", "\x1b[2J\n")
	link("34/fd/3", "socket:[333]")
	link("56/fd/3", "socket:[0]")
	write("net/udp", "sl\n 0: 00000000:CB21 00000000:0000 07 0:0 00:0 0 0 0 999 2\n")

	for _, tt := range []struct {
		network string
		port    uint16
		want    string
	}{
		{"tcp", 55000, `["python3" (pid 12) "\x1b[2J" (pid 34)]`},
		{"tcp", 50005, "[]"}, // of another user
		{"udp", 52001, "[]"},
		{"udp", 52002, "[]"}, // nobody's
	} {
		if got := fmt.Sprint(holders(proc, tt.network, tt.port)); got != tt.want {
			t.Errorf("%s %d: %s, want %s", tt.network, tt.port, got, tt.want)
		}
	}
	if got := holders(filepath.Join(proc, "none"), "tcp", 55000); got != nil {
		t.Errorf("without a proc: %v", got)
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
	r := labtest.ReadREADME(t)

	results := check(t.Context(), "linux", []broadcast.Interface{
		{Name: "wlan0", Prefix: netip.MustParsePrefix("10.9.0.7/16"), Broadcast: netip.MustParseAddr("10.9.255.255")},
	})
	results[0].found = "go1.26.8, for linux"
	var out bytes.Buffer
	if err := report("linux", results, &out); err != nil {
		t.Error(err)
	}
	r.Check("make run-ex1", "Network courses are perfect !\n"+out.String())

	labtest.Start(t, labtest.Python(t, "-c", `import socket; s = socket.create_server(("127.0.0.1", 55000)); input()`))
	labtest.WaitBound(t, "tcp", 55000, 1)
	r.Check("go run ./ex1_setup", labtest.Run(t, exec.Command(labtest.Build(t, "."))).Stdout.String())
	r.Done()
}
