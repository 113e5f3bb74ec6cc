package match

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"in43.example/pkg/drone"
)

// A Stream is a number of messages that are sent at the same time.
type Stream struct {
	Frames                 []drone.Frame
	Rows                   []string
	ShownFrames, ShownRows int
}

// NewStream returns a Stream of so many frames and rows, with new values.
func NewStream(r *rand.Rand, frames, rows int) *Stream {
	s := new(Stream)
	for range frames {
		s.Frames = append(s.Frames, NewFrame(r))
	}
	for range rows {
		s.Rows = append(s.Rows, NewRow(r))
	}
	return s
}

// Look counts what text shows, and reports whether that is all.
func (s *Stream) Look(text string) bool {
	s.ShownFrames, s.ShownRows = 0, 0
	p := newPrinted(text)
	for _, f := range s.Frames {
		if len(p.missing(f)) == 0 {
			s.ShownFrames++
		}
	}
	for _, r := range s.Rows {
		if row := Trimmed(r); strings.Contains(p.text, row) || len(p.missingOfRow(row)) == 0 {
			s.ShownRows++
		}
	}
	return s.ShownFrames == len(s.Frames) && s.ShownRows == len(s.Rows)
}

// Count describes so many frames and rows, leaving out what s has none of.
func (s *Stream) Count(frames, rows int) string {
	switch {
	case len(s.Rows) == 0:
		return fmt.Sprintf("%d frames", frames)
	case len(s.Frames) == 0:
		return fmt.Sprintf("%d rows", rows)
	}
	return fmt.Sprintf("%d frames and %d rows", frames, rows)
}
