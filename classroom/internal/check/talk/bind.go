package talk

import (
	"fmt"
	"net/netip"

	"in43.example/classroom/internal/check/room"
)

// Addresses of the sheet, and one of the checker.
var (
	Localhost     = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	lanBroadcast  = netip.AddrFrom4([4]byte{10, 9, 255, 255})
	everyone      = netip.AddrFrom4([4]byte{255, 255, 255, 255})
	stationSource = netip.AddrFrom4([4]byte{10, 9, 12, 87}) // the host that plays the sensors and the drone
)

// A bind says what the address means that a listener is bound to.
type bind struct {
	feed   netip.Addr // where to send so that the listener hears it
	deaf   bool       // it hears no broadcast of the LAN on any system
	remark string
}

// judgeBind says what it means to be bound to addr, on a machine with the
// networks all (worksheet 2.1.2). Package broadcast has the differences between
// the systems.
func judgeBind(addr netip.Addr, all []netip.Prefix) bind {
	switch {
	case addr.IsUnspecified():
		return bind{feed: lanBroadcast, remark: "bound to every address: hears broadcasts on every system"}
	case addr == lanBroadcast:
		return bind{feed: addr, remark: fmt.Sprintf("bound to %v, the broadcast address of 10.9.0.0/16: right on macOS and Linux on that LAN; Windows refuses it (error 10049)", addr)}
	case addr == everyone, addr.IsLoopback(), addr.IsMulticast(), addr.Is6():
		return bind{feed: addr, deaf: true}
	}
	n := room.NetworkOf(addr, all)
	if n != nil && n.Masked().Addr() == addr { // the address of the network: no machine has it
		return bind{feed: addr, deaf: true}
	}
	if n != nil && room.BroadcastOf(*n) == addr {
		return bind{feed: addr, remark: fmt.Sprintf("bound to %v, the broadcast address of another LAN: on 10.9.0.0/16 it is %v; Windows refuses it (error 10049)", addr, lanBroadcast)}
	}
	return bind{feed: addr, remark: fmt.Sprintf("bound to %v: right on Windows, if it is the machine's own address; on Linux and macOS it hears no broadcast, bind to '' or to %v there", addr, lanBroadcast)}
}
