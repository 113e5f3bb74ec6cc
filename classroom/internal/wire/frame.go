package wire

import (
	"strconv"

	"in43.example/pkg/drone"
	"in43.example/pkg/pyfmt"
)

// A Field is a field of a frame of the drone (worksheet 2.1.3).
type Field struct {
	Offset            int // in the frame, in bytes
	Bytes             []byte
	Type, Name, Value string // the type of C, and the value as Python prints it
	Unit              string
}

// fields are those of a frame, as package drone describes them.
var fields = []struct {
	kind string
	size int
	name string
	unit string
}{
	{"double", 8, "date", "seconds since 1970"},
	{"int", 4, "pitch", "degrees"},
	{"int", 4, "roll", "degrees"},
	{"int", 4, "yaw", "degrees"},
	{"int", 4, "battery", "percent"},
	{"float", 4, "barometer", "metres"},
	{"float", 4, "agx", "0.001 g"},
	{"float", 4, "agy", "0.001 g"},
	{"float", 4, "agz", "0.001 g"},
}

// FrameFields returns the nine fields of the frame that b begins with. The error says
// that b is shorter than a frame.
func FrameFields(b []byte) ([]Field, error) {
	var f drone.Frame
	if err := f.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	values := []string{strconv.FormatFloat(f.Date, 'f', -1, 64)}
	for _, v := range []int32{f.Pitch, f.Roll, f.Yaw, f.Battery} {
		values = append(values, strconv.Itoa(int(v)))
	}
	for _, v := range []float32{f.Barometer, f.AGX, f.AGY, f.AGZ} {
		values = append(values, string(pyfmt.AppendFloat(nil, float64(v))))
	}
	var all []Field
	offset := 0
	for i, field := range fields {
		all = append(all, Field{offset, b[offset : offset+field.size], field.kind, field.name, values[i], field.unit})
		offset += field.size
	}
	return all, nil
}
