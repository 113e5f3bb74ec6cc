package pyfmt_test

import (
	"errors"
	"math"
	"net/netip"
	"testing"
	"time"

	"in43.example/pkg/pyfmt"
)

func TestAppendAddr(t *testing.T) {
	for _, test := range []struct {
		addr netip.AddrPort
		want string
	}{
		{netip.MustParseAddrPort("127.0.0.1:50005"), "('127.0.0.1', 50005)"},
		{netip.MustParseAddrPort("255.255.255.255:65535"), "('255.255.255.255', 65535)"},
		{netip.MustParseAddrPort("[::1]:50005"), "('::1', 50005, 0, 0)"},
		{netip.MustParseAddrPort("[::]:0"), "('::', 0, 0, 0)"},
		{netip.MustParseAddrPort("[::ffff:10.9.0.1]:1"), "('::ffff:10.9.0.1', 1, 0, 0)"},
		{netip.MustParseAddrPort("[fe80::1%2]:1"), "('fe80::1', 1, 0, 2)"},
		{netip.MustParseAddrPort("[fe80::1%4294967295]:1"), "('fe80::1', 1, 0, 4294967295)"},
		{netip.MustParseAddrPort("[fe80::1%4294967296]:1"), "('fe80::1', 1, 0, 0)"},
		{netip.MustParseAddrPort("[fe80::1%eth0]:1"), "('fe80::1', 1, 0, 0)"},
		{netip.AddrPort{}, "('', 0)"},
	} {
		if got := string(pyfmt.AppendAddr(nil, test.addr)); got != test.want {
			t.Errorf("AppendAddr(%v) = %s, want %s", test.addr, got, test.want)
		}
	}
}

func TestAppendFloat(t *testing.T) {
	for _, test := range []struct {
		f    float64
		want string
	}{
		{0, "0.0"},
		{math.Copysign(0, -1), "-0.0"},
		{-31, "-31.0"},
		{103.5, "103.5"},
		{float64(float32(103.63)), "103.62999725341797"},
		{1629293659.3942752, "1629293659.3942752"},
		{0.0001, "0.0001"},
		{0.00001, "1e-05"},
		{-0.00009, "-9e-05"},
		{9999999999999998, "9999999999999998.0"},
		{9007199254740994, "9007199254740994.0"},
		{1e16, "1e+16"},
		{-1.5e300, "-1.5e+300"},
		{math.MaxFloat64, "1.7976931348623157e+308"},
		{math.SmallestNonzeroFloat64, "5e-324"},
		{math.NaN(), "nan"},
		{math.Inf(1), "inf"},
		{math.Inf(-1), "-inf"},
	} {
		if got := string(pyfmt.AppendFloat(nil, test.f)); got != test.want {
			t.Errorf("AppendFloat(%g) = %s, want %s", test.f, got, test.want)
		}
	}
}

