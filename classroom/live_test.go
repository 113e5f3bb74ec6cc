package main

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"in43.example/classroom/internal/live"
	"in43.example/pkg/drone"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
)

// pageURL waits until a program has said where its page is.
func pageURL(t *testing.T, p *labclitest.Program) string {
	t.Helper()
	pattern := `open (http://[0-9.:]+/) in a browser`
	labtest.ExpectMatch(t, p.Stdout, pattern)
	return regexp.MustCompile(pattern).FindStringSubmatch(p.Stdout.String())[1]
}

// awaitPicture reads the events of a page until a picture is as wanted.
func awaitPicture(t *testing.T, url string, wanted func(live.Now) bool) {
	t.Helper()
	response, err := http.Get(url + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	name := ""
	for range 500 { // about 20 s
		if !lines.Scan() {
			break
		}
		var now live.Now
		if data, found := strings.CutPrefix(lines.Text(), "data: "); found && name == "now" {
			if err := json.Unmarshal([]byte(data), &now); err != nil {
				t.Fatal(err)
			}
			if wanted(now) {
				return
			}
		}
		name = strings.TrimPrefix(lines.Text(), "event: ")
	}
	t.Fatalf("no picture is as wanted: %v", lines.Err())
}

// Live hears what is broadcast beside another program that listens.
func TestLive(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux the loopback has a broadcast address")
	}
	args := []string{"live", "--listen", "127.0.0.1:0", "--sensors-port", "0", "--drone-port", "0"}
	first := labclitest.Start(t, newApp(), args...)
	_, to := first.Addrs()
	_, port, err := net.SplitHostPort(to)
	if err != nil {
		t.Fatal(err)
	}
	args[len(args)-1] = port
	second := labclitest.Start(t, newApp(), args...)
	second.Addrs()

	f := drone.Frame{Pitch: 5, Roll: -6, Yaw: 70}
	b, _ := f.AppendBinary(nil)
	urls := []string{pageURL(t, first), pageURL(t, second)}
	labtest.Broadcast(t, "127.255.255.255:"+port, b)
	for _, url := range urls {
		awaitPicture(t, url, func(n live.Now) bool { return len(n.Drones) == 1 && n.Drones[0].Frame == f })
	}
	for _, p := range []*labclitest.Program{first, second} {
		if status := p.Stop(); status != 0 || p.Log() != "" {
			t.Errorf("status %d, and it logs %s", status, p.Log())
		}
	}
}

// On a terminal there is the same, as text.
func TestLiveTerminal(t *testing.T) {
	p := labclitest.Start(t, newApp(), "live", "--terminal", "--sensors-port", "0", "--drone-port", "0")
	sensors, to := p.Addrs()
	f := drone.Frame{Pitch: 5, Roll: -6, Yaw: 70}
	b, _ := f.AppendBinary(nil)
	labtest.Send(t, strings.Replace(to, "0.0.0.0", "127.0.0.1", 1), b)
	labtest.Send(t, strings.Replace(sensors, "0.0.0.0", "127.0.0.1", 1), []byte("\x1b[2J48.8"))
	p.Expect(`\x1b[2J48.8`)
	for _, line := range []string{
		`pitch           8  05 00 00 00              5`,
		`roll           12  fa ff ff ff              -6`,
		`no plain ASCII: one byte is shown as \x1b`,
	} {
		p.Expect(line)
	}
	if strings.Contains(p.Stdout.String(), "\x1b") {
		t.Error("an escape sequence is printed")
	}
	if status := p.Stop(); status != 0 {
		t.Errorf("status %d: %s", status, p.Log())
	}
}

func TestRedraw(t *testing.T) {
	for height, want := range map[int]string{
		24: "\x1b[Ha\x1b[K\nb\x1b[K\nc\x1b[K\n\x1b[J",
		3:  "\x1b[Ha\x1b[K\nb\x1b[K\n\x1b[J",
		1:  "\x1b[Ha\x1b[K\n\x1b[J",
	} {
		if got := redraw("a\nb\nc\n", height); got != want {
			t.Errorf("%d lines: %q, want %q", height, got, want)
		}
	}
}

// With --station there is something to see even if nobody sends.
func TestLiveStation(t *testing.T) {
	p := labclitest.Start(t, newApp(), "live", "--station", "--listen", "127.0.0.1:0")
	p.Expect("no station is heard, so here is one:\nsensors: a simulated walk")
	awaitPicture(t, pageURL(t, p), func(n live.Now) bool { return len(n.Drones) == 1 && len(n.Sensors) == 1 })
	if status := p.Stop(); status != 0 {
		t.Errorf("status %d: %s", status, p.Log())
	}
}

func TestLiveRejects(t *testing.T) {
	rejects := labclitest.Rejects(t, newApp)
	rejects("live --listen 8043", 2, `--listen "8043" is not an address with a port, such as 127.0.0.1:8043`)
	rejects("live --terminal --listen 127.0.0.1:8043", 2, "leave one of the two out")
	rejects("live --sensors-port 5000 --drone-port 5000", 2, "each stream has its own")
	rejects("live --bind nowhere", 2, `--bind "nowhere" is not an address`)
	rejects("live --listen "+takenAddr(t), 1, "cannot listen on")
}

// takenAddr returns an address on which something listens.
func takenAddr(t *testing.T) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln.Addr().String()
}
