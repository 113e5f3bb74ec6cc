package sandbox

import "testing"

func TestLoadOf(t *testing.T) {
	for uptime, want := range map[string]float64{
		" 14:31:03 up  3:56,  0 user,  load average: 27.42, 27.77, 21.01\n":     27.42,
		"14:31  up 12 days,  3:56, 2 users, load averages: 2.05 1.98 1.90\n":    2.05,
		" 2:31PM  up 1 day, 30 mins, 1 user, load averages: 0.10, 0.05, 0.01\n": 0.10,
		"uptime: not found\n": 0,
	} {
		if got := loadOf(uptime); got != want {
			t.Errorf("%q: %v, want %v", uptime, got, want)
		}
	}
}
