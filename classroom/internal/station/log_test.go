package station

import (
	"bytes"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/drone"
)

// What was seen on port 52001.
const seenRows = `48.813728671885634,2.3934930846866003,105,5,1415263338000
"latitude","longitude","altitude","accuracy","time"
48.81121270075116,2.3841758263391872,58,35,1415262788000
48.81449964257766,2.3934848755146576,84,10,1415263275000
`

// What was seen on port 52002, and what struct.unpack makes of it.
var seenFrames = []struct {
	hex   string
	csv   string
	frame drone.Frame
}{
	{"ce3bd9164347d841430000005700000046000000250000000000cf420000f8c10000f04100807bc4",
		"1629293659.3942752,67,87,70,37,103.5,-31.0,30.0,-1006.0",
		drone.Frame{Date: 1629293659.3942752, Pitch: 67, Roll: 87, Yaw: 70, Battery: 37, Barometer: 103.5, AGX: -31, AGY: 30, AGZ: -1006}},
	{"b9be92114347d841400000000a000000000000002a00000052b8cd42000094420000b64200c05ec4",
		"1629293638.2928908,64,10,0,42,102.86000061035156,74.0,91.0,-891.0",
		drone.Frame{Date: 1629293638.2928908, Pitch: 64, Roll: 10, Yaw: 0, Battery: 42, Barometer: 102.86, AGX: 74, AGY: 91, AGZ: -891}},
}

