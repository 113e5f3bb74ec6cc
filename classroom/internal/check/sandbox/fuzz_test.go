package sandbox

import (
	"slices"
	"strings"
	"testing"
)

// Whatever lsof prints, and whatever is in a table of Windows, no socket is invented.
func FuzzTables(f *testing.F) {
	f.Add([]byte("p501\ng500\ncPython\nf3\nPUDP\nn*:52001\nTQR=640\n"))
	f.Add([]byte("n127.0.0.1:41660->127.0.0.1:55000\nTST=ESTABLISHED\nn[::1%lo]:1\n\n\np-\n"))
	f.Add([]byte("\x01\x00\x00\x00\x7f\x00\x00\x01\xcb\x21\x00\x00\x2a\x00\x00\x00"))
	f.Add(slices.Repeat([]byte{0xff}, 60))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows := readLsof(string(b))
		if len(rows) > strings.Count("\n"+string(b), "\nn") {
			t.Errorf("%q has %d sockets", b, len(rows))
		}
		for _, ipv6 := range []bool{false, true} {
			for network, words := range map[string]int{"udp": 3, "tcp": 6} {
				got := readWindows(network, ipv6, b)
				if len(got)*4*words > len(b) {
					t.Errorf("%d bytes have %d sockets", len(b), len(got))
				}
				rows = append(rows, got...)
			}
		}
		for _, s := range inState(rows, listening, func(row) bool { return true }) {
			if s.Addr.Port() == 0 || !s.Addr.IsValid() {
				t.Errorf("a socket at %v", s.Addr)
			}
		}
	})
}
