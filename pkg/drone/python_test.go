package drone_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"in43.example/pkg/drone"
	"in43.example/pkg/labtest"
)

// unpack reads frames in hexadecimal, and prints what struct.unpack returns for
// each.
const unpack = `
import json, math, struct, sys
names = "date pitch roll yaw battery barometer agx agy agz".split()
text = {math.inf: "Infinity", -math.inf: "-Infinity"}
for line in sys.stdin:
    values = struct.unpack("<diiiiffff", bytes.fromhex(line))
    values = ["NaN" if v != v else text.get(v, v) for v in values]
    print(json.dumps(dict(zip(names, values)), separators=(",", ":")))
`

func TestPython(t *testing.T) {
	rnd := rand.New(rand.NewPCG(40, 52002))
	var frames [][]byte
	for range 5000 {
		wild := make([]byte, drone.Size)
		for i := range wild {
			wild[i] = byte(rnd.Uint32())
		}
		f := drone.Frame{
			Date:  1.6e9 + rnd.Float64()*1e8,
			Pitch: rnd.Int32N(361) - 180, Roll: rnd.Int32N(361) - 180, Yaw: rnd.Int32N(361) - 180, Battery: rnd.Int32N(101),
			Barometer: rnd.Float32() * 200, AGX: float32(rnd.IntN(2001) - 1000), AGY: float32(rnd.NormFloat64()),
			AGZ: float32(math.Inf(rnd.IntN(2) - 1)),
		}
		plausible, _ := f.AppendBinary(nil)
		if rnd.IntN(2) == 0 {
			binary.LittleEndian.PutUint32(plausible[36:], 0xff800001) // a signalling NaN
		}
		frames = append(frames, wild, plausible)
	}
	var in strings.Builder
	for _, b := range frames {
		fmt.Fprintf(&in, "%x\n", b)
	}
	p := labtest.Start(t, labtest.Python(t, "-c", unpack))
	p.Type(in.String())
	p.CloseInput()
	status := p.Wait()
	lines := strings.Fields(p.Stdout.String())
	if status != 0 || len(lines) != len(frames) {
		t.Fatalf("python3 ended with status %d after %d of %d frames:\n%v", status, len(lines), len(frames), p.Stderr)
	}
	for i, b := range frames {
		var f drone.Frame
		if err := f.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(f)
		if err != nil || string(got) != lines[i] {
			t.Fatalf("frame %x:\n   got %s, %v\npython %s", b, got, err, lines[i])
		}
	}
}
