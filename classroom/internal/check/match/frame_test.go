package match

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// frame is a frame that was seen in the classroom.
var frame = drone.Frame{Date: 1629293659.3942752, Pitch: 67, Roll: 87, Yaw: 70, Battery: 37, Barometer: 103.63, AGX: -31, AGY: 30, AGZ: -1006}

// Values count in any layout. The date counts as local time, as UTC if the text
// says so, and as the number.
func TestMissing(t *testing.T) {
	at := time.UnixMicro(1629293659394275).In(Zone)
	const rest = " 67 87 70 37 103.62999725341797 -31.0 30.0 -1006.0"
	for _, test := range []struct{ printed, want string }{
		{"(1629293659.3942752, 67, 87, 70, 37, 103.62999725341797, -31.0, 30.0, -1006.0)", ""},
		{"1629293659.39" + rest, ""},
		{"1629293659" + rest, ""},
		{at.Format("2006-01-02 15:04:05.000000") + rest, ""},
		{at.Format("2006-01-02T15:04:05") + rest, ""},
		{at.Format("02/01/06 15:04:05") + rest, ""},
		{at.Format("1/2/2006, 3:04:05 PM") + rest, ""},
		{at.Format(time.ANSIC) + rest, ""},
		{at.UTC().Format(time.RFC3339Nano) + rest, ""},
		{at.Format("datetime.datetime(2006, 1, 2, 15, 4, 5, 394275)") + rest, ""},
		{at.Add(time.Hour).Format("2006-01-02 15:04:05") + rest, "date"},
		{at.AddDate(0, 0, 1).Format("2006-01-02 15:04:05") + rest, "date"},
		{at.Format("15:04:05") + rest, ""},
		{at.Add(time.Hour).Format("2006-01-02 15:04:05") + rest, "date"},
		{at.AddDate(0, 0, 1).Format("2006-01-02 15:04:05") + rest, "date"},
		{at.Format("15:04:05") + rest, ""},
		{at.UTC().Format("2006-01-02 15:04:05") + rest, "date"},
		{at.UTC().Format("02/01/2006 15h04m05s UTC") + rest, ""},
		{at.In(time.FixedZone("", -3*3600)).Format("2006-01-02 15:04:05.000000-07:00") + rest, ""},
		{at.In(time.FixedZone("", -3*3600)).Format("2006-01-02 15:04:05") + rest, "date"},
		{"2021-08-18 15:33:47" + rest, "date"}, // in Paris it is 15:34:19
		{"2021-08-18 15:34:19" + rest, ""},
		{at.Add(time.Hour).Format("15:04:05") + rest, "date"},
		{"1629293659.5" + rest, "date"},
		{"1629293659.39 67 87 70 37 103.63 -31 30 -1006", ""},
		{"1629293659.39 67 87 70 37 103.6 -31 30 -1006", ""},
		{"1629293659.39 67 87 70 37 103.5 -31 30 -1006", "barometer"},
		{"1629293659.39 67 87 70 37 103 -31 30 -1006", "barometer"},
		{"1629293659.39 67 87 70 37 103,63 -31,00 30,00 -1 006,00", ""},
		{"1,629,293,659.39 67 87 70 37 103.630 -31.000 30.000 -1,006.000", ""},
		{"1629293659,394 67 87 70 37 103,63 -31 30 -1\u202f006", ""},
		{"1629293659,67,87,70,37,103.63,-31,30,-1006", ""},
		{"1629293659.39 67 87 70 37 103.64 -31 30 -1006", "barometer"},
		{"1629293659.39 67.0 87.0 70.0 37.0 1.0363e+02 -31 30 -1006", ""},
		{"1629293659.39 670 87 70 37 103.63 -31 30 -1006", "pitch"},
		{"1629293659.39 67 87 70 37 103.63 31 30 1006", "agx agz"},
		{"", strings.Join(FieldNames, " ")},
	} {
		if got := strings.Join(Missing(test.printed, frame), " "); got != test.want {
			t.Errorf("in %q there is no %q, want %q", test.printed, got, test.want)
		}
	}
}

// A date counts in the zone in which the program runs, or in another one that the
// text names; UTC without a word is noticed.
func TestZone(t *testing.T) {
	if ZoneName == "" {
		t.Skip("this system has no time zone tables")
	}
	at := time.UnixMicro(1629293659394275)
	brazil := at.In(time.FixedZone("", -3*3600))
	for _, test := range []struct {
		printed string
		want    datePart
		utc     bool // it is UTC as if it were local time
	}{
		{at.In(Zone).Format("2006-01-02 15:04:05"), allDate, false},
		{at.UTC().Format("2006-01-02 15:04:05"), noDate, true},
		{at.UTC().Format("15:04:05"), noDate, true},
		{at.UTC().Format("02/01/2006 15h04m05s UTC"), allDate, false},
		{at.UTC().Format(time.RFC3339), allDate, false},
		{brazil.Format("2006-01-02 15:04:05.000000-07:00"), allDate, false},
		{brazil.Format("2006-01-02 15:04:05 -0700"), allDate, false},
		{brazil.Format("2006-01-02 15:04:05"), noDate, false},
		{"2021-08-18 15:34:19", allDate, false}, // Paris
	} {
		p := newPrinted(test.printed)
		got := p.date(1629293659.3942752)
		if got != test.want || got == noDate && p.showsUTC(1629293659.3942752) != test.utc {
			t.Errorf("%q shows %d of the date, in UTC %t", test.printed, got, p.showsUTC(1629293659.3942752))
		}
	}
	c, names := Changed("18/08/2021 13:34:19 67 87 70 37 103.63 -31 30 -1006", frame, time.Now())
	if c == nil || c.Code != verdict.WrongOutput || !strings.Contains(c.Why, ZoneName) || len(names) != 1 {
		t.Errorf("UTC in a frame: %v, %q", c, names)
	}
}

