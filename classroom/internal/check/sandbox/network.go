package sandbox

import (
	"net/netip"
	"slices"

	"in43.example/pkg/broadcast"
)

// lan is the classroom's network, with an address for this machine.
var lan = netip.MustParsePrefix("10.9.0.1/16")

// maxNetworks is how many networks the loopback interface gets at most.
const maxNetworks = 64

// faraway are addresses in programs that use them only to find their own
// address: connect(("8.8.8.8", 80)), then getsockname(). The machine does not
// get these addresses.
var faraway = []string{"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}

// Networks returns the networks that the loopback interface of the namespace
// gets: the classroom's network, and the /24 network of each of addresses. It
// leaves out addresses that no machine can have and those that are in a network
// already. The address in each prefix is the machine's own.
func Networks(addresses []string) []netip.Prefix {
	all := []netip.Prefix{lan}
	for _, s := range addresses {
		a, err := netip.ParseAddr(s)
		if err != nil || !a.Is4() || slices.Contains(faraway, s) || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() || a.As4()[0] >= 224 || a.As4()[0] == 0 {
			continue
		}
		p := netip.PrefixFrom(a, 24)
		if len(all) < maxNetworks && NetworkOf(a, all) == nil {
			b := a.As4()
			b[3] = 1
			all = append(all, netip.PrefixFrom(netip.AddrFrom4(b), p.Bits()))
		}
	}
	return all
}

// NetworkOf returns the network of all that contains a, or nil.
func NetworkOf(a netip.Addr, all []netip.Prefix) *netip.Prefix {
	for _, p := range all {
		if p.Contains(a) {
			return &p
		}
	}
	return nil
}

// BroadcastOf returns the directed broadcast address of p, a result of Networks.
func BroadcastOf(p netip.Prefix) netip.Addr {
	a, _ := broadcast.Of(p) // no network here is a /31 or a /32
	return a
}
