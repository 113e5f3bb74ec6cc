package live

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/station"
	"in43.example/pkg/drone"
	"in43.example/pkg/mux"
)

var (
	sensorsAddr = netip.MustParseAddrPort("0.0.0.0:52001")
	droneAddr   = netip.MustParseAddrPort("0.0.0.0:52002")
	sender      = netip.MustParseAddrPort("10.9.0.7:40000")
	start       = time.Date(2026, time.March, 3, 10, 0, 0, 123_000_000, time.UTC)
)

func newModel() *Model {
	return New(start, sensorsAddr, droneAddr, [2]string{"no sensors", "no drone"})
}

// send gives a message to m, cut off as a socket does it.
func send(m *Model, stream int, from netip.AddrPort, at time.Time, data []byte) {
	local := []netip.AddrPort{sensorsAddr, droneAddr}[stream]
	m.Add(stream, []mux.Datagram{{Local: local, Source: from, Received: at, Length: len(data), Data: data[:min(len(data), RecvSize)]}})
}

func frameBytes(f drone.Frame) []byte {
	b, _ := f.AppendBinary(nil)
	return b
}

var frame = drone.Frame{Date: 1629293638.25, Pitch: 12, Roll: -7, Yaw: 151, Battery: 42, Barometer: 103.5, AGX: 1, AGY: 2, AGZ: -1000}

// The rates are those that were sent, within 2 %, for steady streams and for those
// whose messages come a little early or late; the jitter is the deviation of the
// intervals.
func TestRates(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, rate := range []float64{0.2, 1, 9.8, 50, 1000} {
		for _, jitter := range []float64{0, 0.1} { // of an interval
			m, now := newModel(), start
			for i := 0; now.Sub(start) < 150*time.Second; i++ {
				now = start.Add(time.Duration(float64(i) / rate * 1e9))
				late := time.Duration(jitter * r.Float64() / rate * 1e9)
				send(m, Drone, sender, now.Add(late), frameBytes(frame))
			}
			n := m.Now(now.Add(time.Millisecond))
			got := n.Ports[Drone].Sources[0]
			if math.Abs(got.Rate/rate-1) > 0.02 || math.Abs(n.Ports[Drone].Rate/rate-1) > 0.02 {
				t.Errorf("%v a second: the rate is %v, that of the port %v", rate, got.Rate, n.Ports[Drone].Rate)
			}
			// The difference of two uniform numbers has the variance 1/6.
			want := 1000 * jitter / rate / math.Sqrt(6)
			if math.Abs(got.Jitter-want) > 0.5*want+0.01 {
				t.Errorf("%v a second: the jitter is %v ms, want %v", rate, got.Jitter, want)
			}
		}
	}
}

// The rate of a stream that has stopped goes down, and its history runs out.
func TestStopped(t *testing.T) {
	m := newModel()
	for i := range 100 {
		send(m, Sensors, sender, start.Add(time.Duration(i)*100*time.Millisecond), []byte("48.8,2.3,1,2,3\n"))
	}
	end := start.Add(10 * time.Second)
	rate := m.Now(end).Ports[Sensors].Rate
	later := m.Now(end.Add(5 * time.Second)).Ports[Sensors].Rate
	if math.Abs(rate-10) > 0.2 || later > 8 {
		t.Errorf("10 a second: %v, and 5 s later %v", rate, later)
	}
	if n := m.Now(end.Add(5 * time.Minute)); n.Ports[Sensors].Rate != 0 || n.Ports[Sensors].N != 100 {
		t.Errorf("after 5 minutes: %+v", n.Ports[Sensors])
	}
	for _, n := range m.Past(end.Add(5 * time.Minute)).Ports[Sensors].Counts {
		if n != 0 {
			t.Fatal("the history shows what is long gone")
		}
	}
	sum := 0
	for _, n := range m.Past(end.Add(time.Second)).Ports[Sensors].Counts {
		sum += n
	}
	if sum != 100 {
		t.Errorf("the history shows %d of 100 messages", sum)
	}
}

