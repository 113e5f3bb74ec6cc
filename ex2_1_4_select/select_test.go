package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
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

	"github.com/rs/zerolog"

	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
	"in43.example/pkg/mux"
)

func TestMain(m *testing.M) {
	// The transcripts below are in UTC, here and in the programs under test.
	os.Setenv("TZ", "UTC")
	labtest.Main(m)
}

const (
	row       = "48.813728671885634,2.3934930846866003,105,5,1415263338000\n"
	header    = "\"latitude\",\"longitude\",\"altitude\",\"accuracy\",\"time\"\n"
	frameHex  = "ce3bd9164347d841430000005700000046000000250000000000cf420000f8c10000f04100807bc4"
	frameText = "date: 2021-08-18 13:34:19.394275 pitch: 67 roll: 87 yaw: 70 battery: 37 barometer: 103.5 agx: -31.0 agy: 30.0 agz: -1006.0"
)

var frame = func() []byte {
	b, err := hex.DecodeString(frameHex)
	if err != nil {
		panic(err)
	}
	return b
}()

var (
	perSecond = regexp.MustCompile(` +[0-9]+\.[0-9][0-9]\n`)
	verdict   = regexp.MustCompile(`highest speed: port 5200[12]; lowest speed: port 5200[12]\n`)
)

// mask replaces what differs from run to run: ports and rates.
func mask(s string) string {
	return labtest.Mask(verdict.ReplaceAllString(perSecond.ReplaceAllString(s, " RATE\n"), "VERDICT\n"))
}

// The program and its Python twin listen to the same ports at the same time,
// both hear each broadcast of both, and print the same, the table too.
func TestBesideTwin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this test needs a loopback that broadcasts, which is Linux's")
	}
	ours := labtest.Start(t, exec.Command(labtest.Build(t, ".")))
	twin := labtest.Start(t, labtest.Python(t, "python/remote_select.py"))
	both := []*labtest.Process{ours, twin}
	labtest.WaitBound(t, "udp", 52001, 2)
	labtest.WaitBound(t, "udp", 52002, 2)

	// One after the other, since the order between two sockets is not fixed.
	for _, m := range []struct {
		port    int
		payload []byte
		text    string
	}{
		{52002, frame, frameText},
		{52001, []byte(row), strings.TrimSpace(row)},
		{52002, frame, frameText},
		{52001, []byte(header), strings.TrimSpace(header)},
		{52002, frame, frameText},
	} {
		from := labtest.Send(t, fmt.Sprintf("127.255.255.255:%d", m.port), m.payload)
		for _, p := range both {
			p.Expect(fmt.Sprintf("#message from: ('127.0.0.1', %d)\n#message to   : ('0.0.0.0', %d)\n#message      : %s\n", from.Port, m.port, m.text))
		}
	}
	for _, p := range both {
		p.Interrupt()
		if status := p.Wait(); status != 0 {
			t.Errorf("status %d after ctrl-c%v", status, p)
		}
		if e := p.Stderr.String(); e != "" {
			t.Errorf("on standard error: %s", e)
		}
	}
	if got, want := mask(ours.Stdout.String()), mask(twin.Stdout.String()); got != want {
		t.Errorf("Go printed\n%v\nPython printed\n%v", got, want)
	}
	for _, line := range []string{
		graceful.Stopping,
		"missed because a socket was full: 0 on port 52001, 0 on port 52002",
	} {
		if !strings.Contains(ours.Stdout.String(), "\n"+line+"\n") {
			t.Errorf("the line %q is missing in\n%v", line, ours.Stdout)
		}
	}
	labtest.WaitBound(t, "udp", 52001, 0)
	labtest.WaitBound(t, "udp", 52002, 0)
}

// listen returns a socket for each stream, on ports that the system chooses.
func listen(t *testing.T) (sensors, drone *net.UDPConn) {
	t.Helper()
	var conns [2]*net.UDPConn
	for i := range conns {
		var err error
		if conns[i], err = bind(t.Context(), netip.MustParseAddrPort("127.0.0.1:0"), "--port"); err != nil {
			t.Fatal(err)
		}
	}
	return conns[0], conns[1]
}