func TestAppendBytes(t *testing.T) {
	for _, test := range []struct{ b, want string }{
		{"", `b''`},
		{"Hello, World!", `b'Hello, World!'`},
		{"\t\n\r\v\x00\x1b\x7f\x80\xff", `b'\t\n\r\x0b\x00\x1b\x7f\x80\xff'`},
		{`\`, `b'\\'`},
		{`it's`, `b"it's"`},
		{`"it"`, `b'"it"'`},
		{`"it's"`, `b'"it\'s"'`},
	} {
		if got := string(pyfmt.AppendBytes(nil, []byte(test.b))); got != test.want {
			t.Errorf("AppendBytes(%q) = %s, want %s", test.b, got, test.want)
		}
	}
}

func TestAppendDatetime(t *testing.T) {
	paris := time.FixedZone("", 2*60*60)
	for _, test := range []struct {
		timestamp float64
		loc       *time.Location
		want      string
		err       error
	}{
		{1629293627.929971, paris, "2021-08-18 15:33:47.929971", nil},
		{1629293627, paris, "2021-08-18 15:33:47", nil},
		{0, time.UTC, "1970-01-01 00:00:00", nil},
		{0.5e-6, time.UTC, "1970-01-01 00:00:00", nil},
		{1.5e-6, time.UTC, "1970-01-01 00:00:00.000002", nil},
		{-0.5e-6, time.UTC, "1970-01-01 00:00:00", nil},
		{-1.5e-6, time.UTC, "1969-12-31 23:59:59.999998", nil},
		{0.9999996, time.UTC, "1970-01-01 00:00:01", nil},
		{-0.9999996, time.UTC, "1969-12-31 23:59:59", nil},
		{-62135596800, time.UTC, "0001-01-01 00:00:00", nil},
		{-62135596801, time.UTC, "-62135596801.0", pyfmt.ErrNotDate},
		{-62135596801, paris, "0001-01-01 01:59:59", nil},
		{253402300799, time.UTC, "9999-12-31 23:59:59", nil},
		{253402300799, paris, "253402300799.0", pyfmt.ErrNotDate},
		{253402300800, time.UTC, "253402300800.0", pyfmt.ErrNotDate},
		{1e300, time.UTC, "1e+300", pyfmt.ErrNotDate},
		{math.NaN(), time.UTC, "nan", pyfmt.ErrNotDate},
		{math.Inf(-1), time.UTC, "-inf", pyfmt.ErrNotDate},
	} {
		got, err := pyfmt.AppendDatetime([]byte("date: "), test.timestamp, test.loc)
		if string(got) != "date: "+test.want || !errors.Is(err, test.err) {
			t.Errorf("AppendDatetime(%v, %v) = %s, %v, want date: %s, %v", test.timestamp, test.loc, got, err, test.want, test.err)
		}
	}
}

// A timestamp that is refused must not change the second whose text is kept.
func TestDatetimeKeeps(t *testing.T) {
	date := pyfmt.Datetime{Location: time.UTC}
	for _, test := range []struct {
		timestamp float64
		want      string
	}{
		{-62135596801, "-62135596801.0"},
		{0, "1970-01-01 00:00:00"},
		{0.25, "1970-01-01 00:00:00.250000"},
		{-62135596801, "-62135596801.0"},
		{math.NaN(), "nan"},
		{0.75, "1970-01-01 00:00:00.750000"},
		{1, "1970-01-01 00:00:01"},
		{0, "1970-01-01 00:00:00"},
	} {
		if got, _ := date.Append(nil, test.timestamp); string(got) != test.want {
			t.Errorf("Append(%v) = %s, want %s", test.timestamp, got, test.want)
		}
	}
}

func TestDatetimeZeroIsLocal(t *testing.T) {
	var date pyfmt.Datetime
	got, err := date.Append(nil, 1629293627)
	want := time.Unix(1629293627, 0).Format(time.DateTime)
	if string(got) != want || err != nil {
		t.Errorf("Append(1629293627) = %s, %v, want %s", got, err, want)
	}
}

func TestNoAllocation(t *testing.T) {
	buf := make([]byte, 0, 256)
	data := []byte("48.8137,2.3923\n")
	date := pyfmt.Datetime{Location: time.UTC}
	timestamp := 0.25
	for name, f := range map[string]func(){
		"AppendAddr, IPv4":        func() { pyfmt.AppendAddr(buf, addr4) },
		"AppendAddr, IPv6":        func() { pyfmt.AppendAddr(buf, addr6) },
		"AppendFloat":             func() { pyfmt.AppendFloat(buf, 103.62999725341797) },
		"AppendBytes":             func() { pyfmt.AppendBytes(buf, data) },
		"AppendDatetime":          func() { pyfmt.AppendDatetime(buf, 1629293659.3942752, time.UTC) },
		"AppendDatetime, no date": func() { pyfmt.AppendDatetime(buf, math.NaN(), time.UTC) },
		"Datetime.Append":         func() { date.Append(buf, timestamp); timestamp++ },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