func TestSequence(t *testing.T) {
	for _, tt := range []struct {
		numbers []uint64
		want    sequence
	}{
		{[]uint64{5, 6, 7}, sequence{Last: 7}},
		{[]uint64{1, 2, 5, 6}, sequence{Missing: 2, Last: 6}},
		{[]uint64{1, 2, 2, 3, 1}, sequence{Doubled: 2, Last: 3}},
		{[]uint64{1, 3, 2, 4}, sequence{Late: 1, Last: 4}},
		{[]uint64{1, 3, 2, 2}, sequence{Late: 1, Doubled: 1, Last: 3}},
		{[]uint64{1, 100, 101}, sequence{Missing: 98, Last: 101}},
		{[]uint64{500, 1, 2}, sequence{Jumps: 1, Last: 2}},
		{[]uint64{1, math.MaxUint64, 2, 0}, sequence{Jumps: 2, Late: 1, Last: 2}},
	} {
		var s sequence
		for _, n := range tt.numbers {
			s.add(n)
		}
		s.seen = 0
		if s != tt.want {
			t.Errorf("%d: %+v, want %+v", tt.numbers, s, tt.want)
		}
	}
}

// The track of the station's walk is as long as its log: the sum of the distances
// from row to row. When the log begins again, so does the track. Numbers in front
// change nothing.
func TestTrack(t *testing.T) {
	rows := walk(t)
	m, want := newModel(), 0.0
	var lat, lon float64
	for round := range 2 {
		for i, text := range rows {
			send(m, Sensors, sender, start, []byte(text))
			var la, lo float64
			if i == 0 {
				continue // the names of the columns
			}
			if _, err := fmt.Sscanf(text, "%f,%f", &la, &lo); err != nil {
				t.Fatal(err)
			}
			if i > 1 && round == 0 { // on a plane, which is right within a thousandth here
				want += math.Hypot(la-lat, (lo-lon)*math.Cos(la*math.Pi/180)) * math.Pi / 180 * 6_371_000
			}
			lat, lon = la, lo
		}
		got := m.Past(start).Tracks[0]
		if math.Abs(float64(got.Length)/want-1) > 0.001 || len(got.Points) != len(rows)-1 {
			t.Errorf("the track has %v m and %d points, the walk %v m and %d", got.Length, len(got.Points), want, len(rows)-1)
		}
	}
}

// walk returns the rows that the station sends, beginning with the names of the
// columns.
func walk(t *testing.T) []string {
	t.Helper()
	source := station.NewWalk(1).Replay()
	var rows []string
	for i := range int64(61) {
		b, err := source.Append(nil, i, start)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, string(b))
	}
	if !strings.HasPrefix(rows[0], `"latitude"`) {
		t.Fatalf("the first row is %q", rows[0])
	}
	return rows
}

// A flood of false sources takes little memory, and does not hide the real one.
func TestFalseSources(t *testing.T) {
	m := newModel()
	for i := range 50_000 {
		at := start.Add(time.Duration(i) * time.Millisecond)
		false := netip.AddrPortFrom(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}), 1)
		send(m, Drone, false, at, frameBytes(frame))
		send(m, Drone, false, at, frameBytes(frame))
		if i%100 == 0 {
			send(m, Drone, sender, at, frameBytes(frame))
		}
		if p := m.ports[Drone]; len(p.sources) > 2*maxSources || len(p.sources)+len(p.free) > 4*maxSources {
			t.Fatalf("%d sources and %d traces are kept", len(p.sources), len(p.free))
		}
	}
	n := m.Now(start.Add(50 * time.Second))
	first := n.Ports[Drone].Sources[0]
	if first.From != sender.String() || first.N != 500 {
		t.Errorf("the busiest is %+v", first)
	}
	if p := n.Ports[Drone]; len(p.Sources) != shownSources || p.Others != p.N-500-2*(shownSources-1) {
		t.Errorf("%d sources are shown, and %d of %d messages are of others", len(p.Sources), p.Others, p.N)
	}
	if len(n.Drones) != shownDetails {
		t.Errorf("%d drones are shown", len(n.Drones))
	}
	b, err := json.Marshal(n)
	if err != nil || len(b) > 64<<10 {
		t.Errorf("a picture has %d bytes (%v)", len(b), err)
	}
}

