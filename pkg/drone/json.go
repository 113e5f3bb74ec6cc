package drone

import (
	"math"
	"strconv"

	"in43.example/pkg/pyfmt"
)

// MarshalJSON returns f as an object with the names and the order of the
// worksheet: date, pitch, roll, yaw, battery, barometer, agx, agy, agz. The
// numbers are those that Python's json.dumps writes for what struct.unpack
// returns. So a float32 is converted to a float64 first: 103.63 is
// 103.62999725341797. JSON has no number for NaN and the infinities: they are
// the strings "NaN", "Infinity" and "-Infinity", as in the JSON of Protocol
// Buffers.
func (f Frame) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 192)
	b = appendFloat(append(b, `{"date":`...), f.Date)
	b = strconv.AppendInt(append(b, `,"pitch":`...), int64(f.Pitch), 10)
	b = strconv.AppendInt(append(b, `,"roll":`...), int64(f.Roll), 10)
	b = strconv.AppendInt(append(b, `,"yaw":`...), int64(f.Yaw), 10)
	b = strconv.AppendInt(append(b, `,"battery":`...), int64(f.Battery), 10)
	b = appendFloat(append(b, `,"barometer":`...), float64(f.Barometer))
	b = appendFloat(append(b, `,"agx":`...), float64(f.AGX))
	b = appendFloat(append(b, `,"agy":`...), float64(f.AGY))
	b = appendFloat(append(b, `,"agz":`...), float64(f.AGZ))
	return append(b, '}'), nil
}

// appendFloat appends x as Python's repr writes it or, if it is not a number, its
// name.
func appendFloat(b []byte, x float64) []byte {
	switch {
	case math.IsNaN(x):
		return append(b, `"NaN"`...)
	case math.IsInf(x, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(b, `"-Infinity"`...)
	}
	return pyfmt.AppendFloat(b, x)
}
