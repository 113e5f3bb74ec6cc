package talk

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// orAbsent returns o, the outcome of a program that should be bound. If it could not
// be because of an address that only a network of its own would have, that is no
// failure.
func orAbsent(t *trial.Trial, o trial.Outcome) trial.Outcome {
	if !t.OnLoopback() || o.Result != verdict.Fail {
		return o
	}
	text := t.Program.Screen.Text()
	if i := slices.IndexFunc(t.Setup.Addresses, room.IsFaraway); i >= 0 && match.Unreachable.MatchString(text) {
		return trial.NotTried("the program finds its own address on the way to %s, and this machine has no network: connect it to one, or check on Linux with namespaces", t.Setup.Addresses[i])
	}
	own, err := ownNetworks()
	absent := room.Absent(runtime.GOOS, t.Setup.Addresses, own)
	if err != nil || len(absent) == 0 || !match.NotAvailable.MatchString(text) {
		return o
	}
	var names []string
	for _, a := range absent {
		names = append(names, a.String())
	}
	because := fmt.Sprintf("the program uses the address %s, which this machine does not have: check it on Linux with namespaces", strings.Join(names, " or "))
	if add := room.AddAddress(runtime.GOOS, absent[0]); add != "" {
		because += ", or give the address to this machine for a while: " + add
	}
	return trial.NotTried("%s", because)
}

// ownNetworks returns the IPv4 addresses of this machine, with their networks.
func ownNetworks() ([]netip.Prefix, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var own []netip.Prefix
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() {
			own = append(own, p)
		}
	}
	return own, nil
}

// lingerLimit is how long a connection that has ended keeps its port: a minute on
// Linux, half a minute on macOS.
const lingerLimit = 65 * time.Second

// outlives waits until port is free, if the program could not bind it because of a
// connection that ended a moment ago. It reports whether the program is worth another
// start. Such a connection is one of the check before: in a network of its own there is
// none. elsewhere says that the program listens on another port, as it does if it does
// not look whether bind has failed.
func outlives(t *trial.Trial, port uint16, elsewhere bool) bool {
	if !t.OnLoopback() {
		return false
	}
	inUse := match.InUse.MatchString(t.Program.Screen.Text())
	if !inUse && !(elsewhere && sandbox.Lingers(port)) || !sandbox.Free("tcp", port) {
		return false
	}
	t.Stop()
	for end := time.Now().Add(lingerLimit); sandbox.Lingers(port) && time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
	}
	return true
}

// The ways in which a program looks up the name of its machine, and those in which it
// names the loopback itself.
var (
	asksOwnName   = regexp.MustCompile(`(?i)hostname|getfqdn|getlocalhost`)
	namesLoopback = regexp.MustCompile(`(?i)127\.|localhost|loopback`)
)

// byName reports whether the program is bound to addr, an address of the loopback,
// because the name of this machine stands for it. In a network of its own, the name
// stands for an address of the LAN.
func byName(t *trial.Trial, addr netip.Addr) bool {
	return t.Setup.Isolation != room.Full && addr.IsLoopback() &&
		source.Mentions(t.Setup.Command, asksOwnName) && !source.Mentions(t.Setup.Command, namesLoopback)
}

// listenUDP opens a UDP socket on port of the loopback, if it can. There nobody hears
// what a program sends with UDP that should connect with TCP.
func listenUDP(t *trial.Trial, port uint16) *net.UDPConn {
	if !t.OnLoopback() {
		return nil
	}
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(Localhost, port)))
	if err != nil {
		return nil
	}
	t.Closers = append(t.Closers, conn)
	return conn
}

// heardUDP returns what has come to conn, which may be nil.
func heardUDP(conn *net.UDPConn) []sandbox.Datagram {
	if conn == nil {
		return nil
	}
	buf := make([]byte, 1<<16)
	conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	n, err := conn.Read(buf)
	if err != nil {
		return nil
	}
	return []sandbox.Datagram{{To: conn.LocalAddr().(*net.UDPAddr).AddrPort(), Data: buf[:n]}}
}