// pass returns the messages of one pass through l, with their offsets, and the
// offset of the first message of the next pass.
func pass(t testing.TB, l *Log) (messages [][]byte, offsets []time.Duration) {
	t.Helper()
	for r, i := l.Replay(), int64(0); ; i++ {
		offsets = append(offsets, r.Offset(i))
		message, err := r.Append(nil, i, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if r.start > 0 {
			return messages, offsets
		}
		messages = append(messages, message)
	}
}

// messages returns the messages of a log as one text.
func messages(t testing.TB, l *Log) string {
	t.Helper()
	all, _ := pass(t, l)
	return string(bytes.Join(all, nil))
}

func TestReadSensorLog(t *testing.T) {
	const ms = time.Millisecond
	const row1, row2 = "48.5,2.25,105,5,1000\n", "48.5,2.5,105,5,16000\n"
	for _, test := range []struct {
		name, text, want string
		offsets          []time.Duration // of the messages and of the next pass
	}{
		{"seen", seenRows, seenRows, []time.Duration{0, ms, 2 * ms, 487 * time.Second, 974 * time.Second}},
		{"header", sensorHeader + row1 + row2, sensorHeader + row1 + row2, []time.Duration{0, ms, 15 * time.Second, 30 * time.Second}},
		{"no header", row1 + row2, sensorHeader + row1 + row2, []time.Duration{0, 0, 15 * time.Second, 30 * time.Second}},
		{"plain header", "Latitude,Longitude,Altitude,Accuracy,Time\n" + row1, sensorHeader + row1, []time.Duration{0, ms, time.Second + ms}},
		{"CRLF", strings.ReplaceAll(sensorHeader+row1+row2, "\n", "\r\n"), sensorHeader + row1 + row2, []time.Duration{0, ms, 15 * time.Second, 30 * time.Second}},
		{"blank lines and remarks", "\ufeff\n\n# mine\n  \n" + row1 + "\n\n", sensorHeader + row1, []time.Duration{0, 0, time.Second}},
		{"no final newline", "48.5, 2.25 ,105,5,1000", sensorHeader + row1, []time.Duration{0, 0, time.Second}},
		{"back in time", row2 + row1 + row2, sensorHeader + row2 + row1 + row2, []time.Duration{0, 0, ms, 15 * time.Second, 30 * time.Second}},
		{"long pause", row1 + "48.5,2.5,105,5,1e300\n", sensorHeader + row1 + "48.5,2.5,105,5,1e300\n", []time.Duration{0, 0, time.Hour, 2 * time.Hour}},
	} {
		l, err := ReadSensorLog("a.csv", strings.NewReader(test.text))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := messages(t, l); got != test.want {
			t.Errorf("%s: messages\n%s want\n%s", test.name, got, test.want)
		}
		if _, offsets := pass(t, l); !slices.Equal(offsets, test.offsets) {
			t.Errorf("%s: due at %v, want %v", test.name, offsets, test.offsets)
		}
	}
}

func TestReadDroneLog(t *testing.T) {
	var hexLines, csvLines, want string
	for _, f := range seenFrames {
		b, _ := hex.DecodeString(f.hex)
		want += string(b)
		hexLines += f.hex + "\n"
		csvLines += f.csv + "\n"
		var frame drone.Frame
		if err := frame.UnmarshalBinary(b); err != nil || frame != f.frame {
			t.Fatalf("%s is %+v (%v)", f.hex, frame, err)
		}
	}
	const header = "date,pitch,roll,yaw,battery,barometer,agx,agy,agz\n"
	for name, text := range map[string]string{
		"hex":           hexLines,
		"upper case":    strings.ToUpper(hexLines),
		"hex, remarks":  "# hex -> values\n" + strings.ReplaceAll(hexLines, "\n", " 1629293659.3942752 67 87\n"),
		"CSV":           csvLines,
		"header":        header + csvLines,
		"quoted header": `"Date","Pitch","Roll","Yaw","Battery","Barometer","AGX","AGY","AGZ"` + "\r\n" + strings.ReplaceAll(csvLines, "\n", "\r\n"),
		"both":          header + seenFrames[0].csv + "\n\n" + seenFrames[1].hex,
	} {
		l, err := ReadDroneLog("d.csv", strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := messages(t, l); got != want {
			t.Errorf("%s: messages\n%x want\n%x", name, got, want)
		}
	}
}

func TestDroneLogTiming(t *testing.T) {
	text := `100.0,0,0,0,50,103,0,0,-1000
100.102,0,0,0,50,103,0,0,-1000
100.204,0,0,0,50,nan,inf,-Inf,-1000
nan,0,0,0,50,103,0,0,-1000
200,0,0,0,50,103,0,0,-1000
200.102,0,0,0,50,103,0,0,-1000
200.204,0,0,0,50,103,0,0,-1000
`
	l, err := ReadDroneLog("d.csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	const ms, gap = time.Millisecond, 102 * time.Millisecond
	frames, offsets := pass(t, l)
	if want := []time.Duration{0, gap, 2 * gap, 2*gap + ms, 2*gap + 2*ms, 3 * gap, 4 * gap, 5 * gap}; !slices.Equal(offsets, want) {
		t.Errorf("due at %v, want %v", offsets, want)
	}
	var f drone.Frame
	if err := f.UnmarshalBinary(frames[2]); err != nil {
		t.Fatal(err)
	}
	if v := float64(f.Barometer); !math.IsNaN(v) || !math.IsInf(float64(f.AGX), 1) || !math.IsInf(float64(f.AGY), -1) {
		t.Errorf("nan, inf and -Inf became %+v", f)
	}
}

// An error names the file and the line, and says what is there and what was
// expected.
func TestLogErrors(t *testing.T) {
	const row = "48.5,2.25,105,5,1000\n"
	long := strings.Repeat("9", 70_000)
	for _, test := range []struct{ text, want string }{
		{"", "f has no rows; "},
		{sensorHeader, "f has no rows; "},
		{"\n# nothing\n", "f has no rows; "},
		{row + "\n48.5,2.25,105,5\n", "f:3: the row has 4 fields; "},
		{row + "48.5,2.25,105,5,1000,6\n", "f:2: the row has 6 fields; "},
		{row + row + "48.5,x,105,5,1000\n", `f:3: longitude "x" is not a number; `},
		{"lat,lon,alt,acc,t\n" + row, `f:1: latitude "lat" is not a number; `},
		{"248.5,2.25,105,5,1000\n", `f:1: latitude "248.5" is out of range; `},
		{"48.5,nan,105,5,1000\n", `f:1: longitude "nan" is out of range; `},
		{"48.5,2.25,105,5,inf\n", `f:1: time "inf" is out of range; `},
		{"48.5,2.25,105,5,1e999\n", `f:1: time "1e999" is out of range; `},
		{"48.5,2.25,105,,1000\n", `f:1: accuracy "" is not a number; `},
		{row + `48.5,2"25,105,5,1000`, `f:2: column 7: bare " in non-quoted-field; `},
		{row + `"48.5,2.25` + "\n" + row, `f:3: `},
		{"\x00\x01\x1b[2J\xff,,,,\n", `f:1: latitude "\x00\x01\x1b[2J\xff" is not a number; `},
		{long + ",2,3,4,5\n", `f:1: latitude "` + long[:40] + `"... is out of range; `},
		{"48." + long + ",2,3,4,5\n", "f:1: the row has 70012 bytes and does not fit into a datagram; "},
	} {
		_, err := ReadSensorLog("f", strings.NewReader(test.text))
		checkLogError(t, test.text, err, test.want, "latitude,longitude,altitude,accuracy,time")
	}
	for _, test := range []struct{ text, want string }{
		{"", "f has no frames; "},
		{"date,pitch,roll,yaw,battery,barometer,agx,agy,agz", "f has no frames; "},
		{seenFrames[0].hex + "\n" + seenFrames[0].hex[2:] + "\n", "f:2: the frame has 78 hex digits; "},
		{seenFrames[0].hex + "00\n", "f:1: the frame has 82 hex digits; "},
		{seenFrames[0].hex[1:] + "\n", "f:1: "},
		{"hello\n", `f:1: "hello" is not hex; `},
		{"1,2,3,4,5,6,7,8\n", "f:1: the row has 8 fields; "},
		{"time,pitch,roll,yaw,battery,barometer,agx,agy,agz\n", `f:1: date "time" is not a number; `},
		{"1,2.5,3,4,5,6,7,8,9\n", `f:1: pitch "2.5" is not a whole number; `},
		{"1,2,3000000000,4,5,6,7,8,9\n", `f:1: roll "3000000000" is out of range; `},
		{"1,2,3,4,5,6,7,8,1e39\n", `f:1: agz "1e39" is out of range; `},
		{"1,2,3,4,5,6,x,y,9\n", `f:1: agx "x" is not a number; `},
		{"\x7fELF\x02\x01\x00", `f:1: "\x7fELF\x02\x01\x00" is not hex; `},
		{long, `f:1: the frame has 70000 hex digits; `},
	} {
		_, err := ReadDroneLog("f", strings.NewReader(test.text))
		checkLogError(t, test.text, err, test.want, "date,pitch,roll,yaw,battery,barometer,agx,agy,agz or a frame in 80 hex digits")
	}
}

func checkLogError(t *testing.T, text string, err error, want, expected string) {
	t.Helper()
	if len(text) > 100 {
		text = text[:100] + "..."
	}
	if err == nil {
		t.Errorf("%q: no error, want %s", text, want)
		return
	}
	if got := err.Error(); !strings.HasPrefix(got, want) || !strings.Contains(got, "expected ") || !strings.Contains(got, expected) {
		t.Errorf("%q: error\n%s\nwant it to begin with\n%s\nand to say what is expected", text, got, want)
	}
}

// checkLog checks what must be true of every log.
func checkLog(t *testing.T, l *Log) {
	_, offsets := pass(t, l)
	if offsets[0] != 0 || len(offsets) < 2 {
		t.Fatalf("due at %v", offsets)
	}
	if !slices.IsSorted(offsets) {
		t.Fatalf("due at %v", offsets)
	}
	if n := len(offsets); offsets[n-1] == offsets[n-2] {
		t.Fatal("nothing lies between two turns")
	}
}

// checkText checks that an error is harmless on a terminal, and short.
func checkText(t *testing.T, err error) {
	for _, r := range err.Error() {
		if r < ' ' || r > '~' {
			t.Fatalf("the error has the character %q: %q", r, err)
		}
	}
	if len(err.Error()) > 300 {
		t.Fatalf("the error has %d bytes", len(err.Error()))
	}
}

// For any file there is an error, or a log whose messages are a log again.
func FuzzReadSensorLog(f *testing.F) {
	f.Add([]byte(seenRows))
	f.Add([]byte("48.5,2.25,105,5,1000\r\n\r\n48.5,2.25,105,5,2000"))
	f.Add([]byte("\"48.5\",2.25,-1e3,inf,nan\n"))
	f.Add([]byte("\x00\xff\"\n,,,,\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ReadSensorLog("f", bytes.NewReader(text))
		if err != nil {
			checkText(t, err)
			return
		}
		checkLog(t, l)
		rows, _ := pass(t, l)
		for _, m := range rows {
			if bytes.IndexByte(m, '\n') != len(m)-1 || bytes.Count(m, []byte(",")) != 4 {
				t.Fatalf("%q is not a row", m)
			}
		}
		again, err := ReadSensorLog("f", strings.NewReader(messages(t, l)))
		if err != nil || messages(t, again) != messages(t, l) {
			t.Fatalf("%q is not a log again: %v", messages(t, l), err)
		}
	})
}

// For any file there is an error, or a log whose frames are the same log again.
func FuzzReadDroneLog(f *testing.F) {
	for _, seen := range seenFrames {
		f.Add([]byte(seen.hex + " remark\n"))
		f.Add([]byte("date,pitch,roll,yaw,battery,barometer,agx,agy,agz\r\n" + seen.csv))
	}
	f.Add([]byte("nan,1,2,3,4,inf,-inf,0x1p-2,1e-50\n"))
	f.Add([]byte("\x7fELF\n\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ReadDroneLog("f", bytes.NewReader(text))
		if err != nil {
			checkText(t, err)
			return
		}
		checkLog(t, l)
		var lines []byte
		frames, offsets := pass(t, l)
		for _, m := range frames {
			if len(m) != drone.Size {
				t.Fatalf("%x is not a frame", m)
			}
			lines = append(hex.AppendEncode(lines, m), '\n')
		}
		again, err := ReadDroneLog("f", bytes.NewReader(lines))
		if err != nil {
			t.Fatalf("%s is not a log: %v", lines, err)
		}
		if f, o := pass(t, again); !slices.EqualFunc(f, frames, bytes.Equal) || !slices.Equal(o, offsets) {
			t.Fatalf("%s is another log", lines)
		}
	})
}
