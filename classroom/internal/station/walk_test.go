package station

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestWalk(t *testing.T) {
	form := regexp.MustCompile(`^48\.\d{10,15},2\.\d{10,17},\d{2,3},\d{1,2},\d{13}\n$`)
	for seed := range uint64(20) {
		rows, _ := pass(t, NewWalk(seed))
		if n := len(rows); n != 61 {
			t.Fatalf("%d messages, want a header and 60 rows", n)
		}
		if got := string(rows[0]); got != sensorHeader {
			t.Errorf("it begins with %q", got)
		}
		var last []float64
		for i, row := range rows[1:] {
			if !form.Match(row) {
				t.Fatalf("row %d is %q", i, row)
			}
			var v []float64
			for field := range strings.SplitSeq(strings.TrimSpace(string(row)), ",") {
				f, err := strconv.ParseFloat(field, 64)
				if err != nil {
					t.Fatal(err)
				}
				v = append(v, f)
			}
			if last != nil {
				north := (v[0] - last[0]) * 111_320
				east := (v[1] - last[1]) * 111_320 * math.Cos(v[0]*math.Pi/180)
				if speed := math.Hypot(north, east) / 15; speed < 0.9 || speed > 1.5 {
					t.Errorf("seed %d, row %d: %.2f m/s", seed, i, speed)
				}
				if v[4]-last[4] != 15_000 {
					t.Errorf("seed %d, row %d: %v ms after the last", seed, i, v[4]-last[4])
				}
				if math.Abs(v[2]-last[2]) > 6 || v[3] < 4 || v[3] > 35 {
					t.Errorf("seed %d, row %d: altitude %v after %v, accuracy %v", seed, i, v[2], last[2], v[3])
				}
			}
			last = v
		}
	}
	if messages(t, NewWalk(1)) == messages(t, NewWalk(2)) {
		t.Error("two seeds, one walk")
	}
}

// The walk has its own timing too: 15 s from row to row, and from the last row
// to the first row of the next pass.
func TestWalkTiming(t *testing.T) {
	_, offsets := pass(t, NewWalk(1))
	for i, want := range map[int]time.Duration{0: 0, 1: time.Millisecond, 2: 15 * time.Second, 60: 59 * 15 * time.Second, 61: 60 * 15 * time.Second} {
		if got := offsets[i]; got != want {
			t.Errorf("message %d at %v, want %v", i, got, want)
		}
	}
}
