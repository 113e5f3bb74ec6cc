// Package drone reads and writes the data frame that the drone of worksheet
// 2.1.3 broadcasts to UDP port 52002.
//
// A frame is 40 bytes, little-endian, without padding. It is what Python's
// struct module calls "<diiiiffff":
//
//	offset  size  type     field      unit
//	     0     8  float64  date       seconds since 1970-01-01 00:00 UTC
//	     8     4  int32    pitch      degrees, -180..180
//	    12     4  int32    roll       degrees, -180..180
//	    16     4  int32    yaw        degrees, -180..180
//	    20     4  int32    battery    percent, 0..100
//	    24     4  float32  barometer  metres
//	    28     4  float32  agx        acceleration, 0.001 g
//	    32     4  float32  agy        acceleration, 0.001 g
//	    36     4  float32  agz        acceleration, 0.001 g; about -1000 at rest
//
// The worksheet gives the types and their order. The units are those of the
// state packet of a DJI Tello (SDK 1.3), from which the frames are made.
package drone

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Size is the length of a frame in bytes.
const Size = 40

// A Frame is one measurement of the drone. Its fields are in the order in which
// they are sent; the package comment gives their units.
type Frame struct {
	Date                      float64
	Pitch, Roll, Yaw, Battery int32
	Barometer, AGX, AGY, AGZ  float32
}

// UnmarshalBinary sets f to the frame in the first 40 bytes of b, as
// struct.unpack("<diiiiffff", b[0:40]) does. More bytes may follow. If b is
// shorter, f does not change, and the error, which wraps io.ErrUnexpectedEOF,
// gives both lengths. Any 40 bytes are a frame: a number may be NaN or infinite.
//
// UnmarshalBinary does not allocate, and does not keep b.
func (f *Frame) UnmarshalBinary(b []byte) error {
	if len(b) < Size {
		return tooShort(len(b))
	}
	b = b[:Size] // one bounds check for the nine fields
	f.Date = math.Float64frombits(binary.LittleEndian.Uint64(b[0:]))
	f.Pitch = int32(binary.LittleEndian.Uint32(b[8:]))
	f.Roll = int32(binary.LittleEndian.Uint32(b[12:]))
	f.Yaw = int32(binary.LittleEndian.Uint32(b[16:]))
	f.Battery = int32(binary.LittleEndian.Uint32(b[20:]))
	f.Barometer = math.Float32frombits(binary.LittleEndian.Uint32(b[24:]))
	f.AGX = math.Float32frombits(binary.LittleEndian.Uint32(b[28:]))
	f.AGY = math.Float32frombits(binary.LittleEndian.Uint32(b[32:]))
	f.AGZ = math.Float32frombits(binary.LittleEndian.Uint32(b[36:]))
	return nil
}

// tooShort is the error for a frame that has only that many bytes.
type tooShort int

func (n tooShort) Error() string { return fmt.Sprintf("%d bytes, a frame has %d", int(n), Size) }
func (tooShort) Unwrap() error   { return io.ErrUnexpectedEOF }

// AppendBinary appends the 40 bytes of f to b, the same as those of
// struct.pack("<diiiiffff", ...). The error is always nil.
func (f Frame) AppendBinary(b []byte) ([]byte, error) {
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f.Date))
	for _, v := range [...]int32{f.Pitch, f.Roll, f.Yaw, f.Battery} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	for _, v := range [...]float32{f.Barometer, f.AGX, f.AGY, f.AGZ} {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b, nil
}
