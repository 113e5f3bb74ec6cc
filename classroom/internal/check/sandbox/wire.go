package sandbox

import "net/netip"

// A Datagram is a UDP datagram that somebody has sent.
type Datagram struct {
	To   netip.AddrPort
	Data []byte
}
