package lan

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"in43.example/pkg/labtest"
)

const (
	soakRate = 2000   // messages a second, of each stream
	soakPass = 60_000 // messages in a log, which the station sends again and again
	textPort = 50005  // of the receiver of 2.1

	// settled is how long after an interface is up again a message may still be lost.
	settled = time.Second

	// roomFor is how long a socket has room for a stream, at least. If the test itself
	// gets no processor for so long, so may a listener, and a loss is no fault of its own.
	roomFor = 100 * time.Millisecond
)

// TestSoak runs all listeners and servers at the same time, for the time in the
// environment variable SOAK: "make soak" sets it to 10 minutes. Once a minute an
// interface goes down for some seconds, in turn that of the listeners and that of the
// stations. No message may be lost except then, no client of a server may
// go without an answer, and no program may use more and more memory or descriptors.
//
// The messages are numbered: a gap in what a listener prints is a loss.
func TestSoak(t *testing.T) {
	duration := 20 * time.Second
	if s := os.Getenv("SOAK"); s != "" {
		var err error
		duration, err = time.ParseDuration(s)
		if must(t, err); duration < 4*time.Second {
			t.Fatalf("SOAK=%s is too short: 4s at least", s)
		}
	}
	minute := min(time.Minute, duration/4)
	_, station, students := newClassroom(t)
	home := students[0] // of the listeners
	delay := watchDelay(t)
	var outage outage

	hear := func(name, dir string, args ...string) *listener {
		return startListener(t, home, name, &outage, program(t, dir, args...))
	}
	text := hear("2.1", "ex2_1_udp", "receiver", "--ip", "0.0.0.0")
	sensors := hear("2.1.2", "ex2_1_2_sensors")
	drone := hear("2.1.3", "ex2_1_3_drone")
	both := hear("2.1.4", "ex2_1_4_select")
	home.waitBound(t, "udp", textPort, 1)
	home.waitBound(t, "udp", sensorsPort, 2)
	home.waitBound(t, "udp", dronePort, 2)
	listeners := []*listener{text, sensors, drone, both}

	visitors := startServers(t, students[1], students[2])
	defer visitors.leave()

	rows, frames := numberedLogs(t)
	send := func(name string, args ...string) (*labtest.Process, *watched) {
		cmd := broadcastStation(t, append(args, "--sensors-log", rows)...)
		p := station.start(t, cmd)
		p.Expect("sensors: ") // it has opened its sockets
		return p, &watched{name: name, cmd: cmd}
	}
	rate := strconv.Itoa(soakRate)
	textSource, w1 := send("station 1", "--sensors-rate", rate, "--sensors-port", strconv.Itoa(textPort), "--drone-rate", "0")
	source, w2 := send("station 2", "--sensors-rate", rate, "--drone-rate", rate, "--drone-log", frames)

	all := append([]*watched{w1, w2}, visitors.servers...)
	for _, l := range listeners {
		all = append(all, l.watched)
	}
	start := time.Now()
	look := func() {
		for _, w := range all {
			w.look(t)
		}
	}
	look()
	waits := []func(string, bool){home.watch(t), station.watch(t)}
	for n := range int(duration / minute) {
		time.Sleep(minute / 2)
		h, wait := []*host{home, station}[n%2], waits[n%2]
		outage.begin()
		h.do(func() { setDown(t, "eth0") })
		wait("eth0", false)
		time.Sleep(minute / 20)
		h.do(func() { setUp(t, "eth0") })
		wait("eth0", true)
		outage.end()
		time.Sleep(minute/2 - minute/20)
		look()
		t.Logf("%v of %v", time.Duration(n+1)*minute, duration)
	}

	visitors.leave()
	for _, w := range visitors.servers {
		w.settle(t)
	}
	look()
	took := time.Since(start).Seconds()
	textSource.Interrupt()
	source.Interrupt()
	sentText, sentBoth := total(t, textSource), total(t, source)
	for _, test := range []struct {
		heard []*listener
		sent  int
	}{
		{[]*listener{text}, sentText}, {[]*listener{sensors, drone}, sentBoth}, {[]*listener{both}, sentBoth},
	} {
		if n := caughtUp(test.sent, test.heard); n != test.sent {
			t.Errorf("%s: %d messages were sent, and it knows of %d", test.heard[0].name, test.sent, n)
		}
	}

	longest := time.Duration(delay.Load())
	table := &strings.Builder{}
	w := tabwriter.NewWriter(table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "listener\treceived\tlost: interface down\tlost: socket full\tlost: else\t\n")
	for _, l := range listeners {
		received, down, up := l.count()
		full := 0
		home.do(func() { full = l.dropped(t) })
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", l.name, received, down, min(up, full), max(0, up-full))
		if up > full || up > 0 && longest < roomFor {
			t.Errorf("%s has lost %d messages while the interface was up, %d of them because its socket was full", l.name, up, min(up, full))
		}
		l.stop(t)
	}
	w.Flush()
	fmt.Fprintf(table, "\nstation 1 has sent %d (%.0f a second), station 2 %d (%.0f a second)\n", sentText, float64(sentText)/took, sentBoth, float64(sentBoth)/took)
	fmt.Fprintf(table, "the test has waited %v for a processor at most\n\n", longest.Round(time.Millisecond))
	visitors.report(t, table)
	report(t, table, all)
	t.Logf("after %v:\n%s", duration, table)
}