// hostile are messages that somebody sends to do harm, and why they are odd.
func hostile() []struct {
	stream int
	data   []byte
	odd    string
} {
	inf, nan, late, huge := frame, frame, frame, frame
	inf.AGX = float32(math.Inf(-1))
	nan.Date, nan.Barometer = math.NaN(), float32(math.NaN())
	late.Date = 1.83e12 // the year 60000
	huge.Pitch, huge.Roll, huge.Yaw, huge.Battery = math.MinInt32, math.MaxInt32, math.MinInt32, -1
	return []struct {
		stream int
		data   []byte
		odd    string
	}{
		{Sensors, nil, "empty"},
		{Sensors, []byte(strings.Repeat("9", 60_000)), "60000 bytes: recvfrom(1024) gives the first 1024"},
		{Sensors, []byte("\x1b]0;pwned\a\x1b[2J48.8,2.3,1,2,3"), "no plain ASCII: "},
		{Sensors, []byte("<script>alert(1)</script><img src=x onerror=alert(1)>"), "no GPS row: it has 1 of 5 values"},
		{Sensors, []byte("NaN,Inf,1,2,3"), "no GPS row: value 1 of 5 is not a number"},
		{Sensors, []byte("1e300,2,1,2,3"), "no place on the earth"},
		{Sensors, []byte("\u202eÉÇ\r\nevent: past\ndata: {}\n\n"), "no plain ASCII: "},
		{Drone, nil, "empty"},
		{Drone, frameBytes(frame)[:39], "39 bytes, a frame has 40"},
		{Drone, append(frameBytes(frame), 1), "41 bytes: only the first 40 are a frame"},
		{Drone, append(frameBytes(frame), make([]byte, 60_000)...), "60040 bytes: recvfrom(1024)"},
		{Drone, frameBytes(inf), "agx is not finite"},
		{Drone, frameBytes(nan), "barometer is not finite, date is none that Python can show"},
		{Drone, frameBytes(late), "date is none that Python can show"},
		{Drone, frameBytes(huge), "pitch is not between -180 and 180 degrees"},
	}
}

// Hostile messages are shown with the reason, and every picture is JSON in plain
// ASCII lines, without a control character.
func TestHostile(t *testing.T) {
	for i, tt := range hostile() {
		m := newModel()
		for range 3 {
			send(m, tt.stream, sender, start, tt.data)
		}
		n := m.Now(start)
		if len(n.Odd) != 3 || !strings.HasPrefix(n.Odd[0].Odd, tt.odd) || n.Ports[tt.stream].Odd != 3 || n.Odd[0].Length != len(tt.data) {
			t.Errorf("%d: %+v, want %s", i, n.Odd, tt.odd)
		}
		event := string(newEvent("now", n)) + string(newEvent("past", m.Past(start)))
		if lines := strings.Split(event, "\n"); len(lines) != 7 {
			t.Errorf("%d: two events have %d lines", i, len(lines))
		}
		for _, text := range []string{event, m.Text(start, 0)} {
			for _, c := range []byte(text) {
				if c != '\n' && (c < ' ' || c > '~') {
					t.Fatalf("%d: the byte %#x in %q", i, c, text)
				}
			}
		}
	}
}

// What is odd does not hide what is good.
func TestGood(t *testing.T) {
	m := newModel()
	send(m, Sensors, sender, start, []byte(`"latitude","longitude","altitude","accuracy","time"`+"\n"))
	send(m, Sensors, sender, start, []byte("7: 48.81,2.38,71,9,1415262848000\n"))
	send(m, Drone, sender, start, frameBytes(frame))
	n := m.Now(start)
	if len(n.Odd) != 0 {
		t.Errorf("odd: %+v", n.Odd)
	}
	if got := n.Drones[0]; got.Frame != frame || got.Hex != fmt.Sprintf("%x", frameBytes(frame)) {
		t.Errorf("the frame is %+v", got)
	}
	if got, want := n.Drones[0].Values[1:], "[12 -7 151 42 103.5 1.0 2.0 -1000.0]"; fmt.Sprint(got) != want {
		t.Errorf("the values are %v, want %v", got, want)
	}
	last := n.Messages[0]
	if want := "received message: 7: 48.81,2.38,71,9,1415262848000\nfrom: ('10.9.0.7', 40000)\n"; last.Alone != want {
		t.Errorf("2.1.2 prints %q, want %q", last.Alone, want)
	}
	if want := "#message from: ('10.9.0.7', 40000)\n#message to   : ('0.0.0.0', 52001)\n#message      : 7: 48.81,2.38,71,9,1415262848000\n"; last.Select != want {
		t.Errorf("2.1.4 prints %q, want %q", last.Select, want)
	}
	if m := newModel().Now(start); m.Ports[Sensors].Hint != "no sensors" || m.Ports[Drone].Hint != "no drone" {
		t.Errorf("without a message there is no hint: %+v", m.Ports)
	}
}

// A picture of nothing has empty lists, not null.
func TestNothing(t *testing.T) {
	b, err := json.Marshal(newModel().Now(start))
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("%s (%v)", b, err)
	}
}
