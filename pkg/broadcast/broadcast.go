// Package broadcast has what worksheet 2.1.2 needs for IPv4 broadcasts: the
// address that reaches every host of a LAN; the address to bind a socket to, so
// that it hears them, which is not the same on every operating system; and the
// socket option with which several programs of one machine hear the same
// datagram.
//
// A directed broadcast goes to every host of one network: on 10.9.0.0/16 its
// address is 10.9.255.255. The limited broadcast, 255.255.255.255, goes to
// the hosts of the sender's own link (RFC 919, RFC 922).
//
// Everything here is IPv4: IPv6 has no broadcast. The network is always "udp4".
// With "udp", a socket that is bound to all addresses is an IPv6 socket on some
// systems, and can neither send nor hear broadcasts there.
package broadcast

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// Of returns the directed broadcast address of the network of p: the address
// with all host bits set. 10.9.0.7/16 gives 10.9.255.255. A /31 or a /32 has
// no broadcast address (RFC 3021), and IPv6 has none at all: both are an error.
func Of(p netip.Prefix) (netip.Addr, error) {
	if !p.IsValid() || !p.Addr().Is4() {
		return netip.Addr{}, fmt.Errorf("%v has no broadcast address: it is not an IPv4 prefix", p)
	}
	if p.Bits() > 30 {
		return netip.Addr{}, fmt.Errorf("%v has no broadcast address: a /%d has no room for one", p, p.Bits())
	}
	a := p.Addr().As4()
	host := ^uint32(0) >> p.Bits()
	binary.BigEndian.PutUint32(a[:], binary.BigEndian.Uint32(a[:])|host)
	return netip.AddrFrom4(a), nil
}

// An Interface is a network interface of this machine with one of its IPv4
// addresses. An interface with two addresses is listed twice.
type Interface struct {
	Name      string       // eth0, en0, Ethernet
	Prefix    netip.Prefix // own address, and how many of its bits are the network's: 10.9.0.7/16
	Broadcast netip.Addr   // directed broadcast address; the zero Addr for a /31 or /32
	Loopback  bool
}

// Interfaces returns the IPv4 addresses of the interfaces that are up, in the
// order of the system.
//
// It does not look at net.FlagBroadcast: on Linux the loopback interface does
// not have that flag, and still delivers what is sent to 127.255.255.255.
func Interfaces() ([]Interface, error) {
	ifis, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("cannot list the network interfaces: %w", err)
	}
	var all []Interface
	for _, ifi := range ifis {
		if ifi.Flags&net.FlagUp == 0 {
			continue
		}
		addrs, err := ifi.Addrs()
		if err != nil {
			return nil, fmt.Errorf("cannot list the addresses of the interface %s: %w", ifi.Name, err)
		}
		for _, a := range addrs {
			n, ok := a.(*net.IPNet)
			if !ok || n.IP.To4() == nil {
				continue
			}
			ones, _ := n.Mask.Size()
			p := netip.PrefixFrom(netip.AddrFrom4([4]byte(n.IP.To4())), ones)
			b, _ := Of(p) // the zero Addr if there is none
			all = append(all, Interface{ifi.Name, p, b, ifi.Flags&net.FlagLoopback != 0})
		}
	}
	return all, nil
}

// LAN returns the interface of all that has the given name, or, if name is
// empty, the only one that is on a LAN: it is not the loopback, and has a
// broadcast address. If there is no such interface, or if there are several,
// the error lists those to choose from.
func LAN(all []Interface, name string) (Interface, error) {
	var lans []Interface
	for _, i := range all {
		if name != "" && i.Name == name {
			return i, nil
		}
		if !i.Loopback && i.Broadcast.IsValid() {
			lans = append(lans, i)
		}
	}
	switch {
	case name != "":
		return Interface{}, fmt.Errorf("no interface %q with an IPv4 address is up; choose one of: %s", name, list(all))
	case len(lans) == 0:
		return Interface{}, errors.New("this machine is on no LAN: only the loopback has an IPv4 broadcast address; join the network, then try again")
	case len(lans) > 1:
		return Interface{}, fmt.Errorf("this machine is on several LANs; choose one with --interface: %s", list(lans))
	}
	return lans[0], nil
}

// list shows interfaces in one line, for an error.
func list(all []Interface) string {
	if len(all) == 0 {
		return "(there are none)"
	}
	var s []string
	for _, i := range all {
		s = append(s, fmt.Sprintf("%s (%v)", i.Name, i.Prefix))
	}
	return strings.Join(s, ", ")
}

