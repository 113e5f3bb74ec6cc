package station

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strconv"
	"strings"
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
		{"duplicate", sensorFaults, goodRow, func(b []byte) bool { return bytes.Equal(b, goodRow) }, nil},
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

// sendAll sends n messages with these faults, the first one "1 ", the second one
// "2 ", and returns all datagrams as one text.
func sendAll(t *testing.T, n int, faults *Faults) (datagrams string, sent, mixedIn int64) {
	t.Helper()
	var all strings.Builder
	s := Stream{To: []netip.AddrPort{one}, Faults: faults}
	s.Conn = fakeConn(func(b []byte, _ netip.AddrPort) error {
		all.Write(b)
		return nil
	})
	if err := s.Play(t.Context(), AtRate(spaced{}, 1e6), int64(n), time.Now(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	sent, mixedIn, unsent := s.Sent()
	if unsent != 0 {
		t.Errorf("%d messages were not sent", unsent)
	}
	return all.String(), sent, mixedIn
}

// spaced is a source of the messages "1 ", "2 ", "3 ".
type spaced struct{ Source }

func (spaced) Append(b []byte, i int64, _ time.Time) ([]byte, error) {
	return append(strconv.AppendInt(b, i+1, 10), ' '), nil
}

// Faults happen to about one message in ten. Those that are datagrams of their own
// are sent in addition to the messages. The same seed gives the same faults.
func TestFaultsAreMixedIn(t *testing.T) {
	const n = 10_000
	names := FaultNames[:5]
	text, sent, faults := sendAll(t, n, DroneFaults(names, 1))
	if faults < n/10*8/10 || faults > n/10*12/10 {
		t.Errorf("%d faults among %d messages, want about one in ten", faults, n)
	}
	if sent != n {
		t.Errorf("sent %d, want %d", sent, n)
	}
	if again, _, _ := sendAll(t, n, DroneFaults(names, 1)); again != text {
		t.Error("the same seed gives other faults")
	}
	if other, _, _ := sendAll(t, n, DroneFaults(names, 2)); other == text {
		t.Error("another seed gives the same faults")
	}
}

// The faults of a bad network drop, repeat or delay messages, and change none.
func TestBadNetwork(t *testing.T) {
	const n = 1000
	for _, make := range []func([]string, uint64) *Faults{SensorFaults, DroneFaults} {
		for _, name := range []string{"drop", "duplicate", "reorder"} {
			text, sent, faults := sendAll(t, n, make([]string{name}, 1))
			var got []int
			for word := range strings.FieldsSeq(text) {
				number, err := strconv.Atoi(word)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, number)
			}
			sorted := slices.Sorted(slices.Values(got))
			missing := n - len(slices.Compact(sorted))
			twice, late, last := 0, 0, 0
			for _, number := range got {
				switch {
				case number == last:
					twice++
				case number == last-1:
					late++
				case number < last:
					t.Fatalf("%s: %d comes after %d", name, number, last)
				}
				last = number
			}
			f := int(faults)
			want := map[string][3]int{"drop": {f, 0, 0}, "duplicate": {0, f, 0}, "reorder": {0, 0, f}}[name]
			if result := [3]int{missing, twice, late}; result != want || f < 50 {
				t.Errorf("%s: %d faults; %v missing, twice and late", name, f, result)
			}
			if wantSent := n - missing; int(sent) != wantSent {
				t.Errorf("%s: sent %d, want %d", name, sent, wantSent)
			}
		}
	}
}

// A message that is held back is sent at the end, if no other follows.
func TestHeldBack(t *testing.T) {
	for n := 1; n < 30; n++ {
		text, _, _ := sendAll(t, n, SensorFaults([]string{"reorder"}, 1))
		if got := len(strings.Fields(text)); got != n {
			t.Errorf("%d of %d messages are sent: %s", got, n, text)
		}
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
	for _, name := range FaultNames {
		if SensorFaults([]string{name}, 1) == nil {
			t.Errorf("the sensors do not know %s", name)
		}
	}
}
