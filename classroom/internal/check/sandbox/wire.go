package sandbox

import (
	"net/netip"
	"time"
)

// A Datagram is a UDP datagram that somebody has sent.
type Datagram struct {
	To   netip.AddrPort
	Data []byte
}

// A Recording is what a wire has heard while a step was checked.
type Recording struct {
	Began   time.Time
	Packets []Packet // in the order in which they were sent
	// LeftOut are how many packets of a check are not among Packets, because there are
	// too many of them.
	LeftOut map[string]int
}

// A Packet is an IPv4 packet of a recording.
type Packet struct {
	At      time.Duration // since the recording began
	Check   string        // during which it was sent; "" after the last one
	Program bool          // the program has sent it, or the system for it
	Data    []byte        // from the IP header on (RFC 791)
}
