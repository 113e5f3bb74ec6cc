package match

import (
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// ZoneName is the time zone in which programs run: the variable TZ in their
// environment. It is not UTC, nor the zone of most machines, so that a date that is
// shown in another zone is noticed, and it has no daylight saving time. It is "" on
// a system without time zone tables, and on Windows, where TZ has another form:
// there programs run in the zone of the machine.
var ZoneName, Zone = findZone("Asia/Kolkata")

// paris is the zone of the classroom, which a program may name itself. It is nil if
// the system does not know it.
var paris = loadZone("Europe/Paris")

func findZone(name string) (string, *time.Location) {
	if z := loadZone(name); z != nil {
		return name, z
	}
	return "", time.Local
}

// loadZone returns the zone of that name from the tables of the system, or nil. The
// tables that Go itself has do not count: a program in C does not see them.
func loadZone(name string) *time.Location {
	if runtime.GOOS == "windows" {
		return nil
	}
	for _, dir := range []string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			continue
		}
		if z, err := time.LoadLocationFromTZData(name, data); err == nil {
			return z
		}
	}
	return nil
}

// RanIn says in a report in which time zone the program ran.
func RanIn() string {
	_, offset := time.Now().In(Zone).Zone()
	utc := time.Unix(0, 0).In(time.FixedZone("", offset)).Format("UTC-07:00")
	if ZoneName == "" {
		return "the program ran in the time zone of this machine, " + utc
	}
	return "the program ran in the time zone " + ZoneName + ", " + utc
}
