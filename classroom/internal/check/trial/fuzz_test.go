package trial

import (
	"math/rand/v2"
	"testing"

	"in43.example/classroom/internal/check/match"
)

// Whatever a program prints, the rules find a diagnosis.
func FuzzRules(f *testing.F) {
	frame := match.NewFrame(rand.New(rand.NewPCG(1, 1)))
	for _, s := range []string{
		"", "1e999", "pitch: 1e999", "unpack requires a buffer of 99999999999999999999 bytes", "b'", "\xff\x00", match.Describe(frame), string(match.FrameBytes(frame)),
		"ValueError: year -99999999999999999999 is out of range", "module 'x' has no attribute 'y'", accents, row,
	} {
		f.Add(s, "", true)
		f.Add(s, s, false)
	}
	f.Fuzz(func(t *testing.T, printed, errors string, ended bool) {
		for _, want := range []string{accents, row} {
			e := &Evidence{Want: want, Printed: printed, Errors: errors, Ended: ended}
			if o := TextNotShown(e); o.Code == "" {
				t.Errorf("a text that is not shown has no diagnosis for %q, %q", printed, errors)
			}
			if o := FrameNotShown(e, frame); o.Code == "" {
				t.Errorf("a frame that is not shown has no diagnosis for %q, %q", printed, errors)
			}
		}
	})
}
