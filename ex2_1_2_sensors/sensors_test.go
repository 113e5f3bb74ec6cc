package main

import (
	"encoding/json"
	"net"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// The datagrams that were seen in the classroom on port 52001.
var rows = []string{
	"48.813728671885634,2.3934930846866003,105,5,1415263338000\n",
	"\"latitude\",\"longitude\",\"altitude\",\"accuracy\",\"time\"\n",
	"48.81121270075116,2.3841758263391872,58,35,1415262788000\n",
	"48.81449964257766,2.3934848755146576,84,10,1415263275000\n",
}

func datagrams(rows []string) (all [][]byte) {
	for _, r := range rows {
		all = append(all, []byte(r))
	}
	return all
}

// transcript is what the program prints for rows, with the ports masked.
func transcript(rows []string) string {
	var s strings.Builder
	for _, r := range rows {
		s.WriteString("received message: " + strings.TrimRight(r, "\n") + "\nfrom: ('127.0.0.1', PORT)\n")
	}
	return s.String()
}

// The program and its Python twin listen to the same port at the same time,
// both hear each broadcast, and print the same.
func TestBesideTwin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this test needs a loopback that broadcasts, which is Linux's")
	}
	for _, to := range []string{"127.255.255.255", "10.9.255.255"} {
		t.Run(to, func(t *testing.T) {
			twin := labtest.Start(t, labtest.Python(t, "python/remote_sensors.py"))
			labtest.WaitBound(t, "udp", 52001, 1) // Python starts slowly, and ours would give its hint
			ours := labtest.Start(t, exec.Command(labtest.Build(t, ".")))
			labtest.WaitBound(t, "udp", 52001, 2)
			labtest.Broadcast(t, to+":52001", datagrams(rows)...)
			for _, p := range []*labtest.Process{ours, twin} {
				p.ExpectLines(2 * len(rows))
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
			if got, want := labtest.MaskAddr(ours.Stdout.String()), labtest.MaskAddr(transcript(rows))+graceful.Stopping+"\n"; got != want {
				t.Errorf("printed\n%s\nwant\n%s", got, want)
			}
			labtest.WaitBound(t, "udp", 52001, 0)
		})
	}
}

// What --bind says decides what is heard: a marker sent after the broadcast
// proves that the broadcast was not.
func TestBind(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this test needs the addresses of labtest's namespace, which is Linux's")
	}
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace of its own")
	}
	for _, tt := range []struct {
		bind   string
		marker string // an address that the socket hears
		hears  bool
		warn   string
	}{
		{"any", "10.9.0.1", true, ""},
		{"10.9.255.255", "10.9.255.255", true, ""},
		{"10.9.0.1", "10.9.0.1", false, "hears no broadcast on linux"},
	} {
		t.Run(tt.bind, func(t *testing.T) {
			p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--bind", tt.bind))
			labtest.WaitBound(t, "udp", 52001, 1)
			labtest.Broadcast(t, "10.9.255.255:52001", []byte("broadcast"))
			labtest.Broadcast(t, tt.marker+":52001", []byte("marker"))
			p.Expect("marker")
			if got := strings.Contains(p.Stdout.String(), "broadcast"); got != tt.hears {
				t.Errorf("heard the broadcast: %v, want %v", got, tt.hears)
			}
			if e := p.Stderr.String(); tt.warn == "" && e != "" || !strings.Contains(e, tt.warn) {
				t.Errorf("on standard error: %q, want %q", e, tt.warn)
			}
		})
	}
}

// start starts the program on a port of 127.0.0.1 that the system chooses.
func start(t *testing.T, args ...string) *labclitest.Program {
	t.Helper()
	return labclitest.Start(t, app(), append([]string{"--bind", "127.0.0.1", "--port", "0"}, args...)...)
}

