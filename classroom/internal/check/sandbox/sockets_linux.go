package sandbox

import (
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"in43.example/pkg/bound"
)

// SeesProcesses says that the system tells whether the program computes, or waits for
// the keyboard.
const SeesProcesses = true

// Sockets returns the sockets of the program that are bound (udp) or listening
// (tcp). It reads the kernel's tables, since trying to bind a port would disturb
// the program. ok is false if there are no such tables.
func Sockets(network string) (all []Socket, ok bool) {
	if network == "udp" {
		return socketsIn(network, bound.Unconnected)
	}
	return socketsIn(network, bound.Listening)
}

// ConnectedUDP returns the UDP sockets of the program that hear only the one address
// to which they are connected.
func ConnectedUDP() []Socket {
	all, _ := socketsIn("udp", bound.Established)
	return all
}

// socketsIn returns the sockets of the program that are in that state.
func socketsIn(network string, state bound.State) (all []Socket, ok bool) {
	inodes := map[string]bool{}
	for _, p := range descendants() {
		dir := "/proc/" + strconv.Itoa(p.pid) + "/fd/"
		fds, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, fd := range fds {
			if link, err := os.Readlink(dir + fd.Name()); err == nil && strings.HasPrefix(link, "socket:[") {
				inodes[strings.TrimSuffix(strings.TrimPrefix(link, "socket:["), "]")] = true
			}
		}
	}
	if len(inodes) == 0 { // the kernel looks at each connection of the machine for its table of tcp
		_, err := os.Stat("/proc/thread-self/net/" + network)
		return nil, err == nil
	}
	for _, table := range []string{network, network + "6"} {
		found, err := bound.Sockets(table)
		if err != nil {
			continue
		}
		ok = true
		for _, s := range found {
			if s.State == state && inodes[s.Inode] && s.Addr.Port() != 0 {
				all = append(all, Socket{s.Addr, s.Queued, s.Dropped})
			}
		}
	}
	return all, ok
}

// Connected reports whether a TCP connection to port of this machine exists,
// accepted or not.
func Connected(port uint16) bool {
	all, _ := bound.Sockets("tcp")
	return slices.ContainsFunc(all, func(s bound.Socket) bool {
		return s.State == bound.Established && s.Addr.Port() == port
	})
}

// holders returns the programs that have port.
func holders(network string, port uint16) []string {
	return bound.Holders(network, netip.AddrPortFrom(netip.IPv4Unspecified(), port))
}
