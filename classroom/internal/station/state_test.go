package station

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"in43.example/pkg/drone"
)

// What real drones sent to port 8890.
var seenStates = []struct {
	state string
	frame drone.Frame
}{
	{"pitch:0;roll:1;yaw:-15;vgx:0;vgy:4;vgz:0;templ:64;temph:67;tof:82;h:80;bat:71;baro:143.52;time:94;agx:-3.00;agy:1.00;agz:-999.00;\r\n",
		drone.Frame{Pitch: 0, Roll: 1, Yaw: -15, Battery: 71, Barometer: 143.52, AGX: -3, AGY: 1, AGZ: -999}},
	{"mid:-1;x:-100;y:-100;z:-100;mpry:0,0,0;pitch:-1;roll:0;yaw:0;vgx:0;vgy:0;vgz:0;templ:66;temph:69;tof:10;h:0;bat:58;baro:101.66;time:0;agx:-32.00;agy:-10.00;agz:-998.00;\r\n",
		drone.Frame{Pitch: -1, Battery: 58, Barometer: 101.66, AGX: -32, AGY: -10, AGZ: -998}},
	{"pitch:-1;roll:0;yaw:0;vgx:0;vgy:0;vgz:0;templ:67;temph:68;tof:10;h:0;bat:94;baro:-8.24;time:0;agx:-26.00;agy:7.00;agz:-997.00;\r\n",
		drone.Frame{Pitch: -1, Battery: 94, Barometer: -8.24, AGX: -26, AGY: 7, AGZ: -997}},
	{"mid:-1;x:0;y:0;z:0;mpry:0,0,0;pitch:0;roll:0;yaw:0;vgx:0;vgy:0;vgz:0;templ:79;temph:82;tof:6553;h:0;bat:89;baro:51.81;time:0;agx:-8.00;agy:4.00;agz:-1050.00;\r\n",
		drone.Frame{Battery: 89, Barometer: 51.81, AGX: -8, AGY: 4, AGZ: -1050}},
	{"pitch:17;roll:10;yaw:2;vgx:0;vgy:0;vgz:0;templ:55;temph:59;tof:10;h:0;bat:79;baro:-11.73;time:9;agx:314.00;agy:-176.00;agz:-935.00;\r\n",
		drone.Frame{Pitch: 17, Roll: 10, Yaw: 2, Battery: 79, Barometer: -11.73, AGX: 314, AGY: -176, AGZ: -935}},
}

func TestParseState(t *testing.T) {
	for _, seen := range seenStates {
		backwards := strings.Split(strings.TrimSpace(seen.state), ";")
		for i, j := 0, len(backwards)-1; i < j; i, j = i+1, j-1 {
			backwards[i], backwards[j] = backwards[j], backwards[i]
		}
		for _, state := range []string{
			seen.state,
			strings.TrimSpace(seen.state),
			strings.TrimSuffix(strings.TrimSpace(seen.state), ";"),
			strings.Join(backwards, ";"),
			"new:a:b;" + seen.state,
		} {
			got, err := ParseState([]byte(state))
			if err != nil || got != seen.frame {
				t.Errorf("%q:\n%+v (error %v), want\n%+v", state, got, err, seen.frame)
			}
		}
	}
}

func TestParseStateErrors(t *testing.T) {
	good := seenStates[0].state
	for _, test := range []struct{ old, new, want string }{
		{good, "", "the state has no pitch"},
		{good, "error", `"error" in the state is not of the form name:value`},
		{"bat:71;", "", "the state has no bat"},
		{"agz:-999.00;", "", "the state has no agz"},
		{"bat:71", "bat:", `bat "" is not a whole number`},
		{"yaw:-15", "yaw:-15.5", `yaw "-15.5" is not a whole number`},
		{"roll:1", "roll:99999999999", `roll "99999999999" is out of range`},
		{"baro:143.52", "baro:x", `baro "x" is not a number`},
		{"agx:-3.00", "agx:nan", `agx "nan" is not a number`},
		{"agy:1.00", "agy:inf", `agy "inf" is not a number`},
		{"agy:1.00", "agy:1e39", `agy "1e39" is out of range`},
		{"h:80", "\x1b[2J", `"\x1b[2J" in the state is not of the form name:value`},
	} {
		_, err := ParseState([]byte(strings.Replace(good, test.old, test.new, 1)))
		if err == nil || err.Error() != test.want {
			t.Errorf("%q for %q: error %v, want %s", test.new, test.old, err, test.want)
		}
	}
}

// For any packet there is an error, or a frame that stays the same when it is
// written as a state and parsed again.
func FuzzParseState(f *testing.F) {
	for _, seen := range seenStates {
		f.Add([]byte(seen.state))
	}
	f.Add([]byte("pitch:0;;;roll:1;bat:\x00"))
	f.Fuzz(func(t *testing.T, state []byte) {
		g, err := ParseState(state)
		if err != nil {
			checkText(t, err)
			if g != (drone.Frame{}) {
				t.Fatalf("%+v with the error %v", g, err)
			}
			return
		}
		for _, v := range []float32{g.Barometer, g.AGX, g.AGY, g.AGZ} {
			if v := float64(v); math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v", g)
			}
		}
		text := fmt.Sprintf("agz:%v;agy:%v;agx:%v;baro:%v;bat:%d;yaw:%d;roll:%d;pitch:%d", g.AGZ, g.AGY, g.AGX, g.Barometer, g.Battery, g.Yaw, g.Roll, g.Pitch)
		if again, err := ParseState([]byte(text)); err != nil || again != g {
			t.Fatalf("%s is %+v (error %v), want %+v", text, again, err, g)
		}
	})
}
