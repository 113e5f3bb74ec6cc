package pyfmt_test

import (
	"fmt"
	"math"
	"net/netip"
	"os"
	"time"

	"in43.example/pkg/pyfmt"
)

// All the lines use one buffer. In Python: print("from:", addr)
func Example() {
	var line []byte
	for _, s := range []string{"127.0.0.1:50005", "10.9.127.207:52001"} {
		line = append(line[:0], "from: "...)
		line = pyfmt.AppendAddr(line, netip.MustParseAddrPort(s))
		line = append(line, '\n')
		os.Stdout.Write(line)
	}
	// Output:
	// from: ('127.0.0.1', 50005)
	// from: ('10.9.127.207', 52001)
}

func ExampleAppendAddr() {
	fmt.Printf("%s\n", pyfmt.AppendAddr(nil, netip.MustParseAddrPort("127.0.0.1:50005")))
	fmt.Printf("%s\n", pyfmt.AppendAddr(nil, netip.MustParseAddrPort("[::1]:50005")))
	fmt.Printf("%s\n", pyfmt.AppendAddr(nil, netip.MustParseAddrPort("[fe80::1%2]:50005")))
	// Output:
	// ('127.0.0.1', 50005)
	// ('::1', 50005, 0, 0)
	// ('fe80::1', 50005, 0, 2)
}

func ExampleAppendFloat() {
	barometer := float32(103.63)
	fmt.Printf("%s\n", pyfmt.AppendFloat(nil, float64(barometer)))
	fmt.Printf("%s\n", pyfmt.AppendFloat(nil, 103.63))
	fmt.Printf("%s\n", pyfmt.AppendFloat(nil, -1006))
	fmt.Printf("%s\n", pyfmt.AppendFloat(nil, 1e16))
	// Output:
	// 103.62999725341797
	// 103.63
	// -1006.0
	// 1e+16
}

func ExampleAppendBytes() {
	fmt.Printf("%s\n", pyfmt.AppendBytes(nil, []byte("48.8137,2.3923\n")))
	fmt.Printf("%s\n", pyfmt.AppendBytes(nil, []byte("it's \xc3\x89")))
	// Output:
	// b'48.8137,2.3923\n'
	// b"it's \xc3\x89"
}

func ExampleAppendDatetime() {
	text, err := pyfmt.AppendDatetime(nil, 1629293627.929971, time.UTC)
	fmt.Printf("%s %v\n", text, err)
	text, err = pyfmt.AppendDatetime(nil, 1629293627, time.UTC)
	fmt.Printf("%s %v\n", text, err)
	text, err = pyfmt.AppendDatetime(nil, math.Inf(1), time.UTC)
	fmt.Printf("%s %v\n", text, err)
	// Output:
	// 2021-08-18 13:33:47.929971 <nil>
	// 2021-08-18 13:33:47 <nil>
	// inf the timestamp is not a date of the calendar, which has the years 1 to 9999
}

func ExampleDatetime() {
	date := pyfmt.Datetime{Location: time.FixedZone("CEST", 2*60*60)}
	for _, timestamp := range []float64{1629293659.2921, 1629293659.3942752} {
		text, _ := date.Append(nil, timestamp)
		fmt.Printf("%s\n", text)
	}
	// Output:
	// 2021-08-18 15:34:19.292100
	// 2021-08-18 15:34:19.394275
}
