package station

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"in43.example/pkg/drone"
)

// stateNames are the values of a Tello's state that go into a frame, in the
// order of the frame.
var stateNames = []string{"pitch", "roll", "yaw", "bat", "baro", "agx", "agy", "agz"}

// ParseState converts a state packet of a DJI Tello into a frame. Its date is
// not set, since the packet has none. A state is ASCII text that ends in \r\n:
//
//	pitch:0;roll:1;yaw:-15;vgx:0; ... bat:71;baro:143.52; ... agz:-999.00;
//
// SDK 1.3 sends 16 values, SDK 2.0 five more, about the mission pads. ParseState
// takes the values that it needs, in any order. An error names the value that
// is missing or wrong.
func ParseState(state []byte) (drone.Frame, error) {
	var f drone.Frame
	fields := make([]string, len(stateNames))
	found := make([]bool, len(stateNames))
	for pair := range strings.SplitSeq(strings.TrimSpace(string(state)), ";") {
		key, value, ok := strings.Cut(pair, ":")
		if !ok && pair != "" {
			return f, fmt.Errorf("%s in the state is not of the form name:value", quote(pair))
		}
		if i := slices.Index(stateNames, key); i >= 0 {
			fields[i], found[i] = value, true
		}
	}
	if i := slices.Index(found, false); i >= 0 {
		return f, fmt.Errorf("the state has no %s", stateNames[i])
	}

	p := fieldParser{names: stateNames, fields: fields}
	f.Pitch = p.int(0)
	f.Roll = p.int(1)
	f.Yaw = p.int(2)
	f.Battery = p.int(3)
	floats := [...]*float32{&f.Barometer, &f.AGX, &f.AGY, &f.AGZ}
	for i, to := range floats {
		v := p.float(4+i, 32)
		if p.err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
			p.err = fmt.Errorf("%s %s is not a number", stateNames[4+i], quote(fields[4+i]))
		}
		*to = float32(v)
	}
	if p.err != nil {
		return drone.Frame{}, p.err
	}
	return f, nil
}
