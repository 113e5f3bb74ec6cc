package pyfmt_test

import (
	"net/netip"
	"strconv"
	"testing"
	"time"

	"in43.example/pkg/pyfmt"
)

var (
	addr4 = netip.MustParseAddrPort("10.9.127.207:52001")
	addr6 = netip.MustParseAddrPort("[fe80::1%2]:52001")
)

func BenchmarkAppendAddr(b *testing.B) {
	for name, addr := range map[string]netip.AddrPort{"IPv4": addr4, "IPv6": addr6} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			buf := make([]byte, 0, 64)
			for b.Loop() {
				pyfmt.AppendAddr(buf, addr)
			}
		})
	}
}

// The values are those of a frame: an acceleration and two heights.
func BenchmarkAppendFloat(b *testing.B) {
	for _, f := range []float64{-1006, 103.5, 103.62999725341797} {
		b.Run(strconv.FormatFloat(f, 'g', -1, 64), func(b *testing.B) {
			b.ReportAllocs()
			buf := make([]byte, 0, 64)
			for b.Loop() {
				pyfmt.AppendFloat(buf, f)
			}
		})
	}
}

func BenchmarkAppendBytes(b *testing.B) {
	b.ReportAllocs()
	data := []byte("48.813719,2.392322,86.0,12.0,1629293627929\n")
	buf := make([]byte, 0, 256)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		pyfmt.AppendBytes(buf, data)
	}
}

func BenchmarkAppendDatetime(b *testing.B) {
	b.ReportAllocs()
	loc := paris(b)
	buf := make([]byte, 0, 64)
	for b.Loop() {
		pyfmt.AppendDatetime(buf, 1629293659.3942752, loc)
	}
}

// Ten frames a second, as the drone sends them.
func BenchmarkDatetime(b *testing.B) {
	b.ReportAllocs()
	date := pyfmt.Datetime{Location: paris(b)}
	timestamp := 1629293659.3942752
	buf := make([]byte, 0, 64)
	for b.Loop() {
		date.Append(buf, timestamp)
		timestamp += 0.102
	}
}

func paris(b *testing.B) *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		b.Fatal(err)
	}
	return loc
}
