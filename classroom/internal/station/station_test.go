package station

import (
	"errors"
	"net/netip"
	"regexp"
	"testing"
)

// A conn takes every datagram, or fails each time.
type conn struct{ err error }

func (c conn) WriteToUDPAddrPort(b []byte, _ netip.AddrPort) (int, error) { return len(b), c.err }

// open opens a station for the test, with two drones.
func open(t *testing.T, count int64) *Station {
	t.Helper()
	st, err := Open(t.Context(), Settings{
		Sensors: Feed{Port: 52001, Rate: 1000}, Drone: Feed{Port: 52002, Rate: 1000}, Drones: 2,
		From: netip.IPv4Unspecified(), To: []netip.Addr{netip.MustParseAddr("127.0.0.1")},
		Count: count,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func TestStation(t *testing.T) {
	st := open(t, 3)
	want := regexp.MustCompile(`^sensors: a simulated walk, 1000 a second, from port \d+ to 127\.0\.0\.1:52001 \(this machine only\)
drone 1: a simulated flight, 1000 a second, from port \d+ to 127\.0\.0\.1:52002 \(this machine only\)
drone 2: a simulated flight, .*\n$`)
	if got := st.String(); !want.MatchString(got) {
		t.Errorf("the streams are\n%s", got)
	}
	for _, p := range st.players {
		p.Conn = conn{}
	}
	if err := st.Play(t.Context()); err != nil {
		t.Error(err)
	}
	if got, want := st.Total(), "sensors 3, drone 6 from 2 sources"; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// If a stream fails, the others end too.
func TestStationFails(t *testing.T) {
	st := open(t, 0)
	broken := errors.New("no cable")
	for _, p := range st.players {
		p.Conn = conn{}
	}
	st.players[1].Conn = conn{broken}
	if err := st.Play(t.Context()); !errors.Is(err, broken) {
		t.Errorf("the error is %v, want one that wraps %v", err, broken)
	}
}
