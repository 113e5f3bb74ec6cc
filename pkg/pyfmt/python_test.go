package pyfmt_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/pyfmt"
)

// The tests of this file compare with python3 itself. Each of them generates
// values, the same ones in every run, and sends them all to one process.

func TestFloatAsPython(t *testing.T) {
	var values []float64
	add := func(f float64) { values = append(values, f, -f) }
	for _, f := range []float64{0, math.NaN(), math.Inf(1), math.MaxFloat64, math.MaxInt64, math.MaxUint64} {
		add(f)
	}
	around := func(f float64) {
		add(math.Nextafter(f, 0))
		add(f)
		add(math.Nextafter(f, math.Inf(1)))
	}
	for exp := -1074; exp < 1024; exp++ {
		around(math.Ldexp(1, exp))
	}
	for exp := -323; exp <= 308; exp++ {
		around(math.Pow10(exp))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		add(math.Float64frombits(r.Uint64()))
		add(float64(r.Int64() >> r.IntN(63))) // whole numbers of every length
		add(float64(r.Int64N(1e6)) / 100)     // few digits
		add(math.Pow(10, -6+24*r.Float64()))  // around the two limits of the exponent
	}
	var stdin []byte
	for _, f := range values {
		stdin = binary.LittleEndian.AppendUint64(stdin, math.Float64bits(f))
	}
	lines := python(t, len(values), stdin, `
import struct, sys
for f, in struct.iter_unpack("<d", sys.stdin.buffer.read()):
    print(f)
`)
	for i, f := range values {
		if got := string(pyfmt.AppendFloat(nil, f)); got != lines[i] {
			t.Errorf("AppendFloat(%b) = %s, Python shows %s", f, got, lines[i])
		}
	}
}

func TestFloat32AsPython(t *testing.T) {
	var values []float32
	r := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		values = append(values,
			math.Float32frombits(r.Uint32()),
			float32(r.IntN(1e6)-5e5)/100)
	}
	var stdin []byte
	for _, f := range values {
		stdin = binary.LittleEndian.AppendUint32(stdin, math.Float32bits(f))
	}
	lines := python(t, len(values), stdin, `
import struct, sys
for f, in struct.iter_unpack("<f", sys.stdin.buffer.read()):
    print(f)
`)
	for i, f := range values {
		if got := string(pyfmt.AppendFloat(nil, float64(f))); got != lines[i] {
			t.Errorf("AppendFloat(%b) = %s, Python shows %s", f, got, lines[i])
		}
	}
}

