package match

import (
	"math/rand/v2"
	"testing"
)

// Each message counts once it is shown.
func TestStream(t *testing.T) {
	s := NewStream(rand.New(rand.NewPCG(3, 1)), 2, 1)
	printed := Describe(s.Frames[0]) + "\n" + s.Rows[0]
	if s.Look(printed) || s.ShownFrames != 1 || s.ShownRows != 1 {
		t.Errorf("%d frames and %d rows are shown, want one of each", s.ShownFrames, s.ShownRows)
	}
	if !s.Look(printed + Describe(s.Frames[1])) {
		t.Errorf("%d frames and %d rows are shown, want all", s.ShownFrames, s.ShownRows)
	}
	if got := s.Count(2, 1); got != "2 frames and 1 rows" {
		t.Errorf("they are %q", got)
	}
}
