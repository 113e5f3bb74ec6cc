package live

import (
	"math"
	"time"
)

// past is how many seconds a history goes back.
const past = 120

// recent is how many seconds a rate is taken over, if enough has come in that time.
const recent = 10

// A history says when messages came, in bins of a second, over the last two
// minutes. Its size does not depend on how many came.
type history struct {
	bins [past]bin
	last time.Time // of the last message
	n    uint64    // all messages
}

// A bin is a second of a history.
type bin struct {
	second int64 // since 1970; another one: the bin is old, and counts as empty
	n      int
	first  time.Time
	// The intervals that end in this second: how many there are, their sum and the
	// sum of their squares, in seconds.
	intervals int
	sum, sq   float64
}

func index(second int64) int { return int((second%past + past) % past) }

// add counts a message that came at that time.
func (h *history) add(at time.Time) {
	second := at.Unix()
	b := &h.bins[index(second)]
	if b.second != second || b.n == 0 {
		*b = bin{second: second, first: at}
	}
	b.n++
	if d := at.Sub(h.last).Seconds(); h.n > 0 && d >= 0 && d < past {
		b.intervals++
		b.sum += d
		b.sq += d * d
	}
	h.n++
	h.last = at
}

// at returns the bin of a second, which is empty if nothing came then.
func (h *history) at(second int64) bin {
	if b := h.bins[index(second)]; b.second == second {
		return b
	}
	return bin{}
}

// A pace is how fast messages come.
type pace struct {
	Rate   float64 `json:"rate"`   // messages a second
	Jitter float64 `json:"jitter"` // standard deviation of the intervals between them, in ms
}

// pace returns the rate and the jitter of the last 10 seconds or, if less than five
// messages came in them, of the last two minutes.
//
// The rate is the number of intervals by the time that they took. So it is right for a
// steady stream, however few messages there are: at one a second, a count in a fixed
// time is wrong by a tenth.
func (h *history) pace(now time.Time) pace {
	p, n := h.over(now, recent)
	if n < 5 {
		p, _ = h.over(now, past-1)
	}
	return p
}

func (h *history) over(now time.Time, seconds int64) (p pace, n int) {
	var first time.Time
	var intervals int
	var sum, sq float64
	for s := now.Unix() - seconds; s <= now.Unix(); s++ {
		b := h.at(s)
		if b.n == 0 {
			continue
		}
		if n == 0 {
			first = b.first
		}
		n += b.n
		intervals += b.intervals
		sum += b.sum
		sq += b.sq
	}
	if n < 2 {
		return pace{}, n
	}
	span := h.last.Sub(first).Seconds()
	if span <= 0 {
		return pace{}, n
	}
	p.Rate = float64(n-1) / span
	// If the stream has stopped, its rate goes down.
	if quiet := now.Sub(h.last).Seconds(); quiet > 3/p.Rate {
		p.Rate = float64(n) / (span + quiet)
	}
	if intervals > 0 {
		mean := sum / float64(intervals)
		p.Jitter = 1000 * math.Sqrt(max(0, sq/float64(intervals)-mean*mean))
	}
	return p, n
}

// counts returns how many messages came in each of the last seconds, the oldest
// first. The second of now is not over, and is left out.
func (h *history) counts(now time.Time) []int {
	all := make([]int, 0, past-1)
	for s := now.Unix() - past + 1; s < now.Unix(); s++ {
		all = append(all, h.at(s).n)
	}
	return all
}

// jitters returns, for each of the seconds of counts, how far the intervals that
// ended in it were from the mean of all: the root of the mean square, in ms.
func (h *history) jitters(now time.Time) []number {
	var n int
	var sum float64
	for s := now.Unix() - past + 1; s < now.Unix(); s++ {
		b := h.at(s)
		n += b.intervals
		sum += b.sum
	}
	mean := sum / float64(n)
	all := make([]number, 0, past-1)
	for s := now.Unix() - past + 1; s < now.Unix(); s++ {
		b := h.at(s)
		m := float64(b.intervals) // if it is 0, the result is NaN: there is none
		all = append(all, number(1000*math.Sqrt(max(0, b.sq/m-2*mean*b.sum/m+mean*mean))))
	}
	return all
}

// A sequence watches the numbers of numbered messages (station --seq).
type sequence struct {
	Missing uint64 `json:"missing"` // have not come
	Doubled uint64 `json:"doubled"` // came again
	Late    uint64 `json:"late"`    // came after a higher one
	Jumps   uint64 `json:"jumps"`   // so far from the one before that counting began again
	Last    uint64 `json:"last"`    // the highest
	seen    uint64 // bit i: Last-i has come
}

// maxGap is the largest gap that counts as missing messages.
const maxGap = 10_000

// add takes the next number. The first one may be any.
func (s *sequence) add(n uint64) {
	switch {
	case s.seen == 0:
		s.Last, s.seen = n, 1
	case n > s.Last && n-s.Last <= maxGap:
		gap := n - s.Last
		s.Missing += gap - 1
		s.seen = s.seen<<gap | 1 // a shift by 64 or more gives 0
		s.Last = n
	case n > s.Last || s.Last-n >= 64:
		s.Jumps++
		s.Last, s.seen = n, 1
	case s.seen&(1<<(s.Last-n)) != 0:
		s.Doubled++
	default:
		s.seen |= 1 << (s.Last - n)
		s.Late++
		if s.Missing > 0 { // not if the sequence began after it
			s.Missing--
		}
	}
}
