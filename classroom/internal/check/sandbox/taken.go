package sandbox

import (
	"fmt"
	"net/netip"
	"runtime"
	"strings"

	"in43.example/pkg/bound"
)

// Free reports whether a program could bind port.
func Free(network string, port uint16) bool {
	return free(runtime.GOOS, network, port, bindTo)
}

// Taken says by which program of this machine port is taken, or "" if it is free.
// The program under test must not be running.
func Taken(network string, port uint16) string {
	if Free(network, port) {
		return ""
	}
	who := strings.Join(holders(network, port), ", ")
	if who == "" {
		who = "another program; to see which: " + bound.Finder(runtime.GOOS, network, port)
	}
	return fmt.Sprintf("%s port %d is in use by %s", strings.ToUpper(network), port, who)
}

// Lingers reports whether port, which is free, is kept by a TCP connection that
// has ended less than a minute ago (TIME-WAIT, RFC 9293). Then a program without
// SO_REUSEADDR cannot bind it.
func Lingers(port uint16) bool {
	return lingers(runtime.GOOS, port, bindTo)
}

// How a socket is bound to find out whether somebody else has its port.
type mode int

const (
	plain     mode = iota // without an option
	reuse                 // with SO_REUSEADDR
	exclusive             // with SO_EXCLUSIVEADDRUSE, of Windows
)

// A binder binds a socket for a moment.
type binder func(network string, addr netip.AddrPort, how mode) error

// free reports whether bind(2) finds port free on the operating system goos. It
// does not listen, so no firewall asks the person at the machine.
//
// On Windows a socket on 127.0.0.1 can be bound beside one on 0.0.0.0, unless it
// asks to be alone. Elsewhere a TCP socket needs SO_REUSEADDR, without which it
// also meets connections that have ended; on the BSDs and macOS such a socket
// can be bound beside one with another address, so both addresses are tried.
func free(goos, network string, port uint16, bind binder) bool {
	if goos == "windows" {
		return bind(network, netip.AddrPortFrom(localhost, port), exclusive) == nil
	}
	how := plain
	if network == "tcp" {
		how = reuse
	}
	return bind(network, netip.AddrPortFrom(netip.IPv4Unspecified(), port), how) == nil &&
		bind(network, netip.AddrPortFrom(localhost, port), how) == nil
}

// lingers is Lingers on goos. Windows lets a program bind such a port.
func lingers(goos string, port uint16, bind binder) bool {
	return goos != "windows" && bind("tcp", netip.AddrPortFrom(netip.IPv4Unspecified(), port), plain) != nil
}

var localhost = netip.AddrFrom4([4]byte{127, 0, 0, 1})
