package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
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
	frameText = "date: 2021-08-18 13:34:19.394275 pitch: 67 roll: 87 yaw: 70 battery: 37 barometer: 103.5 agx: -31.0 agy: 30.0 agz: -1006.0 age: "
)

var frame = func() []byte {
	b, err := hex.DecodeString(frameHex)
	if err != nil {
		panic(err)
	}
	return b
}()

var varying = []struct{ pattern, mask string }{
	{`age: -?[0-9]+ ms`, "age: AGE ms"},
	{`[0-9]+\.[0-9][0-9] a second`, "RATE a second"},
	{`highest speed: port 5200[12]; lowest speed: port 5200[12]`, "VERDICT"},
}

// mask replaces what differs from run to run: ports, rates and ages.
func mask(s string) string {
	for _, v := range varying {
		s = regexp.MustCompile(v.pattern).ReplaceAllString(s, v.mask)
	}
	return labtest.Mask(s)
}

// The program and its Python twin listen to the same ports at the same time,
// both hear each broadcast of both, and print the same, the table too.
func TestBesideTwin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this test needs a loopback that broadcasts, which is Linux's")
	}
	twin := labtest.Start(t, labtest.Python(t, "python/remote_select.py"))
	labtest.WaitBound(t, "udp", 52002, 1) // Python starts slowly, and ours would give its hint
	ours := labtest.Start(t, exec.Command(labtest.Build(t, ".")))
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
		{52001, []byte(row), row},
		{52002, frame, frameText},
		{52001, []byte(header), header},
		{52002, frame, frameText},
	} {
		from := labtest.Send(t, fmt.Sprintf("127.255.255.255:%d", m.port), m.payload)
		for _, p := range both {
			p.Expect(fmt.Sprintf("#message from: ('127.0.0.1', %d)\n#message to   : ('0.0.0.0', %d)\n#message      : %s", from.Port, m.port, m.text))
		}
	}
	for _, p := range both {
		p.Interrupt()
		if status := p.Wait(); status != 0 {
			t.Errorf("status %d after ctrl-c%v", status, p)
		}
	}
	if e := ours.Stderr.String(); !strings.HasPrefix(e, "port ") || !strings.HasSuffix(e, "missed because a socket was full: 0 of the sensors, 0 of the drone\n") {
		t.Errorf("on standard error: %s", e)
	}
	if got, want := mask(ours.Stdout.String()), mask(twin.Stdout.String()); got != want {
		t.Errorf("Go printed\n%v\nPython printed\n%v", got, want)
	}
	end := graceful.Stopping + "\nport 52001 received 2 messages, RATE a second\nport 52002 received 3 messages, RATE a second\nVERDICT\n"
	if got := mask(ours.Stdout.String()); !strings.HasSuffix(got, end) {
		t.Errorf("printed\n%s\nwant at the end\n%s", got, end)
	}
	labtest.WaitBound(t, "udp", 52001, 0)
	labtest.WaitBound(t, "udp", 52002, 0)
}

// start starts the program on ports of 127.0.0.1 that the system chooses.
func start(t *testing.T, args ...string) *labclitest.Program {
	t.Helper()
	return labclitest.Start(t, app(), append([]string{"--bind", "127.0.0.1", "--sensors-port", "0", "--drone-port", "0"}, args...)...)
}

func port(addr string) string {
	_, port, _ := strings.Cut(addr, ":")
	return port
}

// No socket starves the other, and none misses a message: all are printed and
// counted, by port and by source.
func TestBothStreams(t *testing.T) {
	const n = 100 // the default receive buffer holds about 256
	p := start(t, "--count", strconv.Itoa(2*n))
	sensors, drone := p.Addrs()
	var rows, frames [][]byte
	for range n {
		rows = append(rows, []byte(row))
		frames = append(frames, frame)
	}
	labtest.Send(t, sensors, rows...)
	a := labtest.Send(t, drone, frames[:n/2]...)
	b := labtest.Send(t, drone, frames[n/2:]...)
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d", status)
	}

	got := p.Stdout.String()
	for text, want := range map[string]int{
		"#message      : " + row:                             n,
		"#message      : " + frameText:                       n,
		"port " + port(sensors) + " received 100 messages, ": 1,
		"port " + port(drone) + " received 100 messages, ":   1,
	} {
		if found := strings.Count(got, text); found != want {
			t.Errorf("%q was printed %d times, want %d", text, found, want)
		}
	}
	for _, line := range []string{
		fmt.Sprintf("%-6s ('127.0.0.1', %d)", port(drone), a.Port),
		fmt.Sprintf("%-6s ('127.0.0.1', %d)", port(drone), b.Port),
	} {
		if !regexp.MustCompile(regexp.QuoteMeta(line) + ` +50 `).MatchString(p.Log()) {
			t.Errorf("the line %q is missing in\n%s", line, p.Log())
		}
	}
	if runtime.GOOS == "linux" && !strings.Contains(p.Log(), "missed because a socket was full: 0 of the sensors, 0 of the drone") {
		t.Errorf("it does not say what was missed:\n%s", p.Log())
	}
}

