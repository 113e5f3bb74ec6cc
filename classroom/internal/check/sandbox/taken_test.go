package sandbox

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
)

// On the system of the test, a port is taken whatever the address is that another
// socket is bound to.
func TestTaken(t *testing.T) {
	for _, test := range []struct{ network, address string }{
		{"udp4", "127.0.0.1:0"}, {"udp4", "0.0.0.0:0"}, {"udp", "[::]:0"},
		{"tcp4", "127.0.0.1:0"}, {"tcp4", "0.0.0.0:0"}, {"tcp", "[::]:0"},
	} {
		network, port, other := bindAny(t, test.network, test.address)
		if who := Taken(network, port); !strings.HasPrefix(who, strings.ToUpper(network)+" port ") {
			t.Errorf("%s %s: its port is taken: %q", test.network, test.address, who)
		}
		other.Close()
		if who := Taken(network, port); who != "" {
			t.Errorf("%s %s: after Close %s", test.network, test.address, who)
		}
	}
}

func bindAny(t *testing.T, network, address string) (protocol string, port uint16, s io.Closer) {
	t.Helper()
	if strings.HasPrefix(network, "udp") {
		c, err := net.ListenPacket(network, address)
		if err != nil {
			t.Fatal(err)
		}
		return "udp", c.LocalAddr().(*net.UDPAddr).AddrPort().Port(), c
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	return "tcp", l.Addr().(*net.TCPAddr).AddrPort().Port(), l
}

// A connection that this side has closed first keeps the port, which is free for
// who sets SO_REUSEADDR.
func TestLingers(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).AddrPort().Port()
	client, err := net.Dial("tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	server.Close()
	io.Copy(io.Discard, client)
	client.Close()
	if who := Taken("tcp", port); who != "" {
		t.Error(who)
	}
	if want := runtime.GOOS != "windows"; Lingers(port) != want {
		t.Errorf("it lingers: %t, want %t", !want, want)
	}
}

// The sockets of other programs, as the systems document what can be bound beside
// them: none with SO_REUSEADDR.
func TestFreeOfSystems(t *testing.T) {
	used := errors.New("in use")
	const port = 52001
	anywhere, here := netip.AddrPortFrom(netip.IPv4Unspecified(), port), netip.AddrPortFrom(localhost, port)
	for _, taken := range []netip.AddrPort{anywhere, here} {
		windows := func(_ string, addr netip.AddrPort, how mode) error {
			if addr == taken || how == exclusive {
				return used
			}
			return nil
		}
		bsd := func(_ string, addr netip.AddrPort, how mode) error {
			if addr == taken || how == plain {
				return used
			}
			return nil
		}
		for _, network := range []string{"udp", "tcp"} {
			if free("windows", network, port, windows) {
				t.Errorf("Windows, %s: free beside %v", network, taken)
			}
			if free("darwin", network, port, bsd) {
				t.Errorf("macOS, %s: free beside %v", network, taken)
			}
		}
	}

	ended := func(network string, _ netip.AddrPort, how mode) error { // a connection that has ended
		if network == "tcp" && how == plain {
			return used
		}
		return nil
	}
	for goos, want := range map[string]bool{"windows": false, "darwin": true, "linux": true} {
		if !free(goos, "tcp", port, ended) || lingers(goos, port, ended) != want {
			t.Errorf("%s, a connection that has ended: free %t, lingers %t", goos, free(goos, "tcp", port, ended), lingers(goos, port, ended))
		}
	}
}
