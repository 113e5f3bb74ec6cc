package station

import (
	"math"
	"testing"
	"time"

	"in43.example/pkg/drone"
)

// Over more than the life of a battery, at the classroom's rate, every value is
// possible for a drone, and no value jumps.
func TestFlight(t *testing.T) {
	const rate = 9.8
	for seed := range uint64(5) {
		f := NewFlight(seed, rate)
		frames := flight * (perBattery + 1.5) * rate
		last := f.At(0)
		swaps := 0
		lowest, highest := last, last
		for i := range int64(frames) {
			at := f.Offset(i)
			g := f.At(at)
			fail := func(what string) {
				t.Helper()
				t.Fatalf("seed %d, %v: %s:\n%+v after\n%+v", seed, at, what, g, last)
			}
			switch {
			case abs(g.Pitch) > 30 || abs(g.Roll) > 30 || abs(g.Yaw) > 180:
				fail("an angle")
			case g.Battery < 5 || g.Battery > 100:
				fail("the battery")
			case g.Barometer < 102 || g.Barometer > 107:
				fail("the barometer")
			case math.Abs(float64(g.AGZ)+1000) > 200:
				fail("agz is not about -1000")
			}
			for _, v := range []float32{g.AGX, g.AGY, g.AGZ} {
				if v != float32(int32(v)) || v == 0 && math.Signbit(float64(v)) {
					fail("an acceleration is not a whole number")
				}
			}
			// The accelerometer shows the tilt, apart from rounding and shaking.
			if want := 1000 * math.Sin(float64(g.Pitch)*math.Pi/180); math.Abs(float64(g.AGX)-want) > 20 {
				fail("agx is not that of the pitch")
			}
			if want := -1000 * math.Sin(float64(g.Roll)*math.Pi/180); math.Abs(float64(g.AGY)-want) > 20 {
				fail("agy is not that of the roll")
			}

			turned := math.Remainder(float64(g.Yaw-last.Yaw), 360)
			switch {
			case abs(g.Pitch-last.Pitch) > 3 || abs(g.Roll-last.Roll) > 3 || math.Abs(turned) > 8:
				fail("an angle jumps")
			case math.Abs(float64(g.Barometer-last.Barometer)) > 0.2:
				fail("the height jumps")
			}
			switch fell := last.Battery - g.Battery; {
			case fell > 1:
				fail("the battery falls too fast")
			case fell < 0:
				if swaps++; last.Battery > 25 || g.Battery < 95 {
					fail("the battery is charged in flight")
				}
			}
			lowest.Barometer, highest.Barometer = min(lowest.Barometer, g.Barometer), max(highest.Barometer, g.Barometer)
			lowest.Pitch, highest.Pitch = min(lowest.Pitch, g.Pitch), max(highest.Pitch, g.Pitch)
			lowest.Yaw, highest.Yaw = min(lowest.Yaw, g.Yaw), max(highest.Yaw, g.Yaw)
			last = g
		}
		if swaps != 1 {
			t.Errorf("seed %d: %d new batteries, want 1", seed, swaps)
		}
		if highest.Barometer-lowest.Barometer < 1 || highest.Pitch-lowest.Pitch < 8 || highest.Yaw-lowest.Yaw < 340 {
			t.Errorf("seed %d: it does not fly: from\n%+v to\n%+v", seed, lowest, highest)
		}
	}
}

func abs(v int32) int32 { return max(v, -v) }

func TestFlightSeed(t *testing.T) {
	at := 20 * time.Second
	if a, b := NewFlight(1, 10).At(at), NewFlight(1, 10).At(at); a != b {
		t.Errorf("one seed, two flights: %+v, %+v", a, b)
	}
	if a, b := NewFlight(1, 10).At(at), NewFlight(2, 10).At(at); a == b {
		t.Errorf("two seeds, one flight: %+v", a)
	}
}

// The date is the time at which the frame is due; the values are those of that
// moment.
func TestFlightAppend(t *testing.T) {
	f := NewFlight(1, 4)
	due := time.Unix(1629293659, 394_275_200)
	b, err := f.Append(nil, 80, due)
	if err != nil {
		t.Fatal(err)
	}
	var got drone.Frame
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	want := f.At(20 * time.Second)
	want.Date = 1629293659.3942752
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
