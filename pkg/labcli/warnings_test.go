package labcli

import (
	"bytes"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// Of a flood of warnings there is a line a second, and the numbers add up.
func TestWarnings(t *testing.T) {
	source := netip.MustParseAddrPort("192.0.2.1:5")
	for _, tt := range []struct {
		name string
		run  func(w *warnings)
		want string
	}{
		{"none", func(*warnings) {}, ""},
		{"one", func(w *warnings) {
			w.add(source, "odd")
			time.Sleep(time.Hour)
		}, "WRN odd from=192.0.2.1:5\n"},
		{"of nobody", func(w *warnings) { w.add(netip.AddrPort{}, "odd") }, "WRN odd\n"},
		{"now and then", func(w *warnings) {
			for range 2 {
				w.add(source, "odd")
				time.Sleep(1100 * time.Millisecond)
			}
		}, "WRN odd from=192.0.2.1:5\nWRN odd from=192.0.2.1:5\n"},
		{"flood", func(w *warnings) {
			w.add(source, "odd")
			time.Sleep(500 * time.Microsecond)
			for range 2499 { // 2.5 s
				w.add(source, "odd")
				time.Sleep(time.Millisecond)
			}
			time.Sleep(time.Hour)
			w.add(source, "again")
		}, "WRN odd from=192.0.2.1:5\nWRN more warnings in the last second: 1000\nWRN more warnings in the last second: 1000\n" +
			"WRN more warnings in the last second: 499\nWRN again from=192.0.2.1:5\nWRN 2501 warnings about messages in all; not shown: 2499\n"},
		{"a burst before the end", func(w *warnings) {
			for range 1_000_000 {
				w.add(source, "odd")
			}
		}, "WRN odd from=192.0.2.1:5\nWRN 1000000 warnings about messages in all; not shown: 999999\n"},
		{"ended twice", func(w *warnings) {
			w.add(source, "odd")
			w.add(source, "odd")
			w.end()
			time.Sleep(time.Hour)
		}, "WRN odd from=192.0.2.1:5\nWRN 2 warnings about messages in all; not shown: 1\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				log := newLogger(&out, "console")
				w := &warnings{log: &log}
				tt.run(w)
				w.end()
				if got := out.String(); got != tt.want {
					t.Errorf("logged\n%swant\n%s", got, tt.want)
				}
			})
		})
	}
}
