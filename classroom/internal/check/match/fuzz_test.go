package match

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// readAll reads printed in every way in which a check or a rule does.
func readAll(printed string) {
	r := rand.New(rand.NewPCG(1, 1))
	f, row := NewFrame(r), Trimmed(NewRow(r))
	const text = "É et Ç, bxabc"
	Numbers(printed)
	Missing(printed, f)
	Shows(printed, 0, f)
	Order(printed, f)
	Beside(printed, f)
	FirstMissing(printed, f)
	Changed(printed, f, time.Now())
	Mislabelled(printed, f)
	Misread(printed, f)
	ReadAsFrame(printed, row)
	Misdated(printed, f)
	AsText(printed, FrameBytes(f))
	TimeInUTC(printed, row)
	MissingOfRow(printed, row)
	NewStream(r, 20, 4).Look(printed)
	for _, want := range []string{row, text, "\n", ""} {
		HasText(printed, want)
		HasBytes(printed, []byte(want))
		LikeText(printed, want)
		Misdecoded(printed, want)
		OtherReading(printed, want)
		WithRest(printed, want, text)
		WithZeros(printed, want)
		Spaced(printed, want)
		CutAt(printed, want)
		ExcerptAround(printed, Repr(want))
		Diff([]byte(printed), []byte(want))
	}
	IsRow(printed)
	Literal(printed, len(printed))
	Excerpt(printed)
	_ = OneLine(printed)
	Preview([]byte(printed))
	Dump([]byte(printed), len(printed)-1)
	_ = Letters(printed)
	_ = ASCII(printed)
	Latin1(printed)
	Repr(printed)
}

// hostile are texts that are hard to read. Each is repeated to fill a screen.
var hostile = []string{
	"1 ", "1,", "1.", "111 ", "1,111", "-", "1e", "1e999 ", "-1e999:02:03 ", "0x45e549?\n:257 +0xb4", "1,5e999", "NaN inf -Infinity\n",
	"pitch: 1e999\n", "pitch 1 ", "agx: -", "pitch: 99999999999999999999999999 ", "b'", "b'a' ", `b"\`, "b'É et Ç, bxabc' ",
	"ValueError: year 99999999999999999999 is out of range\n", "15:33:47 ", "20210818153347 ", "UTC", "+0530 ", "\xff\xfe", "\u0130\u0131", "\x00", "É", "48.81,2.39,105,65,1415263338000\n",
	"\n", " \n", "^", "unpack requires a buffer of 99999999999999999999 bytes ", "9", "Ã", "1_", "\u22121",
	"date 1 pitch 2 roll 3 yaw 4 battery 5 barometer 6 agx 7 agy 8 agz 9 ",
}

func FuzzRead(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
		f.Add(s + s)
	}
	r := rand.New(rand.NewPCG(1, 1))
	f.Add(Describe(NewFrame(r)))
	f.Add(string(FrameBytes(NewFrame(r))))
	f.Add(NewRow(r))
	f.Fuzz(func(t *testing.T, printed string) { readAll(printed) })
}

// The time to read a text grows no faster than its length. If it did, these would take
// minutes.
func TestReadsLongTexts(t *testing.T) {
	const size = 250_000
	for _, s := range []string{"1 ", "111 ", "1,", "9", "15:33:47 ", "pitch 1 ", "b'a' ", "48.81,2.39,105,65,1415263338000\n"} {
		start := time.Now()
		readAll(strings.Repeat(s, size/len(s)))
		if took := time.Since(start); took > 2*time.Minute {
			t.Errorf("%q, repeated to %d bytes, takes %v", s, size, took)
		}
	}
}
