package check

import (
	"net/netip"
	"slices"

	"in43.example/pkg/broadcast"
)

// lan is the classroom's network, with an address for this machine.
var lan = netip.MustParsePrefix("10.9.0.1/16")

// maxNetworks is how many networks of a program's addresses the loopback
// interface gets.
const maxNetworks = 64

// faraway are addresses that stand in programs which ask for their own address
// with them: connect(("8.8.8.8", 80)), then getsockname(). They are nobody's.
var faraway = []string{"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}

// networks returns the networks that the loopback interface of the namespace
// gets, each with an address of the machine in it: the classroom's and the /24
// of each of addresses that can be a machine's and is not in a network already.
func networks(addresses []string) []netip.Prefix {
	all := []netip.Prefix{lan}
	for _, s := range addresses {
		a, err := netip.ParseAddr(s)
		if err != nil || !a.Is4() || slices.Contains(faraway, s) || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() || a.As4()[0] >= 224 || a.As4()[0] == 0 {
			continue
		}
		p := netip.PrefixFrom(a, 24)
		if len(all) < maxNetworks && networkOf(a, all) == nil {
			b := a.As4()
			b[3] = 1
			all = append(all, netip.PrefixFrom(netip.AddrFrom4(b), p.Bits()))
		}
	}
	return all
}

// networkOf returns the one of all that a is in, or nil.
func networkOf(a netip.Addr, all []netip.Prefix) *netip.Prefix {
	for _, p := range all {
		if p.Contains(a) {
			return &p
		}
	}
	return nil
}

// broadcastOf returns the directed broadcast address of p, a network of
// networks.
func broadcastOf(p netip.Prefix) netip.Addr {
	a, _ := broadcast.Of(p) // no network here is a /31 or a /32
	return a
}
