package drone_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"in43.example/pkg/drone"
)

// golden has frames that were seen on port 52002, with the values that CPython's
// struct.unpack returns for them.
var golden = []struct {
	hex   string
	frame drone.Frame
	json  string
}{
	{
		"ce3bd9164347d841430000005700000046000000250000000000cf420000f8c10000f04100807bc4",
		drone.Frame{
			Date: 1629293659.3942752, Pitch: 67, Roll: 87, Yaw: 70, Battery: 37,
			Barometer: 103.5, AGX: -31, AGY: 30, AGZ: -1006,
		},
		`{"date":1629293659.3942752,"pitch":67,"roll":87,"yaw":70,"battery":37,"barometer":103.5,"agx":-31.0,"agy":30.0,"agz":-1006.0}`,
	},
	{
		"b9be92114347d841400000000a000000000000002a00000052b8cd42000094420000b64200c05ec4",
		drone.Frame{
			Date: 1629293638.2928908, Pitch: 64, Roll: 10, Yaw: 0, Battery: 42,
			Barometer: 102.86, AGX: 74, AGY: 91, AGZ: -891,
		},
		`{"date":1629293638.2928908,"pitch":64,"roll":10,"yaw":0,"battery":42,"barometer":102.86000061035156,"agx":74.0,"agy":91.0,"agz":-891.0}`,
	},
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGolden(t *testing.T) {
	for _, g := range golden {
		b := unhex(t, g.hex)
		var f drone.Frame
		if err := f.UnmarshalBinary(b); err != nil || f != g.frame {
			t.Errorf("UnmarshalBinary(%s) = %+v, %v; want %+v", g.hex, f, err, g.frame)
		}
		if got, err := g.frame.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
			t.Errorf("AppendBinary = %x, %v; want %s", got, err, g.hex)
		}
		if got, err := json.Marshal(g.frame); err != nil || string(got) != g.json {
			t.Errorf("json.Marshal = %s, %v; want %s", got, err, g.json)
		}
	}
}

func TestAppendBinaryAppends(t *testing.T) {
	b, err := golden[0].frame.AppendBinary([]byte("before"))
	if want := "before" + string(unhex(t, golden[0].hex)); err != nil || string(b) != want {
		t.Errorf("AppendBinary = %q, %v; want %q", b, err, want)
	}
}

// Bytes after the first 40 make no difference.
func TestLong(t *testing.T) {
	for _, size := range []int{40, 41, 1024, 60000} {
		b := append(unhex(t, golden[0].hex), bytes.Repeat([]byte{0xff}, size-drone.Size)...)
		var f drone.Frame
		if err := f.UnmarshalBinary(b); err != nil || f != golden[0].frame {
			t.Errorf("%d bytes: %+v, %v; want %+v", size, f, err, golden[0].frame)
		}
	}
}

func TestShort(t *testing.T) {
	b := unhex(t, golden[1].hex)
	for size := range drone.Size {
		f := golden[0].frame
		err := f.UnmarshalBinary(b[:size])
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes: the error is %v, want one that wraps io.ErrUnexpectedEOF", size, err)
			continue
		}
		if want := fmt.Sprintf("%d bytes, a frame has 40", size); err.Error() != want {
			t.Errorf("%d bytes: the error is %q, want %q", size, err, want)
		}
		if f != golden[0].frame {
			t.Errorf("%d bytes: the frame has changed to %+v", size, f)
		}
	}
}

func TestNotNumbers(t *testing.T) {
	inf := float32(math.Inf(1))
	f := drone.Frame{
		Date: math.NaN(), Pitch: math.MinInt32, Roll: math.MaxInt32, Yaw: -1,
		Barometer: float32(math.NaN()), AGX: inf, AGY: -inf, AGZ: float32(math.Copysign(0, -1)),
	}
	b, err := f.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	var g drone.Frame
	if err := g.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(g)
	const want = `{"date":"NaN","pitch":-2147483648,"roll":2147483647,"yaw":-1,"battery":0,"barometer":"NaN","agx":"Infinity","agy":"-Infinity","agz":-0.0}`
	if err != nil || string(got) != want {
		t.Errorf("json.Marshal = %s, %v\nwant %s", got, err, want)
	}
}

// The numbers at which Python's repr begins to write an exponent.
func TestMarshalJSONFloat(t *testing.T) {
	for _, test := range []struct {
		date float64
		want string
	}{
		{0, "0.0"},
		{1e-4, "0.0001"},
		{9.999e-5, "9.999e-05"},
		{-1e15, "-1000000000000000.0"},
		{9999999999999998, "9999999999999998.0"},
		{1e16, "1e+16"},
		{-1.5e300, "-1.5e+300"},
		{5e-324, "5e-324"},
	} {
		got, err := json.Marshal(drone.Frame{Date: test.date})
		if want := `{"date":` + test.want + `,"pitch":`; err != nil || !strings.HasPrefix(string(got), want) {
			t.Errorf("json.Marshal = %s, %v; want %s...", got, err, want)
		}
	}
}

// Any 40 bytes are a frame, and the frame gives the same 40 bytes again: even
// the bits of a signalling NaN do not change.
func FuzzFrame(f *testing.F) {
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, drone.Size-1))
	f.Add(bytes.Repeat([]byte{0xff}, drone.Size+1))
	for _, g := range golden {
		f.Add(unhex(f, g.hex))
	}
	// A signalling NaN: the highest bit of the mantissa is 0, and another is 1.
	f.Add(unhex(f, "010000000000f07f"+"00000000000000000000000000000000"+"0100807f"+"0100a07f"+"010080ff"+"ffffbf7f"))
	f.Fuzz(func(t *testing.T, b []byte) {
		frame := golden[0].frame
		err := frame.UnmarshalBinary(b)
		if len(b) < drone.Size {
			if !errors.Is(err, io.ErrUnexpectedEOF) || frame != golden[0].frame {
				t.Fatalf("%d bytes: %v, frame %+v", len(b), err, frame)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := frame.AppendBinary(nil); !bytes.Equal(got, b[:drone.Size]) {
			t.Errorf("%x became %x", b[:drone.Size], got)
		}
		if _, err := json.Marshal(frame); err != nil { // it checks what MarshalJSON returns
			t.Errorf("%+v: %v", frame, err)
		}
	})
}

func TestAllocs(t *testing.T) {
	b := unhex(t, golden[0].hex)
	buf := make([]byte, 0, drone.Size)
	var f drone.Frame
	if n := testing.AllocsPerRun(100, func() {
		if err := f.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		buf, _ = f.AppendBinary(buf[:0])
	}); n != 0 {
		t.Errorf("a frame read and written makes %v allocations, want none", n)
	}
}

func BenchmarkUnmarshalBinary(b *testing.B) {
	data := unhex(b, golden[0].hex)
	var f drone.Frame
	b.SetBytes(drone.Size)
	for b.Loop() {
		if err := f.UnmarshalBinary(data); err != nil {
			b.Fatal(err)
		}
	}
}
