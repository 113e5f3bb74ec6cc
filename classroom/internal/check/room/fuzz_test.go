package room

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// Whatever addresses a program contains, the machine gets networks that do not overlap, and
// none of an address that no machine can have.
func FuzzNetworks(f *testing.F) {
	f.Add("10.9.0.1 10.9.255.255 192.168.1.255 127.123.234.1")
	f.Add("10.9.0.1 . 1.0.0.100 000000000")
	f.Add("8.8.8.8 0.0.0.0 255.255.255.255 224.0.0.1 ::1 999.1.1.1 1.2.3 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		all := Networks(strings.Split(text, " "))
		if len(all) > maxNetworks {
			t.Fatalf("%d networks", len(all))
		}
		for i, p := range all {
			a := p.Addr()
			if !a.Is4() || a.IsMulticast() || a.IsUnspecified() || a.As4()[0] >= 224 {
				t.Errorf("%q gives the network %v", text, p)
			}
			if slices.ContainsFunc(all[:i], p.Overlaps) {
				t.Errorf("%q gives %v: %v is there twice", text, all, p)
			}
			if b := BroadcastOf(p); !p.Contains(b) {
				t.Errorf("the broadcast address of %v is %v", p, b)
			}
		}
		for _, goos := range []string{"linux", "darwin", "windows"} {
			if absent := Absent(goos, strings.Split(text, " "), all); slices.ContainsFunc(absent, func(a netip.Addr) bool { return !a.Is4() }) {
				t.Errorf("%q: %v are absent", text, absent)
			}
		}
	})
}
