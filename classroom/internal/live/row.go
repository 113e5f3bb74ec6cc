package live

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"in43.example/pkg/drone"
	"in43.example/pkg/safetext"
)

// maxText is how many bytes of a text are shown.
const maxText = 200

// shown returns text in its harmless form, on one line, and not too long.
func shown(text []byte) []byte {
	text = bytes.TrimRight(text, "\r\n")
	more := len(text) > maxText
	out, _ := safetext.ASCII.Append(nil, text[:min(len(text), maxText)])
	if more {
		out = append(out, " ..."...)
	}
	return out
}

// A row is what a message of the sensors says (worksheet 2.1.2):
//
//	48.81121270075116,2.3841758263391872,58,35,1415262788000
//
// latitude and longitude in degrees, altitude and accuracy in metres, the time in
// ms since 1970. "station --seq" puts a number in front: "7: 48.81...".
type row struct {
	number              uint64
	numbered            bool
	header              bool // the names of the columns
	latitude, longitude float64
}

// parseRow reads a message of the sensors, and says what is odd about it.
func parseRow(m *Message) (r row, odd string) {
	if m.Length == 0 {
		return r, "empty"
	}
	if m.Truncated() {
		return r, oddBytes(m, "")
	}
	text := bytes.TrimRight(m.Data, "\r\n")
	if _, clean := safetext.ASCII.Append(nil, text); !clean {
		return r, "no plain ASCII: " + safetext.ASCII.Describe(text)
	}
	s := string(text)
	if number, rest, found := strings.Cut(s, ": "); found {
		if n, err := strconv.ParseUint(number, 10, 64); err == nil {
			r.number, r.numbered, s = n, true, rest
		}
	}
	fields := strings.Split(s, ",")
	if len(fields) == 5 && strings.Trim(fields[0], `"`) == "latitude" {
		r.header = true
		return r, ""
	}
	var values [5]float64
	for i := range values {
		if len(fields) != len(values) {
			return r, fmt.Sprintf("no GPS row: it has %d of 5 values", len(fields))
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(fields[i]), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return r, fmt.Sprintf("no GPS row: value %d of 5 is not a number", i+1)
		}
		values[i] = v
	}
	r.latitude, r.longitude = values[0], values[1]
	if math.Abs(r.latitude) > 90 || math.Abs(r.longitude) > 180 {
		return r, "no place on the earth: latitudes go to 90 degrees, longitudes to 180"
	}
	return r, ""
}

// oddBytes says what is odd about the length of a message. Otherwise is the answer
// for one that has an ordinary length.
func oddBytes(m *Message, otherwise string) string {
	switch {
	case m.Length == 0:
		return "empty"
	case m.Length > RecvSize:
		return fmt.Sprintf("%d bytes: recvfrom(%d) gives the first %d", m.Length, RecvSize, RecvSize)
	}
	return otherwise
}

// oddFrameLength says that more follows a frame.
func oddFrameLength(m *Message) string {
	return oddBytes(m, fmt.Sprintf("%d bytes: only the first %d are a frame", m.Length, drone.Size))
}

// maxDate is the first second of the year 10000 in UTC. Python's datetime ends
// there; in other time zones a few hours earlier or later.
const maxDate = 253_402_300_800

// oddFrame says what is odd about the values of a frame.
func oddFrame(f *drone.Frame) string {
	var odd []string
	for i, v := range [...]float64{float64(f.Barometer), float64(f.AGX), float64(f.AGY), float64(f.AGZ)} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			odd = append(odd, fmt.Sprintf("%s is not finite", fieldNames[5+i]))
		}
	}
	for i, v := range [...]int32{f.Pitch, f.Roll, f.Yaw} {
		if v < -180 || v > 180 {
			odd = append(odd, fmt.Sprintf("%s is not between -180 and 180 degrees", fieldNames[1+i]))
		}
	}
	if f.Battery < 0 || f.Battery > 100 {
		odd = append(odd, "battery is not between 0 and 100 %")
	}
	if !(-maxDate < f.Date && f.Date < maxDate) {
		odd = append(odd, "date is none that Python can show")
	}
	return strings.Join(odd, ", ")
}

// fieldNames are the fields of a frame, in their order.
var fieldNames = [...]string{"date", "pitch", "roll", "yaw", "battery", "barometer", "agx", "agy", "agz"}

// maxPoints is how many points of a walk are kept.
const maxPoints = 400

// A track is the way that a sensor has gone.
type track struct {
	began                 bool
	latitude, longitude   float64 // of the last point
	latitude0, longitude0 float64 // of the first
	points                [][2]float64
	length                float64 // m
}

// earth is the mean radius of the earth, in metres.
const earth = 6_371_000

// add adds a point, in degrees.
func (t *track) add(latitude, longitude float64) {
	if !t.began {
		t.began, t.latitude0, t.longitude0 = true, latitude, longitude
	} else {
		t.length += distance(t.latitude, t.longitude, latitude, longitude)
	}
	t.latitude, t.longitude = latitude, longitude
	if len(t.points) == maxPoints { // thin out the older half: the shape stays
		kept := t.points[:0]
		for i, p := range t.points {
			if i > maxPoints/2 || i%2 == 0 {
				kept = append(kept, p)
			}
		}
		t.points = kept
	}
	const radian = math.Pi / 180
	north := (latitude - t.latitude0) * radian * earth
	east := (longitude - t.longitude0) * radian * earth * math.Cos(t.latitude0*radian)
	t.points = append(t.points, [2]float64{round(east), round(north)})
}

// distance returns the metres between two points, given in degrees, on a sphere
// (haversine formula).
func distance(lat1, lon1, lat2, lon2 float64) float64 {
	const radian = math.Pi / 180
	sin2 := func(x float64) float64 { return math.Pow(math.Sin(x*radian/2), 2) }
	a := sin2(lat2-lat1) + math.Cos(lat1*radian)*math.Cos(lat2*radian)*sin2(lon2-lon1)
	return 2 * earth * math.Asin(math.Sqrt(min(1, a)))
}

// round rounds metres to decimetres.
func round(x float64) float64 { return math.Round(10*x) / 10 }