// ThisMachine returns the address that a station sends to when it plays the
// classroom only for its own machine. On Linux that is the broadcast address of
// the loopback network, which every listener hears. On other systems the
// loopback cannot broadcast: there it is 127.0.0.1, which only one listener
// hears.
func ThisMachine(goos string) netip.Addr {
	if goos == "linux" {
		return netip.AddrFrom4([4]byte{127, 255, 255, 255})
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// BindAddr returns the address to bind a socket to, so that it hears broadcasts
// on the operating system goos (a value of runtime.GOOS). The choice is one of
//
//	any        0.0.0.0: hears everything that reaches this machine
//	own        the machine's own address on the LAN
//	broadcast  the directed broadcast address of the LAN
//	auto       any; if an interface is named, what the worksheet says for its
//	           LAN: own on Windows, broadcast on macOS and the other systems
//	ADDRESS    that IPv4 address
//
// The LAN is the interface with the given name, one of all; without a name it
// is the only LAN. Windows cannot bind a socket to a broadcast address (error
// 10049, WSAEADDRNOTAVAIL): there, broadcast is an error.
func BindAddr(goos, choice, name string, all []Interface) (netip.Addr, error) {
	if choice == "auto" {
		switch {
		case name == "":
			choice = "any"
		case goos == "windows":
			choice = "own"
		default:
			choice = "broadcast"
		}
	}
	switch choice {
	case "own", "broadcast":
		lan, err := LAN(all, name)
		switch {
		case err != nil:
			return netip.Addr{}, err
		case choice == "own":
			return lan.Prefix.Addr(), nil
		case goos == "windows":
			return netip.Addr{}, fmt.Errorf("cannot bind to the broadcast address %v: Windows does not allow it (error 10049); use --bind own or --bind any", lan.Broadcast)
		case !lan.Broadcast.IsValid():
			return netip.Addr{}, fmt.Errorf("cannot bind to the broadcast address of %s: %v has none; use --bind any", lan.Name, lan.Prefix)
		}
		return lan.Broadcast, nil
	}
	if name != "" {
		return netip.Addr{}, fmt.Errorf("--interface %s has no effect with --bind %s: leave one of the two out", name, choice)
	}
	if choice == "any" {
		return netip.IPv4Unspecified(), nil
	}
	a, err := netip.ParseAddr(choice)
	if err != nil || !a.Is4() {
		return netip.Addr{}, fmt.Errorf("--bind %q is not an address; use auto, any, own, broadcast or an IPv4 address", choice)
	}
	return a, nil
}

// HearsBroadcasts reports whether a socket that is bound to addr hears
// broadcasts on goos. On Windows every socket does. Linux and macOS give a
// socket only what was sent to the very address that it is bound to. So it
// hears broadcasts if that is 0.0.0.0, 255.255.255.255 or the directed
// broadcast address of one of the interfaces all.
func HearsBroadcasts(goos string, addr netip.Addr, all []Interface) bool {
	if goos == "windows" || addr.IsUnspecified() || addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return true
	}
	for _, i := range all {
		if i.Broadcast == addr {
			return true
		}
	}
	return false
}

// Share lets several programs of this machine bind to one UDP port, so that
// each of them hears every broadcast. It is for the Control of a
// [net.ListenConfig], which runs it after socket(2) and before bind(2):
//
//	lc := net.ListenConfig{Control: broadcast.Share}
//	conn, err := lc.ListenPacket(ctx, "udp4", "0.0.0.0:52001")
//
// Share sets the option that the system needs: SO_REUSEADDR on Linux and
// Windows, SO_REUSEPORT on macOS and the BSDs. All the programs must set it. A
// datagram that is sent to this machine's own address reaches only one of them.
//
// Python:
//
//	sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
func Share(_, _ string, c syscall.RawConn) error {
	var err error
	if e := c.Control(func(fd uintptr) { err = shareAddr(fd) }); e != nil {
		return e
	}
	return err
}

// NewSender returns a UDP socket for sending broadcasts, bound to the address
// from and a free port. The address is one of this machine's own; a limited
// broadcast leaves through the interface that has it. With 0.0.0.0 the system
// chooses the interface for each datagram by its destination.
//
// A system refuses to send to a broadcast address without the option
// SO_BROADCAST. Package net has already set it; in Python
//
//	sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
//	sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
//	sock.bind((ip, 0))
func NewSender(ctx context.Context, from netip.Addr) (*net.UDPConn, error) {
	var lc net.ListenConfig
	conn, err := lc.ListenPacket(ctx, "udp4", netip.AddrPortFrom(from, 0).String())
	if err != nil {
		return nil, err
	}
	return conn.(*net.UDPConn), nil
}
