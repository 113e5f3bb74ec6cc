package station

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// Properties of the simulated walk.
const (
	walkRows  = 60
	walkEvery = 15 * time.Second
	walkSpeed = 1.2 // m/s
)

// metresPerDegree is the length of a degree of latitude.
const metresPerDegree = 111_320

// NewWalk returns the log of someone who walks through a suburb of Paris with
// a GPS receiver: a header and 60 rows, one every 15 s. The seed decides the
// path.
func NewWalk(seed uint64) *Log {
	r := rand.New(rand.NewPCG(seed, 0x6b5))
	at := time.Date(2014, time.November, 6, 8, 30, 0, 0, time.UTC)
	lat, lon := 48.81+0.004*r.Float64(), 2.38+0.01*r.Float64()
	heading := 2 * math.Pi * r.Float64()
	alt, accuracy := 60+20*r.Float64(), 10.0

	text := []byte(sensorHeader)
	for range walkRows {
		text = strconv.AppendFloat(text, lat, 'f', -1, 64)
		text = append(text, ',')
		text = strconv.AppendFloat(text, lon, 'f', -1, 64)
		text = fmt.Appendf(text, ",%.0f,%.0f,%d\n", alt, accuracy, at.UnixMilli())

		at = at.Add(walkEvery)
		metres := walkEvery.Seconds() * walkSpeed * (0.85 + 0.3*r.Float64())
		heading += 0.4 * r.NormFloat64()
		lat += metres * math.Cos(heading) / metresPerDegree
		lon += metres * math.Sin(heading) / (metresPerDegree * math.Cos(lat*math.Pi/180))
		alt += 0.8 * r.NormFloat64()
		accuracy = min(max(accuracy+3*r.NormFloat64(), 4), 35)
	}
	log, err := ReadSensorLog("walk", bytes.NewReader(text))
	if err != nil {
		panic(err) // cannot happen: the text was written above
	}
	return log
}
