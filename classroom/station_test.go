package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) {
	check.BeReferee()
	labtest.Main(m)
}

// run runs the station with the given flags.
func run(flags ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	app := newApp()
	app.Writer, app.ErrWriter = &out, &err
	status = labcli.Run(context.Background(), app, append([]string{"classroom", "station"}, flags...))
	return status, out.String(), err.String()
}

// A listener takes the place of a student's program: it receives on one port.
type listener struct {
	t    *testing.T
	conn *net.UDPConn
}

func listen(t *testing.T) *listener {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // ends a test that would hang
	t.Cleanup(func() { conn.Close() })
	return &listener{t, conn}
}

// port returns the port as the value of a flag.
func (l *listener) port() string { return fmt.Sprint(l.conn.LocalAddr().(*net.UDPAddr).Port) }

func (l *listener) next() (string, netip.AddrPort) {
	l.t.Helper()
	buf := make([]byte, 64<<10)
	n, from, err := l.conn.ReadFromUDPAddrPort(buf)
	if err != nil {
		l.t.Fatal(err)
	}
	return string(buf[:n]), from
}

func (l *listener) frame() (drone.Frame, netip.AddrPort) {
	l.t.Helper()
	b, from := l.next()
	var f drone.Frame
	if err := f.UnmarshalBinary([]byte(b)); err != nil || len(b) != drone.Size {
		l.t.Fatalf("%x is not a frame: %v", b, err)
	}
	return f, from
}

// nothing checks that no more datagrams have come. The station must have ended:
// what it sent over the loopback has then arrived.
func (l *listener) nothing() {
	l.t.Helper()
	l.conn.SetReadDeadline(time.Now())
	if n, _, err := l.conn.ReadFromUDPAddrPort(make([]byte, 100)); err == nil {
		l.t.Errorf("one datagram more than there should be, with %d bytes", n)
	}
}

func TestStation(t *testing.T) {
	sensors, drones := listen(t), listen(t)
	before := time.Now()
	status, stdout, stderr := run("--to", "127.0.0.1", "--sensors-port", sensors.port(), "--drone-port", drones.port(),
		"--sensors-rate", "1000", "--drone-rate", "1000", "--drones", "2", "--count", "70")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}

	const header = `"latitude","longitude","altitude","accuracy","time"` + "\n"
	row := regexp.MustCompile(`^48\.\d+,2\.\d+,\d+,\d+,\d+\n$`)
	for i := range 70 {
		got, _ := sensors.next()
		if isHeader := i == 0 || i == 61; isHeader != (got == header) || isHeader == row.MatchString(got) {
			t.Errorf("datagram %d of the sensors is %q", i, got)
		}
	}
	sensors.nothing()

	dates := map[netip.AddrPort]float64{}
	count := map[netip.AddrPort]int{}
	for range 140 {
		f, from := drones.frame()
		count[from]++
		if gap := f.Date - dates[from]; dates[from] != 0 && (gap < 0.0009 || gap > 0.0011) {
			t.Errorf("a date comes %v s after the last, want 1 ms", gap)
		}
		if dates[from] = f.Date; f.Date < float64(before.Unix()) || f.Date > float64(time.Now().Unix())+1 {
			t.Errorf("the date %v is not that of now", f.Date)
		}
	}
	drones.nothing()
	if len(count) != 2 {
		t.Errorf("frames from %d sources, want 2", len(count))
	}
	lines := strings.Split(stdout, "\n")
	for from, n := range count {
		if n != 70 {
			t.Errorf("%d frames from %v, want 70", n, from)
		}
		if !strings.Contains(stdout, fmt.Sprintf("a simulated flight, 1000 a second, from port %d to 127.0.0.1:%s (this machine only)\n", from.Port(), drones.port())) {
			t.Errorf("it does not say that it sends from %v:\n%s", from, stdout)
		}
	}
	if last := regexp.MustCompile(`^sent in \d+\.\d s: sensors 70, drone 140 from 2 sources$`); len(lines) != 5 || !last.MatchString(lines[3]) {
		t.Errorf("it prints\n%s", stdout)
	}
}

