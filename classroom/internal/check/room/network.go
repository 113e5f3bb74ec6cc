package room

import (
	"fmt"
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

// IsFaraway reports whether programs use address only to find their own.
func IsFaraway(address string) bool { return slices.Contains(faraway, address) }

// possible returns the IPv4 address that text is, if a machine can have it.
func possible(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is4() || IsFaraway(text) || a.As4()[0] == 0 || a.As4()[0] >= 224 {
		return a, false
	}
	return a, true
}

// Networks returns the networks that the loopback interface of the namespace
// gets: the classroom's network, and the /24 network of each of addresses. It
// leaves out addresses that no machine can have and those that are in a network
// already. The address in each prefix is the machine's own.
func Networks(addresses []string) []netip.Prefix {
	all := []netip.Prefix{lan}
	for _, s := range addresses {
		a, ok := possible(s)
		if !ok || a.IsLoopback() {
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

// Absent returns those of addresses that the program would find in a namespace,
// but does not find on a machine with the addresses and networks own, which runs
// the operating system goos.
func Absent(goos string, addresses []string, own []netip.Prefix) []netip.Addr {
	var absent []netip.Addr
	for _, s := range addresses {
		a, ok := possible(s)
		if !ok || slices.ContainsFunc(own, func(p netip.Prefix) bool { return hasAddress(goos, p, a) }) {
			continue
		}
		absent = append(absent, a)
	}
	return absent
}

// hasAddress reports whether a program can bind a on a machine that has the
// address of p, in the network p. Linux and Windows have the whole of 127.0.0.0/8,
// the others only what is set up. Windows lets nobody bind a broadcast address.
func hasAddress(goos string, p netip.Prefix, a netip.Addr) bool {
	if p.Addr().IsLoopback() && (goos == "linux" || goos == "windows") {
		return a.IsLoopback()
	}
	b, err := broadcast.Of(p)
	return a == p.Addr() || goos != "windows" && err == nil && a == b
}

// AddAddress returns the command that gives a to a machine with the operating
// system goos, or "" if there is no simple one.
func AddAddress(goos string, a netip.Addr) string {
	switch goos {
	case "linux":
		return fmt.Sprintf("sudo ip address add %v/32 dev lo (after it: del in place of add)", a)
	case "darwin":
		return fmt.Sprintf("sudo ifconfig lo0 alias %v (after it: -alias in place of alias)", a)
	}
	return ""
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
