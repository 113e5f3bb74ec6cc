package station

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"in43.example/pkg/drone"
)

var (
	goodRow      = []byte("48.813728671885634,2.3934930846866003,105,5,1415263338000\n")
	goodFrame, _ = NewFlight(1, 10).Append(nil, 100, time.Unix(1629293659, 0))
)

// Each fault is what its name says, and occurs in all its forms.
func TestFaults(t *testing.T) {
	isASCII := func(b []byte) bool { return !slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 }) }
	const tries = 1000
	for _, test := range []struct {
		name    string
		faults  map[string]fault
		message []byte
		always  func(b []byte) bool
		once    []func(b []byte) bool
	}{
		{"short", droneFaults, goodFrame,
			func(b []byte) bool { return len(b) >= 1 && len(b) < drone.Size && bytes.HasPrefix(goodFrame, b) },
			[]func([]byte) bool{func(b []byte) bool { return len(b) == 1 }, func(b []byte) bool { return len(b) == 39 }}},
		{"short", sensorFaults, goodRow,
			func(b []byte) bool { return len(b) >= 1 && len(b) < len(goodRow) && bytes.HasPrefix(goodRow, b) }, nil},
		{"long", droneFaults, goodFrame,
			func(b []byte) bool { return len(b) > drone.Size && len(b) <= 100 && bytes.HasPrefix(b, goodFrame) }, nil},
		{"long", sensorFaults, goodRow,
			func(b []byte) bool { return len(b) > 59_000 && len(b) <= 60_000 && isASCII(b) && b[len(b)-1] == '\n' }, nil},
		{"non-ascii", sensorFaults, goodRow,
			func(b []byte) bool { return !isASCII(b) && b[len(b)-1] == '\n' },
			[]func([]byte) bool{utf8.Valid, func(b []byte) bool { return !utf8.Valid(b) }}},
		{"escape", sensorFaults, goodRow,
			func(b []byte) bool {
				return bytes.ContainsFunc(bytes.TrimSpace(b), func(r rune) bool { return r < ' ' || r == utf8.RuneError })
			},
			[]func([]byte) bool{func(b []byte) bool { return bytes.Contains(b, []byte("\x1b[2J")) }}},
		{"garbage", droneFaults, goodFrame,
			func(b []byte) bool { return len(b) <= 200 },
			[]func([]byte) bool{func(b []byte) bool { return len(b) == 0 }, func(b []byte) bool { return len(b) > drone.Size }}},
		{"garbage", sensorFaults, goodRow,
			func(b []byte) bool { return len(b) <= 200 },
			[]func([]byte) bool{func(b []byte) bool { return len(b) == 0 }, func(b []byte) bool { return len(b) > 0 && !isASCII(b) }}},
	} {
		r := rand.New(rand.NewPCG(1, 2))
		met := make([]bool, len(test.once))
		good := bytes.Clone(test.message)
		for range tries {
			b := test.faults[test.name](r, nil, good)
			if !test.always(b) {
				t.Fatalf("%s, %d bytes: %.100q", test.name, len(b), b)
			}
			for i, form := range test.once {
				met[i] = met[i] || form(b)
			}
		}
		if slices.Contains(met, false) {
			t.Errorf("%s: in %d of them, which of the forms: %v", test.name, tries, met)
		}
		if !bytes.Equal(good, test.message) {
			t.Errorf("%s: the message has changed", test.name)
		}
	}
}

// Faults are sent in addition to the messages, about one after every ten. The
// same seed gives the same faults.
func TestFaultsAreMixedIn(t *testing.T) {
	const n = 10_000
	run := func(seed uint64) (datagrams [][]byte, faults int64) {
		s := Stream{To: []netip.AddrPort{one}, Faults: DroneFaults(faultNames, seed)}
		s.Conn = fakeConn(func(b []byte, _ netip.AddrPort) error {
			datagrams = append(datagrams, bytes.Clone(b))
			return nil
		})
		for range n {
			if err := s.Send(t.Context(), goodFrame); err != nil {
				t.Fatal(err)
			}
		}
		sent, faults, unsent := s.Sent()
		if sent != n || unsent != 0 {
			t.Errorf("sent %d, not sent %d; want %d and 0", sent, unsent, n)
		}
		return datagrams, faults
	}
	datagrams, faults := run(1)
	if faults < n/10*8/10 || faults > n/10*12/10 {
		t.Errorf("%d faults among %d messages, want about one in ten", faults, n)
	}
	good := 0
	for _, b := range datagrams {
		if bytes.Equal(b, goodFrame) {
			good++
		}
	}
	if good != n || len(datagrams) != n+int(faults) {
		t.Errorf("%d datagrams, %d of them good; want %d and %d", len(datagrams), good, n+int(faults), n)
	}
	again, _ := run(1)
	if !slices.EqualFunc(datagrams, again, bytes.Equal) {
		t.Error("the same seed gives other faults")
	}
	other, _ := run(2)
	if slices.EqualFunc(datagrams, other, bytes.Equal) {
		t.Error("another seed gives the same faults")
	}
}

func TestFaultNames(t *testing.T) {
	if err := CheckFaults([]string{"short", "escape"}); err != nil {
		t.Error(err)
	}
	if err := CheckFaults([]string{"short", "shrt"}); err == nil {
		t.Error("shrt is a fault")
	}
	if DroneFaults([]string{"escape", "non-ascii"}, 1) != nil || DroneFaults(nil, 1) != nil || SensorFaults(nil, 1) != nil {
		t.Error("a stream has faults that nobody asked for")
	}
	for _, name := range faultNames {
		if SensorFaults([]string{name}, 1) == nil {
			t.Errorf("the sensors do not know %s", name)
		}
	}
}
