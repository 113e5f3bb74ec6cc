package talk

import (
	"net/netip"
	"testing"

	"in43.example/classroom/internal/check/room"
)

func TestJudgeBind(t *testing.T) {
	all := room.Networks([]string{"192.168.1.26", "192.168.1.255", "10.9.127.207", "127.0.0.1", "0.0.0.0", "300.1.1.1", "255.255.255.255"})
	if len(all) != 2 {
		t.Errorf("networks: %v, want those of the lab and of 192.168.1.26", all)
	}
	for _, test := range []struct {
		addr, feed string
		deaf       bool
	}{
		{"0.0.0.0", "10.9.255.255", false},
		{"::", "10.9.255.255", false},
		{"10.9.255.255", "10.9.255.255", false},
		{"10.9.127.207", "10.9.127.207", false},
		{"192.168.1.26", "192.168.1.26", false},
		{"192.168.1.255", "192.168.1.255", false},
		{"127.0.0.1", "127.0.0.1", true},
		{"255.255.255.255", "255.255.255.255", true},
		{"10.9.0.0", "10.9.0.0", true},
		{"192.168.1.0", "192.168.1.0", true},
		{"::1", "::1", true},
	} {
		b := judgeBind(netip.MustParseAddr(test.addr), all)
		if b.feed.String() != test.feed || b.deaf != test.deaf || b.deaf == (b.remark != "") {
			t.Errorf("%s: feed %v, deaf %t, %q", test.addr, b.feed, b.deaf, b.remark)
		}
	}
}
