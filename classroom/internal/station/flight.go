package station

import (
	"math"
	"math/rand/v2"
	"time"

	"in43.example/pkg/drone"
)

// The phases of a flight, in seconds. The drone stands, takes off, hovers, flies
// a square of four legs with a turn after each, hovers, lands and stands again.
const (
	takeOffAt = 3.0
	takeOff   = 4.0
	squareAt  = takeOffAt + takeOff + 2
	leg       = 6.0
	turn      = 3.0
	landAt    = squareAt + 4*(leg+turn) + 2
	landing   = 6.0
	flight    = landAt + landing + 4
)

const (
	legLength   = 5.0  // m
	ground      = 103  // m, what the barometer shows on the ground
	perFlight   = 8.0  // percent of the battery that one flight uses
	perBattery  = 10   // flights before the battery is replaced
	gravity     = 9.81 // m/s^2
	milliG      = 1000 // 1 g in the unit of agx, agy and agz
	radToDegree = 180 / math.Pi
)

// A Flight is a [Source]: the frames of a drone that flies one square after
// another. When the battery is low, someone replaces it between two flights.
type Flight struct {
	// Rate is the number of frames a second.
	Rate float64
	// Lead is how far into its first flight the drone is at the start.
	Lead time.Duration

	seed    uint64
	heading float64 // degrees, of the first leg
	charge  float64 // percent, of a battery that was just put in
	lean    [2]float64
	gusts   [4]gust
}

// A gust is what the wind does in one direction: a sum of waves.
type gust [3]struct{ frequency, phase float64 }

func (g *gust) at(t float64) float64 {
	sum := 0.0
	for _, wave := range g {
		sum += math.Sin(2*math.Pi*wave.frequency*t + wave.phase)
	}
	return sum / float64(len(g))
}

// NewFlight returns a flight of rate frames a second. The seed decides the
// heading, the heights, the wind and the batteries.
func NewFlight(seed uint64, rate float64) *Flight {
	r := rand.New(rand.NewPCG(seed, 0xf1))
	f := &Flight{
		Rate:    rate,
		seed:    seed,
		heading: 360*r.Float64() - 180,
		charge:  100 - 5*r.Float64(),
		lean:    [2]float64{r.NormFloat64() / 2, r.NormFloat64() / 2}, // the ground is not quite level
	}
	for i := range f.gusts {
		for k, frequency := range [...]float64{0.13, 0.41, 0.97} {
			f.gusts[i][k].frequency = frequency * (0.8 + 0.4*r.Float64())
			f.gusts[i][k].phase = 2 * math.Pi * r.Float64()
		}
	}
	return f
}

// Offset implements [Source].
func (f *Flight) Offset(i int64) time.Duration { return nth(i, f.Rate) }

// Append implements [Source]. The date of a frame is the time at which it is
// due.
func (f *Flight) Append(b []byte, i int64, due time.Time) ([]byte, error) {
	frame := f.At(f.Offset(i))
	frame.Date = seconds(due)
	return frame.AppendBinary(b)
}

// At returns the frame at the time d after the start. Its date is not set.
func (f *Flight) At(d time.Duration) drone.Frame {
	t := (d + f.Lead).Seconds()
	number := math.Floor(t / flight)
	u := t - number*flight // time since the start of this flight

	// Each flight has a height of its own, and every second one turns right.
	top := 1.2 + 1.6*f.chance(number)
	side := 1 - 2*math.Mod(number, 2)

	rise, riseAccel := ease(u-takeOffAt, takeOff)
	sink, sinkAccel := ease(u-landAt, landing)
	airborne := rise - sink // 0 on the ground, 1 at the top
	climb := top * (riseAccel - sinkAccel)

	var ahead, yaw, bank float64
	for k := range 4 {
		start := u - squareAt - float64(k)*(leg+turn)
		_, a := ease(start, leg)
		ahead += legLength * a
		turned, _ := ease(start-leg, turn)
		yaw += 90 * side * turned
		bank += 9 * side * bump(start-leg, turn)
	}

	// The drone leans forward, nose down, to gain speed, back to lose it, and
	// against the wind all the time.
	pitch := -math.Atan(ahead/gravity)*radToDegree + f.lean[0] + 2*airborne*f.gusts[0].at(t)
	roll := bank + f.lean[1] + 2*airborne*f.gusts[1].at(t)
	yaw += f.heading + 2*airborne*f.gusts[2].at(t)

	// The accelerometer shows gravity as the tilted drone feels it, the
	// acceleration of the climb, and the vibration of the motors.
	sp, cp := math.Sincos(pitch / radToDegree)
	sr, cr := math.Sincos(roll / radToDegree)
	shake := 2 + 8*airborne
	agx := milliG*sp + shake*math.Sin(2*math.Pi*7.3*t)
	agy := -milliG*sr*cp + shake*math.Sin(2*math.Pi*8.9*t)
	agz := -milliG*cp*cr*(1+climb/gravity) + shake*math.Sin(2*math.Pi*11.7*t)

	// The weather slowly changes what the barometer shows.
	barometer := ground + 0.4*math.Sin(2*math.Pi*t/600+f.heading) + top*airborne + 0.04*f.gusts[3].at(t)

	used := perFlight * (math.Mod(number, perBattery) + min(max((u-takeOffAt)/(landAt+landing-takeOffAt), 0), 1))
	return drone.Frame{ // through int32, so that no float is -0
		Pitch:     int32(math.Round(pitch)),
		Roll:      int32(math.Round(roll)),
		Yaw:       int32(math.Round(math.Remainder(yaw, 360))),
		Battery:   int32(f.charge - used),
		Barometer: float32(math.Round(barometer*100) / 100),
		AGX:       float32(int32(math.Round(agx))),
		AGY:       float32(int32(math.Round(agy))),
		AGZ:       float32(int32(math.Round(agz))),
	}
}

// chance returns a number from 0 to 1 for the flight of the given number.
func (f *Flight) chance(number float64) float64 {
	var p rand.PCG
	p.Seed(f.seed, uint64(number))
	return float64(p.Uint64()) / (1 << 64)
}

// ease describes a move from 0 to 1 that starts at t = 0, takes the time d, and
// is at rest at both ends. It returns the position and the acceleration (1/s^2)
// at t.
func ease(t, d float64) (position, acceleration float64) {
	u := min(max(t/d, 0), 1)
	return u * u * u * (10 + u*(6*u-15)), u * (60 + u*(120*u-180)) / (d * d)
}

// bump rises from 0 to 1 and falls back to 0, from t = 0 to t = d.
func bump(t, d float64) float64 {
	u := min(max(t/d, 0), 1)
	return 16 * u * u * (1 - u) * (1 - u)
}
