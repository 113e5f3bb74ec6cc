package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"net"
	"os"
	"os/exec"
	"runtime"
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

// Two frames that were seen in the classroom on port 52002, and their values as
// CPython prints them.
var seen = []struct{ hex, text string }{
	{
		"ce3bd9164347d841430000005700000046000000250000000000cf420000f8c10000f04100807bc4",
		"date: 2021-08-18 13:34:19.394275 pitch: 67 roll: 87 yaw: 70 battery: 37 barometer: 103.5 agx: -31.0 agy: 30.0 agz: -1006.0",
	},
	{
		"b9be92114347d841400000000a000000000000002a00000052b8cd42000094420000b64200c05ec4",
		"date: 2021-08-18 13:33:58.292891 pitch: 64 roll: 10 yaw: 0 battery: 42 barometer: 102.86000061035156 agx: 74.0 agy: 91.0 agz: -891.0",
	},
}

func frames(t *testing.T) (all [][]byte) {
	t.Helper()
	for _, f := range seen {
		b, err := hex.DecodeString(f.hex)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

const from = "from: ('127.0.0.1', PORT)\n"

// The program and its Python twin listen to the same port at the same time,
// both hear each broadcast, and print the same.
func TestBesideTwin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this test needs a loopback that broadcasts, which is Linux's")
	}
	twin := labtest.Start(t, labtest.Python(t, "python/remote_drone.py"))
	labtest.WaitBound(t, "udp", 52002, 1) // Python starts slowly, and ours would give its hint
	ours := labtest.Start(t, exec.Command(labtest.Build(t, ".")))
	labtest.WaitBound(t, "udp", 52002, 2)

	all := frames(t)
	all = append(all, append(all[0], "and more"...)) // only the first 40 bytes count
	for _, f := range []drone.Frame{
		{},
		{Date: 1629293659, Barometer: float32(math.NaN()), AGX: float32(math.Inf(1)), AGY: float32(math.Inf(-1)), AGZ: float32(math.Copysign(0, -1))},
		{Date: -1.5, Pitch: math.MinInt32, Roll: math.MaxInt32, Yaw: -1, Barometer: 1e-45, AGX: math.MaxFloat32, AGY: 16777216, AGZ: 1e-5},
		{Date: 253402300799.5, Battery: 100, Barometer: 103.63}, // the last second of the year 9999
	} {
		b, _ := f.AppendBinary(nil)
		all = append(all, b)
	}
	labtest.Broadcast(t, "127.255.255.255:52002", all...)
	for _, p := range []*labtest.Process{ours, twin} {
		p.Expect("barometer: 103.62999725341797 agx: 0.0 agy: 0.0 agz: 0.0\n")
		p.Interrupt()
		if status := p.Wait(); status != 0 {
			t.Errorf("status %d after ctrl-c%v", status, p)
		}
		if e := p.Stderr.String(); e != "" {
			t.Errorf("on standard error: %s", e)
		}
	}
	if ours.Stdout.String() != twin.Stdout.String() {
		t.Errorf("Go printed\n%v\nPython printed\n%v", ours.Stdout, twin.Stdout)
	}
	want := from + seen[0].text + "\n" + from + seen[1].text + "\n" + from + seen[0].text + "\n"
	if got := labtest.Mask(ours.Stdout.String()); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\n"+graceful.Stopping+"\n") {
		t.Errorf("printed\n%s\nwant\n%s...", got, want)
	}
	labtest.WaitBound(t, "udp", 52002, 0)
}

// run sends datagrams to the program, and returns what it prints on standard
// output and what it logs.
func run(t *testing.T, output string, datagrams ...[]byte) (stdout, stderr string) {
	t.Helper()
	p := labclitest.Start(t, app(), "--bind", "127.0.0.1", "--port", "0", "--count", strconv.Itoa(len(datagrams)), "--output", output)
	addr := p.Addr()
	labtest.Send(t, addr, datagrams...)
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d", status)
	}
	if again, err := net.ListenPacket("udp4", addr); err != nil {
		t.Errorf("the socket is still open: %v", err)
	} else {
		again.Close()
	}
	return p.Stdout.String(), p.Log()
}

// Whatever arrives, the listener goes on, and what it cannot decode it tells.
func TestHostileDatagrams(t *testing.T) {
	good := frames(t)[0]
	nan, _ := drone.Frame{Date: math.NaN(), AGZ: -1000}.AppendBinary(nil)
	far, _ := drone.Frame{Date: 1e300}.AppendBinary(nil)
	rest := " pitch: 0 roll: 0 yaw: 0 battery: 0 barometer: 0.0 agx: 0.0 agy: 0.0 agz: "
	for _, tt := range []struct {
		name       string
		datagram   []byte
		want, warn string
	}{
		{"empty", nil, "", "skipped: 0 bytes, a frame has 40"},
		{"a byte short", good[:39], "", "skipped: 39 bytes, a frame has 40"},
		{"escape sequence", []byte("\x1b[2J"), "", "skipped: 4 bytes, a frame has 40"},
		{"60 kB", append(bytes.Clone(good), make([]byte, 60_000)...), from + seen[0].text + "\n", "the message has 60040 bytes: only the first 1024 are received"},
		{"a date that is not a number", nan, from + "date: nan" + rest + "-1000.0\n", "not a date"},
		{"a date past the calendar", far, from + "date: 1e+300" + rest + "0.0\n", "not a date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr := run(t, "text", tt.datagram, good)
			if got, want := labtest.Mask(stdout), tt.want+from+seen[0].text+"\n"; got != want {
				t.Errorf("printed %q, want %q", got, want)
			}
			if !strings.Contains(stderr, tt.warn) || tt.warn == "" && strings.Contains(stderr, "from=") {
				t.Errorf("logged %q, want %q", stderr, tt.warn)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	nan, _ := drone.Frame{Date: math.NaN(), Barometer: 103.63}.AppendBinary(nil)
	stdout, stderr := run(t, "json", frames(t)[1], []byte("short"), nan)
	var got []map[string]any
	for d := json.NewDecoder(strings.NewReader(stdout)); d.More(); {
		var m struct {
			From   string
			Length int
			Frame  map[string]any
		}
		if err := d.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if m.Length != 40 || !strings.HasPrefix(m.From, "127.0.0.1:") {
			t.Errorf("length %d from %s, want 40 from 127.0.0.1", m.Length, m.From)
		}
		got = append(got, m.Frame)
	}
	if len(got) != 2 || got[0]["date"] != 1629293638.2928908 || got[0]["barometer"] != 102.86000061035156 || got[0]["agz"] != -891.0 || got[0]["pitch"] != 64.0 || got[1]["date"] != "NaN" {
		t.Errorf("got %v", got)
	}
	if strings.Count(stdout, "\n") != 2 || !strings.Contains(stderr, "skipped: 5 bytes, a frame has 40") {
		t.Errorf("printed\n%s\nlogged\n%s", stdout, stderr)
	}
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	stdout, _ := run(t, "text", frames(t)...)
	r.Check(`make run-ex2_1_3 ARGS="--count 2"`, stdout)
	r.Done()
}