// No socket starves the other, and none misses a message: all that was waiting
// when the program began to read is printed and counted.
func TestBothStreams(t *testing.T) {
	sensors, drone := listen(t)
	const n = 100 // the default receive buffer holds about 256
	var rows, frames [][]byte
	for range n {
		rows = append(rows, []byte(row))
		frames = append(frames, frame)
	}
	labtest.Send(t, sensors.LocalAddr().String(), rows...)
	a := labtest.Send(t, drone.LocalAddr().String(), frames[:n/2]...)
	b := labtest.Send(t, drone.LocalAddr().String(), frames[n/2:]...)

	var out bytes.Buffer
	if err := receive(t.Context(), sensors, drone, labcli.Listen{Count: 2 * n}, 0, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []struct {
		text string
		n    int
	}{
		{"#message      : " + row, n},
		{"#message      : " + frameText + "\n", n},
		{"missed because a socket was full: 0 on port ", 1},
	} {
		if found := strings.Count(got, want.text); found != want.n && !(runtime.GOOS != "linux" && strings.HasPrefix(want.text, "missed")) {
			t.Errorf("%q was printed %d times, want %d", want.text, found, want.n)
		}
	}
	for _, line := range []string{
		fmt.Sprintf("%-6d %-26s %8d", port(sensors), "all", n),
		fmt.Sprintf("%-6d %-26s %8d", port(drone), "all", n),
		fmt.Sprintf("%-6d %-26s %8d", port(drone), fmt.Sprintf("('127.0.0.1', %d)", a.Port), n/2),
		fmt.Sprintf("%-6d %-26s %8d", port(drone), fmt.Sprintf("('127.0.0.1', %d)", b.Port), n/2),
	} {
		if !strings.Contains(got, "\n"+line) {
			t.Errorf("the line %q is missing in\n%s", line, got[strings.Index(got, "port "):])
		}
	}
}

// The program says how many datagrams the sockets had no room for: that is the
// proof that it missed none, or some.
func TestMissed(t *testing.T) {
	sensors, drone := listen(t)
	sensors.SetReadBuffer(1) // the system makes it a little larger
	const sent = 1000
	for range sent {
		labtest.Send(t, sensors.LocalAddr().String(), []byte(row))
	}
	missed, err := mux.Dropped(sensors)
	if err != nil {
		t.Skip("this system does not count what a socket drops")
	}
	var out bytes.Buffer
	if err := receive(t.Context(), sensors, drone, labcli.Listen{Count: sent - int(missed)}, 0, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("missed because a socket was full: %d on port %d, 0 on port %d\nport %d received no message: there is nothing to compare\n", missed, port(sensors), port(drone), port(drone))
	if !strings.HasSuffix(out.String(), want) {
		t.Errorf("printed\n%s\nwant at the end\n%s", out.String()[strings.Index(out.String(), "port "):], want)
	}
}

// Whatever arrives at either port, the program goes on, and the terminal gets
// only text.
func TestHostileDatagrams(t *testing.T) {
	far, _ := drone.Frame{Date: 1e300}.AppendBinary(nil)
	for _, tt := range []struct {
		name           string
		toDrone        bool
		datagram, want string
		warn           string
	}{
		{"empty row", false, "", "", ""},
		{"UTF-8", false, "48.81\u00b0", `48.81\xc2\xb0`, "not plain ASCII"},
		{"escape sequence", false, "\x1b[2J", `\x1b[2J`, "not plain ASCII"},
		{"long row", false, strings.Repeat("9", 60_000), strings.Repeat("9", 1024), "longer than the buffer"},
		{"empty frame", true, "", "b''", "the frame has 0 bytes, a whole one has 40"},
		{"short frame", true, "\x1b[2J", `b'\x1b[2J'`, "the frame has 4 bytes, a whole one has 40"},
		{"long frame", true, string(frame) + strings.Repeat("x", 60_000), frameText, ""},
		{"no date", true, string(far), "date: 1e+300 pitch: 0 roll: 0 yaw: 0 battery: 0 barometer: 0.0 agx: 0.0 agy: 0.0 agz: 0.0", "not a date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sensors, drone := listen(t)
			to, next := sensors, []byte(row)
			if tt.toDrone {
				to, next = drone, frame
			}
			labtest.Send(t, to.LocalAddr().String(), []byte(tt.datagram), next)
			var out, log bytes.Buffer
			ctx := zerolog.New(&log).Level(zerolog.WarnLevel).WithContext(t.Context())
			if err := receive(ctx, sensors, drone, labcli.Listen{Count: 2}, 0, &out, io.Discard); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(out.String(), "\n")
			if got, want := lines[2], "#message      : "+tt.want; got != want {
				t.Errorf("printed %.200q, want %.200q", got, want)
			}
			if !strings.HasPrefix(lines[5], "#message      : ") {
				t.Errorf("the next message is missing in\n%s", &out)
			}
			if !strings.Contains(log.String(), tt.warn) || tt.warn == "" && log.Len() > 0 {
				t.Errorf("logged %q, want %q", &log, tt.warn)
			}
		})
	}
}

// With --output json, standard output holds nothing but JSON; the table goes
// to standard error.
func TestJSON(t *testing.T) {
	sensors, drone := listen(t)
	labtest.Send(t, sensors.LocalAddr().String(), []byte(row))
	labtest.Send(t, drone.LocalAddr().String(), frame)
	var out, table bytes.Buffer
	if err := receive(t.Context(), sensors, drone, labcli.Listen{Count: 2, JSON: true}, 0, &out, &table); err != nil {
		t.Fatal(err)
	}
	var text, yaw int
	for d := json.NewDecoder(&out); d.More(); {
		var m struct {
			To    string
			Text  string
			Frame struct{ Yaw int }
		}
		if err := d.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if m.To == sensors.LocalAddr().String() && m.Text == strings.TrimSpace(row) {
			text++
		}
		if m.To == drone.LocalAddr().String() && m.Frame.Yaw == 70 {
			yaw++
		}
	}
	if text != 1 || yaw != 1 {
		t.Errorf("%d rows and %d frames, want 1 and 1", text, yaw)
	}
	if !strings.Contains(table.String(), "messages") {
		t.Errorf("no table on standard error: %q", &table)
	}
}

// With --report, the table is shown as the program goes; and the silent port
// gets a hint.
func TestReportAndHint(t *testing.T) {
	p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--sensors-port", "0", "--drone-port", "0", "--report", "10ms"))
	p.ExpectError("messages   per second")
	p.ExpectError("nothing heard on UDP port")
	p.Interrupt()
	if status := p.Wait(); status != 0 || !strings.HasPrefix(p.Stdout.String(), graceful.Stopping+"\nport ") {
		t.Errorf("status %d%v", status, p)
	}
	if n := strings.Count(p.Stderr.String(), "nothing heard"); n != 2 {
		t.Errorf("%d hints, want one for each port", n)
	}
}

func TestErrors(t *testing.T) {
	port := labtest.TakenPort(t, "udp4")
	rejects := labclitest.Rejects(t, app)
	rejects("--bind 127.0.0.1 --sensors-port "+port, 1, "the port is taken (by another run of this program?); choose another with --sensors-port")
	rejects("--bind 127.0.0.1 --sensors-port 0 --drone-port "+port, 1, "choose another with --drone-port")
	rejects("--sensors-port 52002", 2, "both are 52002")
	rejects("--drone-port 70000", 2, "--drone-port 70000 is not a port")
	rejects("--report -1s", 2, "--report -1s")
	rejects("--count -1", 2, "--count -1")
}

// Printing a message takes no memory: a fast stream must not wake the garbage
// collector.
func TestShowDoesNotAllocate(t *testing.T) {
	_, conn := listen(t)
	defer conn.Close()
	p := newTextPrinter(conn)
	out := bufio.NewWriterSize(io.Discard, 64<<10)
	at := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	for _, d := range []*mux.Datagram{
		{Local: at, Source: at, Length: 40, Data: frame},
		{Local: netip.AddrPortFrom(at.Addr(), at.Port()+1), Source: at, Length: len(row), Data: []byte(row)},
	} {
		if n := testing.AllocsPerRun(100, func() { p.show(out, d) }); n > 0 {
			t.Errorf("%v allocations a message", n)
		}
	}
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--bind", "127.0.0.1"))
	labtest.WaitBound(t, "udp", 52001, 1)
	labtest.WaitBound(t, "udp", 52002, 1)
	labtest.Send(t, "127.0.0.1:52002", frame)
	p.Expect(frameText) // so that the order is the README's
	labtest.Send(t, "127.0.0.1:52001", []byte(row))
	p.Expect(strings.TrimSpace(row))
	labtest.Send(t, "127.0.0.1:52002", frame, frame)
	p.ExpectLines(3 * 4)
	p.Interrupt()
	p.Wait()
	got := p.Stdout.String()
	// Each of the senders here is a source of its own; the README's drone is one.
	got = regexp.MustCompile(`(?m)^(52002  \('.*\n)52002  \('.*\n`).ReplaceAllString(got, "$1")
	r.Check("make run-ex2_1_4", got)
	r.Done()
}
