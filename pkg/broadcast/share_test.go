package broadcast_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/labtest"
)

func listen(t *testing.T, ip string, port uint16) (conn *net.UDPConn, bound netip.AddrPort) {
	t.Helper()
	lc := net.ListenConfig{Control: broadcast.Share}
	c, err := lc.ListenPacket(context.Background(), "udp4", netip.AddrPortFrom(netip.MustParseAddr(ip), port).String())
	if err != nil {
		t.Fatal(err)
	}
	conn = c.(*net.UDPConn)
	t.Cleanup(func() { conn.Close() })
	return conn, conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

func newSender(t *testing.T, ip string) *net.UDPConn {
	t.Helper()
	conn, err := broadcast.NewSender(context.Background(), netip.MustParseAddr(ip))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func send(t *testing.T, from *net.UDPConn, text, ip string, port uint16) {
	t.Helper()
	if _, err := from.WriteToUDPAddrPort([]byte(text), netip.AddrPortFrom(netip.MustParseAddr(ip), port)); err != nil {
		t.Fatal(err)
	}
}

// marker is the text of the last datagram that a test sends to a socket. The
// loopback keeps the order: what has not arrived before it was not delivered.
const marker = "marker"

// heard returns the texts that conn receives before the marker.
func heard(t *testing.T, conn *net.UDPConn) []string {
	t.Helper()
	conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // only a broken system takes so long
	var all []string
	b := make([]byte, 100)
	for {
		n, err := conn.Read(b)
		if err != nil {
			t.Fatalf("heard %q, then %v", all, err)
		}
		if string(b[:n]) == marker {
			return all
		}
		all = append(all, string(b[:n]))
	}
}

// needLinux skips the test where the loopback does not broadcast.
func needLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the loopback broadcasts on Linux only")
	}
}

// needNamespace skips the test outside labtest's namespace.
func needNamespace(t *testing.T) {
	t.Helper()
	needLinux(t)
	if !slices.ContainsFunc(interfaces(t), func(i broadcast.Interface) bool {
		return i.Loopback && i.Prefix == netip.MustParsePrefix("10.9.0.1/16")
	}) {
		labtest.Missing(t, "a network namespace")
	}
}

// On every system two programs can listen to one port.
func TestShare(t *testing.T) {
	_, bound := listen(t, "0.0.0.0", 0)
	if _, again := listen(t, "0.0.0.0", bound.Port()); again != bound {
		t.Errorf("the second socket is bound to %v, want %v", again, bound)
	}
}

// Each of them hears every broadcast; a datagram for this machine reaches
// only one.
func TestShareHears(t *testing.T) {
	needLinux(t)
	for _, ip := range []string{"0.0.0.0", "127.255.255.255"} {
		first, bound := listen(t, ip, 0)
		second, _ := listen(t, ip, bound.Port())
		sender := newSender(t, "0.0.0.0")
		send(t, sender, "one", "127.255.255.255", bound.Port())
		send(t, sender, "unicast", "127.0.0.1", bound.Port())
		send(t, sender, "two", "127.255.255.255", bound.Port())
		send(t, sender, marker, "127.255.255.255", bound.Port())

		unicasts := 0
		for _, conn := range []*net.UDPConn{first, second} {
			got := heard(t, conn)
			unicasts += len(got)
			got = slices.DeleteFunc(got, func(s string) bool { return s == "unicast" })
			unicasts -= len(got)
			if !slices.Equal(got, []string{"one", "two"}) {
				t.Errorf("a socket bound to %s heard the broadcasts %q, want one, two", ip, got)
			}
		}
		want := 1
		if ip != "0.0.0.0" {
			want = 0
		}
		if unicasts != want {
			t.Errorf("the datagram for this machine reached %d sockets bound to %s, want %d", unicasts, ip, want)
		}
	}
}

// If a socket does not share its port, no other socket gets it.
func TestShareRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows SO_REUSEADDR takes a port even from a socket that does not share it")
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	lc := net.ListenConfig{Control: broadcast.Share}
	second, err := lc.ListenPacket(context.Background(), "udp4", conn.LocalAddr().String())
	if err == nil {
		second.Close()
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("the error is %v, want EADDRINUSE", err)
	}
}

// Which bind address hears what, on 10.9.0.1/16.
func TestHears(t *testing.T) {
	needNamespace(t)
	const own, directed, limited = "10.9.0.1", "10.9.255.255", "255.255.255.255"
	for _, test := range []struct{ bound, hears, marker string }{
		{"0.0.0.0", "directed limited unicast", own},
		{own, "unicast", own},
		{directed, "directed", directed},
		{limited, "limited", limited},
	} {
		conn, bound := listen(t, test.bound, 0)
		sender := newSender(t, own)
		send(t, sender, "directed", directed, bound.Port())
		send(t, sender, "limited", limited, bound.Port())
		send(t, sender, "unicast", own, bound.Port())
		send(t, sender, marker, test.marker, bound.Port())
		if got := strings.Join(heard(t, conn), " "); got != test.hears {
			t.Errorf("bound to %s: heard %q, want %q", test.bound, got, test.hears)
		}
		want := strings.Contains(test.hears, "directed") || strings.Contains(test.hears, "limited")
		if got := broadcast.HearsBroadcasts(runtime.GOOS, bound.Addr(), interfaces(t)); got != want {
			t.Errorf("HearsBroadcasts(%v) = %t, want %t", bound.Addr(), got, want)
		}
	}
}

// A broadcast comes from the sender's own address.
func TestSender(t *testing.T) {
	needNamespace(t)
	for _, from := range []string{"10.9.0.1", "0.0.0.0"} {
		conn, bound := listen(t, "10.9.255.255", 0)
		sender := newSender(t, from)
		send(t, sender, "hello", "10.9.255.255", bound.Port())
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		b := make([]byte, 100)
		n, source, err := conn.ReadFromUDPAddrPort(b)
		if err != nil || string(b[:n]) != "hello" {
			t.Fatalf("received %q, %v", b[:n], err)
		}
		want := netip.AddrPortFrom(netip.MustParseAddr("10.9.0.1"), uint16(sender.LocalAddr().(*net.UDPAddr).Port))
		if source != want {
			t.Errorf("sent from %s: the source is %v, want %v", from, source, want)
		}
	}
}