func TestBytesAsPython(t *testing.T) {
	values := [][]byte{{}}
	for c := range 256 {
		values = append(values, []byte{byte(c)})
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 5_000 {
		random, quoted := make([]byte, r.IntN(60)), make([]byte, r.IntN(6))
		for i := range random {
			random[i] = byte(r.Uint32())
		}
		for i := range quoted {
			quoted[i] = `'"\a`[r.IntN(4)]
		}
		values = append(values, random, quoted)
	}
	var stdin []byte
	for _, b := range values {
		stdin = hex.AppendEncode(stdin, b)
		stdin = append(stdin, '\n')
	}
	lines := python(t, len(values), stdin, `
import sys
for line in sys.stdin:
    print(bytes.fromhex(line))
`)
	for i, b := range values {
		if got := string(pyfmt.AppendBytes(nil, b)); got != lines[i] {
			t.Errorf("AppendBytes(%q) = %s, Python shows %s", b, got, lines[i])
		}
	}
}

func TestAddrAsPython(t *testing.T) {
	values := []netip.AddrPort{
		netip.MustParseAddrPort("0.0.0.0:0"),
		netip.MustParseAddrPort("[::]:0"),
		netip.MustParseAddrPort("[::1]:50005"),
		netip.MustParseAddrPort("[::ffff:10.9.0.1]:52001"),
	}
	r := rand.New(rand.NewPCG(7, 8))
	for range 5_000 {
		var ip [16]byte
		binary.BigEndian.PutUint64(ip[:], r.Uint64())
		binary.BigEndian.PutUint64(ip[8:], r.Uint64())
		port := uint16(r.Uint32())
		values = append(values, netip.AddrPortFrom(netip.AddrFrom4([4]byte(ip[:])), port))
		// The text of an IPv6 address is shorter where there are many zeros.
		// The first bit is always 1: AppendAddr does not promise the form
		// ::192.0.2.1.
		for range r.IntN(8) {
			ip[r.IntN(15)+1] = 0
			clear(ip[2+2*r.IntN(7):][:2])
		}
		ip[0] |= 0x80
		values = append(values, netip.AddrPortFrom(netip.AddrFrom16(ip), port))
	}
	var stdin []byte
	for _, a := range values {
		stdin = fmt.Appendf(stdin, "%x %d\n", a.Addr().AsSlice(), a.Port())
	}
	lines := python(t, len(values), stdin, `
import socket, sys
for line in sys.stdin:
    ip, port = line.split()
    ip, port = bytes.fromhex(ip), int(port)
    if len(ip) == 4:
        print((socket.inet_ntop(socket.AF_INET, ip), port))
    else:
        print((socket.inet_ntop(socket.AF_INET6, ip), port, 0, 0))
`)
	for i, a := range values {
		if got := string(pyfmt.AppendAddr(nil, a)); got != lines[i] {
			t.Errorf("AppendAddr(%v) = %s, Python shows %s", a, got, lines[i])
		}
	}
}

func TestDatetimeAsPython(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("TZ does not set the time zone of Python on Windows")
	}
	if _, err := os.Stat("/usr/share/zoneinfo"); err != nil {
		missing(t, "the time zone tables", err)
	}
	zones := []string{
		"UTC",
		"Europe/Paris",
		"America/New_York",
		"America/St_Johns",    // half an hour
		"Asia/Kathmandu",      // a quarter
		"Australia/Lord_Howe", // half an hour of summer time
		"Africa/Casablanca",   // goes back in Ramadan
		"Pacific/Apia",        // did not have 2011-12-30
	}
	type value struct {
		loc       *time.Location
		timestamp float64
	}
	var values []value
	var stdin []byte
	r := rand.New(rand.NewPCG(9, 10))
	for _, zone := range zones {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, timestamp := range timestamps(r, loc) {
			values = append(values, value{loc, timestamp})
			stdin = fmt.Appendf(stdin, "%s %v\n", zone, timestamp)
		}
	}
	const raises = "raises"
	lines := python(t, len(values), stdin, `
import datetime, os, sys, time
for line in sys.stdin:
    zone, timestamp = line.split()
    if os.environ.get("TZ") != zone:
        os.environ["TZ"] = zone
        time.tzset()
    try:
        print(datetime.datetime.fromtimestamp(float(timestamp)))
    except (OSError, OverflowError, ValueError):
        print("raises")
`)
	var date pyfmt.Datetime
	for i, v := range values {
		want := lines[i]
		if date.Location != v.loc {
			date = pyfmt.Datetime{Location: v.loc}
		}
		text, err := date.Append(nil, v.timestamp)
		got := string(text)
		switch {
		case want == raises && err == nil && strings.HasPrefix(got, "0001-01-01 "):
			// As documented: Python cannot show the first day.
		case want == raises:
			if number := string(pyfmt.AppendFloat(nil, v.timestamp)); err != pyfmt.ErrNotDate || got != number {
				t.Errorf("%v in %v: got %s, %v, Python raises an exception", v.timestamp, v.loc, got, err)
			}
		case got != want || err != nil:
			t.Errorf("%v in %v: got %s, %v, Python shows %s", v.timestamp, v.loc, got, err, want)
		}
		if plain, _ := pyfmt.AppendDatetime(nil, v.timestamp, v.loc); string(plain) != got {
			t.Errorf("%v in %v: AppendDatetime shows %s, Datetime %s", v.timestamp, v.loc, plain, got)
		}
	}
}

// timestamps returns seconds since 1970 for which a difference is most likely.
func timestamps(r *rand.Rand, loc *time.Location) []float64 {
	const first, last, day = -62135596800, 253402300800, 86400
	values := []float64{
		0, math.Copysign(0, -1), 0.9999995, 0.9999996, -0.9999996, 5e-324,
		math.NaN(), math.Inf(1), math.Inf(-1), 1e18, -1e18, 1e300, math.MaxInt64, math.MinInt64,
		first, first + day, last - 1, last, math.Nextafter(last, 0),
	}
	between := func(low, high float64) float64 { return low + (high-low)*r.Float64() }
	for range 500 {
		values = append(values,
			between(1.6e9, 1.8e9),
			between(-5e9, 5e9),
			between(first, last),
			between(first-2*day, first+2*day),
			between(last-2*day, last+2*day),
			math.Float64frombits(r.Uint64()),
			float64(r.Int64N(2e9)-1e9)+float64(2*r.IntN(64)+1)/128,   // an exact half of a microsecond
			float64(r.IntN(2e6)-1e6)+float64(r.IntN(1e6))/1e6+0.5e-6, // nearly a half
		)
		// Seconds before and after a change of the clock.
		if change, _ := time.Unix(r.Int64N(6e9)-3e9, 0).In(loc).ZoneBounds(); !change.IsZero() {
			at := float64(change.Unix())
			values = append(values, at-1, at, at-r.Float64(), at+r.Float64())
		}
	}
	return values
}

// python runs script on stdin and returns the lines that it prints, which must
// be n.
func python(t *testing.T, n int, stdin []byte, script string) []string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		missing(t, "python3", err)
	}
	cmd := exec.CommandContext(t.Context(), path, "-c", script)
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("python3: %v", err)
	}
	var lines []string
	for scanner := bufio.NewScanner(bytes.NewReader(out)); scanner.Scan(); {
		lines = append(lines, scanner.Text())
	}
	if len(lines) != n {
		t.Fatalf("python3 printed %d lines, want %d", len(lines), n)
	}
	return lines
}

// missing skips the test, because what it needs is not there. In CI the test
// fails, since nobody would see there that it was skipped.
func missing(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing: %v", what, err)
	}
	t.Skipf("%s is missing: %v", what, err)
}
