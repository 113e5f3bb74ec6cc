package sandbox

import (
	"regexp"
	"strconv"
)

// loadOf reads what uptime(1) prints: how many processes computed, or waited for a
// processor, in the last minute. It is 0 if there is no such number.
func loadOf(uptime string) float64 {
	m := loadAverage.FindStringSubmatch(uptime)
	if m == nil {
		return 0
	}
	load, _ := strconv.ParseFloat(m[1], 64) // the pattern is a number
	return load
}

var loadAverage = regexp.MustCompile(`load averages?: *([0-9]+\.[0-9]+)`)
