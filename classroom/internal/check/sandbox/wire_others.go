//go:build !linux

package sandbox

import "net/netip"

// A Wire hears nothing: to listen it would need a namespace.
type Wire struct{}

// ListenWire returns nil: there is nothing to hear.
func ListenWire() (*Wire, error) { return nil, nil }

// Heard returns nothing.
func (*Wire) Heard() ([]Datagram, []netip.AddrPort) { return nil, nil }

// Forget does nothing.
func (*Wire) Forget() {}

// Record does nothing.
func (*Wire) Record() {}

// During does nothing.
func (*Wire) During(string) {}

// Recorded returns nil.
func (*Wire) Recorded() *Recording { return nil }
