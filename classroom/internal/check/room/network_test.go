package room

import (
	"fmt"
	"net/netip"
	"testing"
)

// Which addresses of a program a machine does not have.
func TestAbsent(t *testing.T) {
	addresses := []string{
		"127.0.0.1", "127.123.234.1", "192.168.1.26", "192.168.1.255", "192.168.1.27", "10.9.127.207",
		"0.0.0.0", "255.255.255.255", "224.0.0.1", "8.8.8.8", "300.1.1.1",
	}
	own := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("192.168.1.26/24")}
	for goos, want := range map[string]string{
		"linux":   "[192.168.1.27 10.9.127.207]",
		"darwin":  "[127.123.234.1 192.168.1.27 10.9.127.207]",
		"windows": "[192.168.1.255 192.168.1.27 10.9.127.207]",
	} {
		if got := fmt.Sprint(Absent(goos, addresses, own)); got != want {
			t.Errorf("%s: %s, want %s", goos, got, want)
		}
	}
}
