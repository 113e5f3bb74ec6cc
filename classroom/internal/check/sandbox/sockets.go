package sandbox

import (
	"net/netip"
	"slices"
	"strings"
)

// A Socket is a socket of the program that waits for messages or connections.
type Socket struct {
	Addr netip.AddrPort
	// Queued is how much has arrived and was not received yet, in bytes as the
	// kernel counts them; -1 if the system does not tell.
	Queued int
	// Dropped is how many datagrams were lost because there was no room for them.
	Dropped int
}

// Places lists the addresses of sockets.
func Places(all []Socket) string {
	var s []string
	for _, sock := range all {
		s = append(s, sock.Addr.String())
	}
	slices.Sort(s)
	return strings.Join(slices.Compact(s), ", ")
}

// OnPort returns the address of the socket on port.
func OnPort(all []Socket, port uint16) (netip.AddrPort, bool) {
	for _, s := range all {
		if s.Addr.Port() == port {
			return s.Addr, true
		}
	}
	return netip.AddrPort{}, false
}

// Dropped returns how many datagrams sockets have lost.
func Dropped(sockets []Socket) int {
	n := 0
	for _, s := range sockets {
		n += s.Dropped
	}
	return n
}

// KnowsQueues reports whether the system tells what has arrived at sockets and was not
// received yet.
func KnowsQueues(sockets []Socket) bool {
	return !slices.ContainsFunc(sockets, func(s Socket) bool { return s.Queued < 0 })
}

// Unread returns how many of sockets have messages that the program has not
// received yet.
func Unread(sockets []Socket) int {
	n := 0
	for _, s := range sockets {
		if s.Queued > 0 {
			n++
		}
	}
	return n
}