// The answer to 2.1.6.
func TestWhichIsFaster(t *testing.T) {
	p := start(t, "--count", "3")
	sensors, drone := p.Addrs()
	labtest.Send(t, drone, frame)
	labtest.Send(t, sensors, []byte(row), []byte(row))
	p.Wait()
	want := fmt.Sprintf("\nhighest speed: port %s; lowest speed: port %s\n", port(sensors), port(drone))
	if !strings.HasSuffix(p.Stdout.String(), want) {
		t.Errorf("printed\n%s\nwant at the end%s", p.Stdout, want)
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
		{"empty row", false, "", "\n", ""},
		{"UTF-8", false, "48.81\u00b0", `48.81\xc2\xb0` + "\n", `the text is not plain ASCII: 2 bytes are shown as \xc2\xb0`},
		{"escape sequence", false, "\x1b[2J", `\x1b[2J` + "\n", `the text is not plain ASCII: one byte is shown as \x1b`},
		{"false line", false, "1,2\n#message from: ('6.6.6.6', 666)\n", `1,2\x0a#message from: ('6.6.6.6', 666)` + "\n", `one byte is shown as \x0a`},
		{"long row", false, strings.Repeat("9", 60_000), strings.Repeat("9", 1024) + "\n", "the message has 60000 bytes: only the first 1024 are received"},
		{"empty frame", true, "", "b''\n", "not a frame: 0 bytes, a frame has 40"},
		{"short frame", true, "\x1b[2J", `b'\x1b[2J'` + "\n", "not a frame: 4 bytes, a frame has 40"},
		{"long frame", true, string(frame) + strings.Repeat("x", 60_000), frameText, ""},
		{"no date", true, string(far), "date: 1e+300 pitch: 0 roll: 0 yaw: 0 battery: 0 barometer: 0.0 agx: 0.0 agy: 0.0 agz: 0.0 age: ", "not a date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, "--count", "2")
			to, drone := p.Addrs()
			next := []byte(row)
			if tt.toDrone {
				to, next = drone, frame
			}
			labtest.Send(t, to, []byte(tt.datagram), next)
			if status := p.Wait(); status != 0 {
				t.Errorf("status %d", status)
			}
			lines := strings.SplitAfter(p.Stdout.String(), "\n")
			if got, want := lines[2], "#message      : "+tt.want; !strings.HasPrefix(got, want) {
				t.Errorf("printed %.200q, want %.200q", got, want)
			}
			if !strings.HasPrefix(lines[5], "#message      : ") {
				t.Errorf("the next message is missing in\n%s", p.Stdout)
			}
			if log := p.Log(); !strings.Contains(log, tt.warn) || tt.warn == "" && strings.Count(log, "WRN") > 1 {
				t.Errorf("logged %q, want %q", log, tt.warn)
			}
		})
	}
}

// Messages that are not plain text are all printed, but not each costs a line of
// warning.
func TestManyWarnings(t *testing.T) {
	const n = 100
	p := start(t, "--count", strconv.Itoa(n))
	sensors, _ := p.Addrs()
	labtest.Send(t, sensors, slices.Repeat([][]byte{[]byte("\xff")}, n)...)
	p.Wait()
	if got := strings.Count(p.Stdout.String(), `#message      : \xff`); got != n {
		t.Errorf("%d messages are printed, want %d", got, n)
	}
	if !strings.Contains(p.Log(), "WRN 100 warnings about messages in all; not shown: ") || strings.Count(p.Log(), "WRN the text is") > n/2 {
		t.Errorf("logged\n%s", p.Log())
	}
}

// With --output json, standard output holds nothing but JSON.
func TestJSON(t *testing.T) {
	p := start(t, "--count", "2", "--output", "json")
	sensors, drone := p.Addrs()
	labtest.Send(t, sensors, []byte(row))
	labtest.Send(t, drone, frame)
	p.Wait()
	var text, yaw int
	for d := json.NewDecoder(strings.NewReader(p.Stdout.String())); d.More(); {
		var m struct {
			To    string
			Text  string
			Frame struct{ Yaw int }
		}
		if err := d.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if m.To == sensors && m.Text == strings.TrimSpace(row) {
			text++
		}
		if m.To == drone && m.Frame.Yaw == 70 {
			yaw++
		}
	}
	if text != 1 || yaw != 1 {
		t.Errorf("%d rows and %d frames, want 1 and 1", text, yaw)
	}
	if !strings.Contains(p.Log(), "messages") {
		t.Errorf("no table on standard error: %q", p.Log())
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
	rejects("--bind 127.0.0.1 --sensors-port "+port, 1, "or choose another with --sensors-port")
	rejects("--bind 127.0.0.1 --sensors-port 0 --drone-port "+port, 1, "choose another with --drone-port")
	rejects("--sensors-port 52002", 2, "both are 52002")
	rejects("--drone-port 70000", 2, "--drone-port 70000 is not a port")
	rejects("--report -1s", 2, "--report -1s")
	rejects("--count -1", 2, "--count -1")
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--bind", "127.0.0.1"))
	labtest.WaitBound(t, "udp", 52001, 1)
	labtest.WaitBound(t, "udp", 52002, 1)
	labtest.Send(t, "127.0.0.1:52002", frame)
	p.Expect(frameText) // so that the order is the README's
	labtest.Send(t, "127.0.0.1:52001", []byte(row))
	p.Expect(row)
	labtest.Send(t, "127.0.0.1:52002", frame, frame)
	p.ExpectLines(3 * 4)
	p.Interrupt()
	p.Wait()
	r.Check("make run-ex2_1_4", p.Stdout.String())
	r.Done()
}