// Whatever arrives, the listener goes on, and the terminal gets only text.
func TestHostileDatagrams(t *testing.T) {
	for _, tt := range []struct{ name, datagram, want, warn string }{
		{"empty", "", "", ""},
		{"only a newline", "\n", "", ""},
		{"UTF-8", "48.81\u00b0", `48.81\xc2\xb0`, `the text is not plain ASCII: 2 bytes are shown as \xc2\xb0`},
		{"Latin-1", "48.81\xb0", `48.81\xb0`, `one byte is shown as \xb0`},
		{"escape sequence", "\x1b]0;title\a\x1b[31m", `\x1b]0;title\x07\x1b[31m`, `the text is not plain ASCII: 3 bytes are shown as \x1b\x07\x1b`},
		{"carriage return", "1,2,3\r\n", `1,2,3\x0d`, `the text is not plain ASCII`},
		{"false line", "1,2,3\nfrom: nobody\n\n", `1,2,3\x0afrom: nobody`, `the text is not plain ASCII: one byte is shown as \x0a`},
		{"NUL", "a\x00b", `a\x00b`, `the text is not plain ASCII`},
		{"too long", strings.Repeat("9", 60_000), strings.Repeat("9", 1024), `the message has 60000 bytes: only the first 1024 are received`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t, "--count", "2")
			labtest.Send(t, p.Addr(), []byte(tt.datagram), []byte(rows[0]))
			if status := p.Wait(); status != 0 {
				t.Errorf("status %d", status)
			}
			want := "received message: " + tt.want + "\nfrom: ('127.0.0.1', PORT)\n" + transcript(rows[:1])
			if got := labtest.Mask(p.Stdout.String()); got != want {
				t.Errorf("printed %.200q, want %.200q", got, want)
			}
			if log := p.Log(); !strings.Contains(log, tt.warn) || tt.warn == "" && strings.Contains(log, "from=") {
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
	labtest.Send(t, p.Addr(), slices.Repeat([][]byte{[]byte("\xff")}, n)...)
	p.Wait()
	if got := strings.Count(p.Stdout.String(), `received message: \xff`); got != n {
		t.Errorf("%d messages are printed, want %d", got, n)
	}
	if !strings.Contains(p.Log(), "WRN 100 warnings about messages in all; not shown: ") || strings.Count(p.Log(), "WRN the text is") > n/2 {
		t.Errorf("logged\n%s", p.Log())
	}
}

func TestJSON(t *testing.T) {
	p := start(t, "--count", "2", "--output", "json")
	before := time.Now().Add(-time.Second) // the kernel's clock may be a tick behind
	from := labtest.Send(t, p.Addr(), []byte(rows[0]), []byte("\x1b"))
	if status := p.Wait(); status != 0 {
		t.Fatalf("status %d", status)
	}
	type message struct {
		To, From string
		Received time.Time
		Length   int
		Text     string
	}
	var got []message
	for d := json.NewDecoder(strings.NewReader(p.Stdout.String())); d.More(); {
		var m message
		if err := d.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if m.Received.Before(before) || m.Received.After(time.Now().Add(time.Second)) {
			t.Errorf("received at %v, about %v expected", m.Received, before)
		}
		m.Received = time.Time{}
		got = append(got, m)
	}
	to := p.Addr()
	want := []message{
		{to, from.String(), time.Time{}, len(rows[0]), strings.TrimRight(rows[0], "\n")},
		{to, from.String(), time.Time{}, 1, `\x1b`},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// The time is over, or ctrl-c: the listener ends well, and the port is free.
func TestEnd(t *testing.T) {
	t.Run("duration", func(t *testing.T) {
		p := start(t, "--duration", "1ms")
		if status := p.Wait(); status != 0 || p.Stdout.String() != "" {
			t.Errorf("status %d, printed %q", status, p.Stdout)
		}
	})
	t.Run("signal", func(t *testing.T) {
		p := start(t)
		addr := p.Addr()
		if status := p.Stop(); status != 0 {
			t.Errorf("status %d", status)
		}
		again, err := net.ListenPacket("udp4", addr)
		if err != nil {
			t.Fatalf("the socket is still open: %v", err)
		}
		again.Close()
	})
}

// With nobody sending, one hint says what to look at.
func TestHint(t *testing.T) {
	p := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--port", "0", "--duration", "1h"))
	p.ExpectError("nothing heard on UDP port")
	p.Interrupt()
	if status := p.Wait(); status != 0 || p.Stdout.String() != graceful.Stopping+"\n" {
		t.Errorf("status %d%v", status, p)
	}
	if n := strings.Count(p.Stderr.String(), "nothing heard"); n != 1 {
		t.Errorf("%d hints, want 1", n)
	}
}

func TestErrors(t *testing.T) {
	port := labtest.TakenPort(t, "udp4")
	rejects := labclitest.Rejects(t, app)
	rejects("--bind 127.0.0.1 --port "+port, 1, "cannot listen on 127.0.0.1:"+port+": the port is taken")
	rejects("--bind 192.0.2.1", 1, "cannot listen on 192.0.2.1:52001: this machine does not have that address")
	rejects("--interface nosuch0", 2, `no interface "nosuch0"`)
	rejects("--bind any --interface lo", 2, "--interface lo has no effect with --bind any")
	rejects("--bind everywhere", 2, `--bind "everywhere" is not`)
	rejects("--port 70000", 2, "--port 70000 is not a port")
	rejects("--count -1", 2, "--count -1")
	rejects("--duration -1s", 2, "--duration -1s")
	rejects("--duration soon", 2, "--duration")
	rejects("--output xml", 2, `--output "xml"`)
	rejects("52001", 2, `unknown argument "52001"`)
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	p := start(t, "--count", "4")
	labtest.Send(t, p.Addr(), datagrams(rows)...)
	p.Wait()
	r.Check(`make run-ex2_1_2 ARGS="--count 4"`, p.Stdout.String())
	r.Done()
}
