package station

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"in43.example/pkg/drone"
)

// Faults decides what goes wrong, with about one message in ten. Most faults are
// unexpected datagrams, like those that come from other programs, or from people
// who try out what happens: they are sent in addition to the good messages. The
// others are those of a bad network. A nil *Faults has none.
type Faults struct {
	known map[string]fault
	names []string // of those to choose from
	rand  *rand.Rand
}

// A fault appends to b an unexpected datagram, made from the message good. It is
// nil if it sends none: then it delays or drops the message itself.
type fault func(r *rand.Rand, b, good []byte) []byte

// FaultNames are the names of all faults.
var FaultNames = []string{"short", "long", "non-ascii", "escape", "garbage", "drop", "duplicate", "reorder"}

// The faults for rows and for frames. A frame may contain any byte, so the
// faults of text do not apply to it.
var (
	sensorFaults = map[string]fault{"short": short, "long": longRow, "non-ascii": nonASCII, "escape": escape, "garbage": garbage,
		"drop": nil, "duplicate": duplicate, "reorder": nil}
	droneFaults = map[string]fault{"short": short, "long": longFrame, "garbage": garbage,
		"drop": nil, "duplicate": duplicate, "reorder": nil}
)

// CheckFaults returns an error if one of names is not the name of a fault.
func CheckFaults(names []string) error {
	for _, name := range names {
		if !slices.Contains(FaultNames, name) {
			return fmt.Errorf("%q is not a fault; choose from %s", name, strings.Join(FaultNames, ", "))
		}
	}
	return nil
}

// SensorFaults returns the faults of the given names for a stream of rows, or
// nil if there are none. The seed decides which of them is sent when.
//
//	short      a row that is cut off
//	long       a row of 60 kB
//	non-ascii  a row with letters in UTF-8 or Latin-1
//	escape     a row with ANSI escape sequences, which a terminal would obey
//	garbage    0 to 200 random bytes
//	drop       the row is not sent
//	duplicate  the row is sent twice
//	reorder    the row is sent after the next one
func SensorFaults(names []string, seed uint64) *Faults { return newFaults(sensorFaults, names, seed) }

// DroneFaults is SensorFaults for a stream of frames: a short one has 1 to 39
// bytes, a long one a frame and up to 60 bytes more. The names non-ascii and
// escape have no meaning here.
func DroneFaults(names []string, seed uint64) *Faults { return newFaults(droneFaults, names, seed) }

func newFaults(known map[string]fault, names []string, seed uint64) *Faults {
	f := &Faults{known: known, rand: rand.New(rand.NewPCG(seed, 0xfa))}
	for _, name := range FaultNames { // the same order, however names is sorted
		if _, ok := known[name]; ok && slices.Contains(names, name) {
			f.names = append(f.names, name)
		}
	}
	if f.names == nil {
		return nil
	}
	return f
}

// next returns the name of the fault that happens to the next message, or "".
func (f *Faults) next() string {
	if f == nil || f.rand.IntN(10) != 0 {
		return ""
	}
	return f.names[f.rand.IntN(len(f.names))]
}

// datagram appends to b the datagram of the fault with that name, made from the
// message good. It returns false if there is none.
func (f *Faults) datagram(name string, b, good []byte) ([]byte, bool) {
	if name == "" || f.known[name] == nil {
		return b, false
	}
	return f.known[name](f.rand, b, good), true
}

func duplicate(_ *rand.Rand, b, good []byte) []byte { return append(b, good...) }

func short(r *rand.Rand, b, good []byte) []byte {
	return append(b, good[:1+r.IntN(len(good)-1)]...)
}

func longFrame(r *rand.Rand, b, good []byte) []byte {
	return appendRandom(r, append(b, good...), 1+r.IntN(60))
}

func longRow(_ *rand.Rand, b, good []byte) []byte {
	row := bytes.TrimSuffix(good, []byte("\n"))
	for len(b)+2*(len(row)+1) <= 60_000 {
		b = append(append(b, row...), ',')
	}
	return append(append(b, row...), '\n')
}

func nonASCII(r *rand.Rand, b, good []byte) []byte {
	return insert(r, b, good, "48°48′N", "\xc9vry \xb0C", "Évry-sur-Seine", "日本", "\xff\xfe")
}

func escape(r *rand.Rand, b, good []byte) []byte {
	return insert(r, b, good, "\x1b[2J\x1b[H", "\x1b[31mred", "\x1b]0;title\a", "\x1b[?25l", "\x9b7m", "\r\x1b[K", "\b\b\b\b")
}

// insert appends good to b, with one of texts before the end of the line.
func insert(r *rand.Rand, b, good []byte, texts ...string) []byte {
	b = append(b, bytes.TrimSuffix(good, []byte("\n"))...)
	b = append(b, ',')
	b = append(b, texts[r.IntN(len(texts))]...)
	return append(b, '\n')
}

func garbage(r *rand.Rand, b, _ []byte) []byte {
	if r.IntN(4) == 0 {
		return b // an empty datagram
	}
	return appendRandom(r, b, 1+r.IntN(5*drone.Size))
}

func appendRandom(r *rand.Rand, b []byte, n int) []byte {
	for range n {
		b = append(b, byte(r.Uint32()))
	}
	return b
}
