package match

import (
	"strings"
	"testing"
	"time"
)

func TestMissingOfRow(t *testing.T) {
	const row = "48.813728671885634,2.3934930846866003,105,65,1415263338000"
	at := time.UnixMilli(1415263338000).In(Zone)
	for _, test := range []struct{ printed, want string }{
		{"lat=48.813729 lon=2.393493 alt=105.0m prec=65.0m t=1415263338000", ""},
		{"48.8137 2.3935 105 65 " + at.Format("02/01/2006 15:04:05"), ""},
		{"48,8137 2,3935 105 65 " + at.Format("15h04m05s"), ""},
		{"105 65 1415263338 2.3934930846866003 48.813728671885634", ""},
		{`{"nb": 1, "row": [48.813728671885634, 2.3934930846866003, 105, 65, 1415263338000]}`, ""},
		{"48.81 2.39 105 65 1415263338", "latitude longitude"},
		{"lat 48.813728671885634 lon 2.3934930846866003", "altitude accuracy time"},
		{"b'48.813728671885634', b'2.3934930846866003', b'105', b'65', b'1415263338000'", "latitude longitude altitude accuracy time"},
	} {
		if got := strings.Join(MissingOfRow(test.printed, row), " "); got != test.want {
			t.Errorf("in %q there is no %q, want %q", test.printed, got, test.want)
		}
	}
}