// numberedLogs writes two logs for the station. The altitude of a row, and the pitch of a
// frame, is the number of the message in its log; the header of the rows is message 0.
func numberedLogs(t *testing.T) (rows, frames string) {
	t.Helper()
	var r, f strings.Builder
	r.WriteString(`"latitude","longitude","altitude","accuracy","time"` + "\n")
	for n := range soakPass {
		if n > 0 {
			fmt.Fprintf(&r, "8.5,2.25,%d,5,1415262788000\n", n)
		}
		fmt.Fprintf(&f, "1629293638.25,%d,10,0,42,102.86,74,91,-891\n", n)
	}
	dir := t.TempDir()
	rows, frames = filepath.Join(dir, "rows.csv"), filepath.Join(dir, "frames.csv")
	must(t, os.WriteFile(rows, []byte(r.String()), 0o666))
	must(t, os.WriteFile(frames, []byte(f.String()), 0o666))
	return rows, frames
}

var stationTotal = regexp.MustCompile(`(?:sensors|drone|not sent) ([0-9]+)`)

// total waits until a station has ended, and returns how many messages it has sent or tried
// to send.
func total(t *testing.T, p *labtest.Process) int {
	t.Helper()
	if status := p.Wait(); status != 0 {
		t.Errorf("the station ends with status %d%v", status, p)
	}
	_, said, _ := strings.Cut(p.Stdout.String(), "\nsent in ")
	n := 0
	for _, m := range stationTotal.FindAllStringSubmatch(said, -1) {
		i, _ := strconv.Atoi(m[1])
		n += i
	}
	return n
}

// An outage tells when an interface is down.
type outage struct {
	number atomic.Int64 // of the last one, from 1
	until  atomic.Int64 // in nanoseconds since 1970
}

func (o *outage) begin() {
	o.until.Store(time.Now().Add(time.Hour).UnixNano())
	o.number.Add(1)
}

func (o *outage) end()        { o.until.Store(time.Now().Add(settled).UnixNano()) }
func (o *outage) lasts() bool { return time.Now().UnixNano() < o.until.Load() }

// watchDelay measures the longest time that this program has waited for a processor,
// in nanoseconds.
func watchDelay(t *testing.T) *atomic.Int64 {
	const tick = 10 * time.Millisecond
	longest := new(atomic.Int64)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			start := time.Now()
			select {
			case <-stop:
				return
			case <-time.After(tick):
				longest.Store(max(longest.Load(), int64(time.Since(start)-tick)))
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-stopped })
	return longest
}