// Every misreading is recognised by the numbers that it prints.
func TestMisread(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, m := range misreadings {
		for range 20 {
			f := NewFrame(r)
			var printed []string
			for _, v := range m.read(FrameBytes(f)) {
				printed = append(printed, fmt.Sprint(v))
			}
			got, n := Misread(strings.Join(printed, " "), f)
			if got == nil || got.Code != m.Code {
				t.Errorf("%s %q: got %v (%d values)", m.Code, m.Format, got, n)
			}
		}
	}
	if m, n := Misread(Describe(frame), frame); m != nil {
		t.Errorf("a right reading is taken for %v (%d values)", m, n)
	}
}

// The time of day is recognised in any form; with the day it is the whole date.
func TestHasDate(t *testing.T) {
	const date = 1629293659.8942752
	at := time.UnixMicro(1629293659894275).In(Zone)
	for _, test := range []struct {
		printed string
		want    datePart
	}{
		{at.Format("02/01/2006 15h04m05s"), allDate},
		{at.Format("02/01/06 15:04:05"), allDate},
		{at.Format("2006-01-02 15-04-05"), allDate},
		{at.Format("20060102T150405"), allDate},
		{at.Format("20060102150405.000"), allDate},
		{at.Format("Monday 2 January 2006 à 15h04 et 5 s"), allDate},
		{at.Format("(tm_year=2006, tm_mon=1, tm_mday=2, tm_hour=15, tm_min=4, tm_sec=5, tm_wday=2)"), allDate},
		{at.Format("15h04 et 5 s"), onlyTime},
		{at.Format("15-04-05"), onlyTime},
		{at.Format("3:04:05 PM"), onlyTime},
		{at.Format("3:04:05,000 pm"), onlyTime},
		{at.Format("150405"), onlyTime},
		{at.Add(time.Second).Format("15:04:05"), onlyTime}, // rounded
		{at.Format("15:04"), noDate},
		{at.Add(time.Hour).Format("15:04:05"), noDate},
		{at.AddDate(0, 0, 1).Format("2006-01-02 15:04:05"), noDate},
		{"1970-01-19 20:34:53", noDate},
	} {
		if got := newPrinted(test.printed).date(date); got != test.want {
			t.Errorf("%q shows %d of the date, want %d", test.printed, got, test.want)
		}
	}
}

// A hyphen is not a minus sign, and each number on the screen counts once.
func TestNotMisread(t *testing.T) {
	const rest = " 67 87 70 37 103.63 -31 30 -1006"
	for _, printed := range []string{"1970-01-19 20:34:53.65" + rest, "Wed Aug 18 15:33:47 2021" + rest, "date /" + rest + " -1 -1 0"} {
		if m, n := Misread(printed, frame); m != nil {
			t.Errorf("%q is taken for %v (%d values)", printed, m, n)
		}
	}
}

func TestChanged(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 800e6, Zone)
	for _, test := range []struct{ printed, want string }{
		{now.Format("2006-01-02 15:04:05.000000") + " 67 87 70 37 103.63 -31 30 -1006", "clock of the computer"},
		{"1970-01-19 20:34:53.65 67 87 70 37 103.63 -31 30 -1006", "another time"},
		{"1629293659 67 87 70 37 103 -31 30 -1006", "decimals"},
		{"1629293659 67 87 70 37 104 -31 30 -1006", "decimals"},
		{"1629293659 67 87 70 37 103.63 -0.031 0.03 -1.006", "unit"},
		{"1629293659 67 87 70 37 103.63 [-0.30411, 0.2943, -9.86886]", "unit"},
		{"1629293659 67 87 70 37 103.63 -31 30", ""},
		{"1.62929e+09 67 87 70 37 103.63 -31 30 -1006", "more digits"},
		{"1629293659 67 87 70 37 103.63 4294967265 30 -1006", ""}, // agx is no int
		{"1629293659 67 87 70 37 103.63 31 30 -1006", "sign"},
		{"1629293659 1.1694 1.5184 1.2217 37 103.63 -31 30 -1006", "radians"},
		{"1629293659 67 87 70 37 10363 -31 30 -1006", "multiplied"},
		{"1629293659 67 87 70 620756992 103.63 -31 30 -1006", "byte-order"},
		{"1629293659 67 87 70 37 1120879739 -31 30 -1006", "format-type"},
		{"67 87 70 37 103.63 -31 30 -1006", ""},
	} {
		got := ""
		if c, _ := Changed(test.printed, frame, now); c != nil {
			got = string(c.Code) + ": " + c.Why
		}
		if !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%q: %q, want %q", test.printed, got, test.want)
		}
	}
}

