package drone_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"in43.example/pkg/drone"
)

// A frame as the drone sends it.
func Example() {
	data, err := hex.DecodeString("b9be92114347d841" + // date
		"400000000a000000000000002a000000" + // pitch, roll, yaw, battery
		"52b8cd42000094420000b64200c05ec4") // barometer, agx, agy, agz
	if err != nil {
		fmt.Println(err)
		return
	}
	var f drone.Frame
	if err := f.UnmarshalBinary(data); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("yaw", f.Yaw, "battery", f.Battery, "barometer", f.Barometer)
	// Output: yaw 0 battery 42 barometer 102.86
}

func ExampleFrame_UnmarshalBinary_short() {
	var f drone.Frame
	fmt.Println(f.UnmarshalBinary(make([]byte, 39)))
	// Output: 39 bytes, a frame has 40
}

func ExampleFrame_AppendBinary() {
	b, _ := drone.Frame{Pitch: 1, Roll: -1, Battery: 100}.AppendBinary(nil)
	fmt.Printf("%d bytes: % x ...\n", len(b), b[8:24])
	// Output: 40 bytes: 01 00 00 00 ff ff ff ff 00 00 00 00 64 00 00 00 ...
}

func ExampleFrame_MarshalJSON() {
	json.NewEncoder(os.Stdout).Encode(drone.Frame{Date: 1629293659.3942752, Battery: 37, Barometer: 103.63})
	// Output: {"date":1629293659.3942752,"pitch":0,"roll":0,"yaw":0,"battery":37,"barometer":103.62999725341797,"agx":0.0,"agy":0.0,"agz":0.0}
}

// The twin of struct.unpack("<diiiiffff", data) in one line.
func Example_decode() {
	data, _ := hex.DecodeString("ce3bd9164347d841430000005700000046000000250000000000cf420000f8c10000f04100807bc4")
	var f drone.Frame
	n, err := binary.Decode(data, binary.LittleEndian, &f)
	fmt.Println(n, err)
	fmt.Println(f.Date, f.Pitch, f.Roll, f.Yaw, f.Battery, f.Barometer, f.AGX, f.AGY, f.AGZ)
	// Output:
	// 40 <nil>
	// 1.6292936593942752e+09 67 87 70 37 103.5 -31 30 -1006
}
