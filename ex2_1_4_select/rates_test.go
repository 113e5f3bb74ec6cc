package main

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"in43.example/pkg/mux"
)

// A flood of false sources takes neither the memory nor the screen, and the real ones
// are still found: one that was there before, and one that comes in the middle.
func TestFalseSources(t *testing.T) {
	const flood = 20_000
	sensors, drone := netip.MustParseAddrPort("10.9.0.1:52001"), netip.MustParseAddrPort("10.9.0.1:52002")
	early, late := netip.MustParseAddrPort("10.9.0.2:40000"), netip.MustParseAddrPort("10.9.0.3:40000")
	c := newCounter()
	for range 50 {
		c.add(&mux.Datagram{Local: drone, Source: early})
	}
	for i := range flood {
		source := netip.AddrPortFrom(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}), 1)
		c.add(&mux.Datagram{Local: sensors, Source: source})
		c.add(&mux.Datagram{Local: sensors, Source: source}) // each is seen twice
		if i > flood/2 && i%100 == 0 {
			c.add(&mux.Datagram{Local: drone, Source: late})
		}
		if len(c.n) > 2*busiest {
			t.Fatalf("%d sources are kept after %d", len(c.n), i)
		}
	}

	var table bytes.Buffer
	c.print(&table, noSockets(t))
	lines := strings.Split(strings.TrimSuffix(table.String(), "\n"), "\n")
	if len(lines) != 1+busiest+1+1 {
		t.Errorf("%d lines, want a heading, %d sources, the others, what was missed", len(lines), busiest)
	}
	for _, want := range []string{
		fmt.Sprintf(`^52002  \('10\.9\.0\.3', 40000\) +%d `, flood/2/100-1),
		`^52002  \('10\.9\.0\.2', 40000\) +50 `,
		fmt.Sprintf(`^52001  beside the 1000 busiest +%d `, 2*flood-2*(busiest-2)),
	} {
		if !regexp.MustCompile("(?m)" + want).MatchString(table.String()) {
			t.Errorf("no line %s in\n%s ...\n%s", want, strings.Join(lines[:5], "\n"), strings.Join(lines[len(lines)-3:], "\n"))
		}
	}
	if c.port[sensors] != 2*flood || c.port[drone] != 50+flood/2/100-1 {
		t.Errorf("the ports received %v", c.port)
	}
}

// noSockets returns a Mux that has ended.
func noSockets(t *testing.T) *mux.Mux {
	t.Helper()
	var conns []*net.UDPConn
	for range 2 {
		conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conns = append(conns, conn)
	}
	return mux.New(t.Context(), 1, conns...)
}