// --duration ends a stream in time even if it is sleeping.
func TestStationDuration(t *testing.T) {
	sensors := listen(t)
	status, stdout, stderr := run("--to", "127.0.0.1", "--sensors-port", sensors.port(), "--drone-rate", "0",
		"--sensors-rate", "0.001", "--duration", "20ms")
	if status != 0 || stderr != "" || !strings.HasSuffix(stdout, "s: sensors 1\n") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

// By default the datagrams reach this machine only.
func TestStationThisMachine(t *testing.T) {
	want := "127.0.0.1:52002 (this machine only)"
	if runtime.GOOS == "linux" {
		want = "127.255.255.255:52002 (this machine only)"
	}
	status, stdout, stderr := run("--count", "1", "--sensors-rate", "0")
	if status != 0 || !strings.Contains(stdout, " from 127.0.0.1:") || !strings.Contains(stdout, want) {
		t.Errorf("status %d\n%s%s, want %s", status, stdout, stderr, want)
	}
}

func TestStationFaults(t *testing.T) {
	drones := listen(t)
	status, stdout, stderr := run("--to", "127.0.0.1", "--drone-port", drones.port(), "--sensors-rate", "0",
		"--drone-rate", "10000", "--count", "100", "--faults", "short,escape")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	good, faults := 0, 0
	for good < 100 {
		if b, _ := drones.next(); len(b) == drone.Size {
			good++
		} else {
			faults++
		}
	}
	if faults < 2 || faults > 30 {
		t.Errorf("%d faults with 100 frames, want about 10", faults)
	}
	if !strings.Contains(stdout, "drone 100, faults ") {
		t.Errorf("it prints\n%s", stdout)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestStationReplay(t *testing.T) {
	const rows = "48.813728671885634,2.3934930846866003,105,5,1000\r\n48.81121270075116,2.3841758263391872,58,35,1001\r\n"
	const frame = "ce3bd9164347d841430000005700000046000000250000000000cf420000f8c10000f04100807bc4"
	walk, flight := write(t, "walk.csv", rows), write(t, "flight.hex", frame+"\n")
	sensors, drones := listen(t), listen(t)
	status, stdout, stderr := run("--to", "127.0.0.1", "--sensors-port", sensors.port(), "--drone-port", drones.port(),
		"--sensors-log", walk, "--drone-log", flight, "--drone-rate", "1000", "--count", "4")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	for _, want := range []string{
		`"latitude","longitude","altitude","accuracy","time"` + "\n",
		"48.813728671885634,2.3934930846866003,105,5,1000\n",
		"48.81121270075116,2.3841758263391872,58,35,1001\n",
		`"latitude","longitude","altitude","accuracy","time"` + "\n",
	} {
		if got, _ := sensors.next(); got != want {
			t.Errorf("the sensors send %q, want %q", got, want)
		}
	}
	for range 4 {
		if got, _ := drones.next(); hex.EncodeToString([]byte(got)) != frame {
			t.Errorf("the drone sends %x, want %s", got, frame)
		}
	}
	for _, want := range []string{"walk.csv with its own timing, ", "flight.hex, 1000 a second, "} {
		if !strings.Contains(stdout, want) {
			t.Errorf("it does not say %q:\n%s", want, stdout)
		}
	}
}

// The test takes the place of a Tello.
func TestStationTello(t *testing.T) {
	tello, drones := listen(t), listen(t)
	type result struct {
		status         int
		stdout, stderr string
	}
	ended := make(chan result, 1)
	go func() {
		status, stdout, stderr := run("--tello", "--tello-addr", "127.0.0.1:"+tello.port(), "--tello-listen", "127.0.0.1:0",
			"--to", "127.0.0.1", "--drone-port", drones.port(), "--sensors-rate", "0", "--count", "5")
		ended <- result{status, stdout, stderr}
	}()
	command, station := tello.next()
	if command != "command" {
		t.Fatalf("the drone was told %q, want command", command)
	}
	for battery := range int32(5) {
		state := fmt.Sprintf("pitch:17;roll:10;yaw:2;vgx:0;vgy:0;vgz:0;templ:55;temph:59;tof:10;h:0;bat:%d;baro:-11.73;time:9;agx:314.00;agy:-176.00;agz:-935.00;\r\n", battery)
		if _, err := tello.conn.WriteToUDPAddrPort([]byte(state), station); err != nil {
			t.Fatal(err)
		}
		got, _ := drones.frame()
		if want := (drone.Frame{Date: got.Date, Pitch: 17, Roll: 10, Yaw: 2, Battery: battery, Barometer: -11.73, AGX: 314, AGY: -176, AGZ: -935}); got != want {
			t.Errorf("%s is broadcast as %+v", state, got)
		}
	}
	if r := <-ended; r.status != 0 || r.stderr != "" || !strings.HasSuffix(r.stdout, "s: drone 5\n") {
		t.Errorf("status %d\n%s%s", r.status, r.stdout, r.stderr)
	}
}

// --duration ends a station that is waiting for a Tello.
func TestStationTelloDuration(t *testing.T) {
	tello := listen(t)
	status, stdout, stderr := run("--tello", "--tello-addr", "127.0.0.1:"+tello.port(), "--tello-listen", "127.0.0.1:0",
		"--sensors-rate", "0", "--duration", "20ms")
	if status != 0 || stderr != "" || !strings.HasSuffix(stdout, "s: drone 0\n") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

func TestStationErrors(t *testing.T) {
	taken := listen(t)
	big := write(t, "big", "")
	if err := os.Truncate(big, 64<<20+1); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		status int
		want   string // on standard error
		flags  []string
	}{
		{2, `unknown argument "now"`, []string{"now"}},
		{2, "--sensors-rate -1: ", []string{"--sensors-rate", "-1"}},
		{2, "--drone-rate 100001: ", []string{"--drone-rate", "100001"}},
		{2, "--drone-rate NaN: ", []string{"--drone-rate", "nan"}},
		{2, "there is nothing to send", []string{"--drone-rate", "0", "--sensors-rate", "0"}},
		{2, "--drone-port 70000 ", []string{"--drone-port", "70000"}},
		{2, "--sensors-port 0: ", []string{"--sensors-port", "0"}},
		{2, "--drones 0: ", []string{"--drones", "0"}},
		{2, "--drones 101: ", []string{"--drones", "101"}},
		{2, "--count -1: ", []string{"--count", "-1"}},
		{2, "--duration -1s: ", []string{"--duration", "-1s"}},
		{2, `"x"`, []string{"--count", "x"}},
		{2, "nonsense", []string{"--nonsense"}},
		{2, `"shrt" is not a fault; choose from short, `, []string{"--faults", "long,shrt"}},
		{2, "--lan and --to ", []string{"--lan", "--to", "127.0.0.1"}},
		{2, "--interface is for --lan only", []string{"--interface", "lo"}},
		{2, `--to "::1" `, []string{"--to", "127.0.0.1,::1"}},
		{2, `--to "0.0.0.0" `, []string{"--to", "0.0.0.0"}},
		{2, `--to "localhost" `, []string{"--to", "localhost"}},
		{2, "--tello and --drone-log: ", []string{"--tello", "--drone-log", "x"}},
		{2, "--tello and --drone-rate: ", []string{"--tello", "--drone-rate", "10"}},
		{2, "--tello and --drones: ", []string{"--tello", "--drones", "2"}},
		{2, "--tello-addr is for --tello only", []string{"--tello-addr", "127.0.0.1:8889"}},
		{2, `--tello-addr "192.168.10.1" `, []string{"--tello", "--tello-addr", "192.168.10.1"}},
		{1, ": the port is taken", []string{"--tello", "--tello-listen", "127.0.0.1:" + taken.port()}},
		{1, `no interface "eth99" `, []string{"--lan", "--interface", "eth99"}},
		{1, "cannot read the log: open no.csv: ", []string{"--sensors-log", "no.csv"}},
		{1, "cannot read the log: ", []string{"--drone-log", "."}},
		{1, `walk.csv:2: latitude "x" is not a number; expected `, []string{"--sensors-log", write(t, "walk.csv", "1,2,3,4,5\nx,2,3,4,5\n")}},
		{1, "empty.csv has no frames; ", []string{"--drone-log", write(t, "empty.csv", "")}},
		{1, "is larger than 64 MiB", []string{"--drone-log", big}},
	} {
		status, stdout, stderr := run(test.flags...)
		if status != test.status || !strings.Contains(stderr, test.want) || stdout != "" {
			t.Errorf("%v: status %d, want %d, and an error with\n%s\ngot\n%s%s", test.flags, status, test.status, test.want, stdout, stderr)
		}
		if strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "goroutine") {
			t.Errorf("%v: the error is not a line:\n%s", test.flags, stderr)
		}
	}
}

func TestStationEnvironment(t *testing.T) {
	t.Setenv("CLASSROOM_SENSORS_RATE", "0")
	t.Setenv("CLASSROOM_COUNT", "3")
	status, stdout, stderr := run("--to", "127.0.0.1", "--drone-port", listen(t).port(), "--drone-rate", "1000")
	if status != 0 || !strings.HasSuffix(stdout, "s: drone 3\n") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	t.Setenv("CLASSROOM_COUNT", "many")
	if status, stdout, stderr := run(); status != 2 || !strings.Contains(stderr, "many") {
		t.Errorf("status %d, want 2\n%s%s", status, stdout, stderr)
	}
}

// Ctrl-C ends a running station. It prints the worksheet's line and what was
// sent, and its exit status is 0.
func TestStationInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no way to send ctrl-c to one program")
	}
	drones := listen(t)
	p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "station", "--to", "127.0.0.1", "--drone-port", drones.port(), "--sensors-rate", "0.001"))
	drones.frame()
	p.Interrupt()
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d", status)
	}
	if want := regexp.MustCompile("\n" + regexp.QuoteMeta(graceful.Stopping) + `\nsent in \d+\.\d s: sensors [01], drone \d+\n$`); !want.MatchString(p.Stdout.String()) || p.Stderr.String() != "" {
		t.Errorf("it prints%v", p)
	}
}

// Each progress line overwrites the one before it.
func TestProgressLine(t *testing.T) {
	var buf bytes.Buffer
	l := progressLine{w: &buf}
	l.clear() // nothing to clear
	l.show("drone 10")
	l.show("drone 9")
	l.clear()
	if want := "drone 10\rdrone 9 \r       \r"; buf.String() != want {
		t.Errorf("got %q, want %q", buf.String(), want)
	}
}

func TestREADME(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the README shows the addresses of a station on Linux")
	}
	r := labtest.ReadREADME(t)
	p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "station"))
	p.Expect("drone: ")
	p.Interrupt()
	p.Wait()
	r.Check("make station", p.Stdout.String())
	r.Done()
}