func TestMislabelled(t *testing.T) {
	for _, test := range []struct{ printed, text, other string }{
		{"pitch: 87 roll: 67 yaw: 70", "pitch: 87", "roll"},
		{"tangage 87\nroulis 67\nlacet 70", "tangage 87", "roll"},
		{"batterie : 37 %, Baromètre = -31", "Baromètre = -31", "agx"},
		{Describe(frame), "", ""},
		{"pitch=67, roll=87, 'yaw': 70", "", ""},
		{"(67, 87, 70)", "", ""},
		{"pitch roll yaw\n67 87 70", "", ""},
		{"pitch, roll, yaw : 67 87 70", "", ""},
		{"battery : 37 agx, agy, agz : -31.0 30.0 -1006.0", "", ""},
	} {
		if _, text, other := Mislabelled(test.printed, frame); text != test.text || other != test.other {
			t.Errorf("%q: got %q, %q, want %q, %q", test.printed, text, other, test.text, test.other)
		}
	}
}

// The values of a frame cannot be mistaken for each other.
func TestNewFrame(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 1000 {
		f := NewFrame(r)
		seen := map[float64]bool{}
		for _, v := range values(f) {
			if seen[v] {
				t.Fatalf("%v twice in %+v", v, f)
			}
			seen[v] = true
		}
		if m := Missing(time.UnixMicro(int64(f.Date*1e6)).In(Zone).Format("2006-01-02 15:04:05")+" from 10.9.12.87", f); len(m) != 8 {
			t.Fatalf("a date alone shows values of %+v: only %v are missing", f, m)
		}
	}
}

// Whatever a program prints, looking for the values of a frame in it does not
// end the checker. A Go panic prints numbers such as 0x45e549.
func TestNumbersTooLarge(t *testing.T) {
	f := NewFrame(rand.New(rand.NewPCG(1, 1)))
	for _, printed := range []string{"1e999", "0x45e549?\n:257 +0xb4", "-1e999:02:03", "1,5e999"} {
		if got := Missing(printed, f); len(got) != len(FieldNames) {
			t.Errorf("%q: only %q are missing", printed, got)
		}
	}
}

// The values of a frame are shown in their order or with names, and nothing else is
// made of its bytes.
func TestShows(t *testing.T) {
	for _, test := range []struct {
		screen string
		want   bool
	}{
		{Describe(frame), true},
		{"1629293659.39 67 87 70 37 103.63 -31 30 -1006", true},
		{"67 87 70 37 103.63 -31 30 -1006 1629293659.39", true},
		{"-1006 -31 30 37 67 70 87 103.63 1629293659.39", false},
		{"v: -1006\nv: -31\nv: 30\nv: 37\nv: 67\nv: 70\nv: 87\nv: 103.63\nv: 1629293659.39", false},
		{"37 % bat, tangage 67 roulis 87 lacet 70, acc -31 30 -1006, baro 103.63, t=1629293659.39", true},
		{"37 67 87 70 103.63 -31 30 -1006 1629293659.39", false},
		{"battery pitch roll yaw barometer agx agy agz\n37 67 87 70 103.63 -31 30 -1006 1629293659.39", true},
		{"yaw pitch roll battery barometer agx agy agz\n37 67 87 70 103.63 -31 30 -1006 1629293659.39", false},
		{"1629293659.39 67 87 70 37 103.63 -31 30", false},
	} {
		if got := Shows("frame 37\n"+test.screen, len("frame 37\n"), frame); got != test.want {
			t.Errorf("%q shows the frame: %t", test.screen, got)
		}
	}
}

func TestBeside(t *testing.T) {
	f := NewFrame(rand.New(rand.NewPCG(1, 1)))
	right := Describe(f) + "\n"
	show := func(format string) string { return fmt.Sprintln((&Misreading{Format: format}).read(FrameBytes(f))) }
	for _, test := range []struct {
		name, printed string
		want          verdict.Code // "" for none
	}{
		{"once", right, ""},
		{"twice", right + right, ""},
		{"in hexadecimal too", fmt.Sprintf("%s% x\n%[2]x\n%[2]v", right, FrameBytes(f)), ""},
		{"two orders", right + show(">diiiiffff"), verdict.ByteOrder},
		{"as ints too", right + show("<diiiiiiii"), verdict.FormatType},
		{"all types", right + show(">diiiiffff") + show("<diiiiiiii"), verdict.FormatType},
	} {
		var code verdict.Code
		if m := Beside(test.printed, f); m != nil {
			code = m.Code
		}
		if code != test.want {
			t.Errorf("%s: %q, want %q\n%s", test.name, code, test.want, test.printed)
		}
	}
}
