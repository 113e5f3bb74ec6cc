package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"time"

	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
)

// A stream is what one source sends to one port. Two drones may send to the
// same port: they are two streams.
type stream struct{ to, from netip.AddrPort }

// busiest is how many streams the table shows. Anybody on the network can send with
// any number of false sources, so there is a limit to what they cost.
const busiest = 1000

// A counter counts the messages of each port, and those of the busiest streams.
//
// It has room for twice as many streams as the table shows. If there are more, it
// forgets all but the busiest. The number of a port is always exact. That of a stream
// is too low if the stream was forgotten before, and exact otherwise. It is forgotten
// only while 1,000 others have as many messages or more, so each time it loses at
// most 1/1001 of all messages until then.
type counter struct {
	start time.Time
	port  map[netip.AddrPort]int
	n     map[stream]int
}

func newCounter() *counter {
	return &counter{time.Now(), make(map[netip.AddrPort]int), make(map[stream]int)}
}

func (c *counter) add(d *mux.Datagram) {
	c.port[d.Local]++
	c.n[stream{d.Local, d.Source}]++
	if len(c.n) > 2*busiest {
		for _, l := range c.sorted()[busiest:] {
			delete(c.n, l.stream)
		}
	}
}

// A line is a line of the table.
type line struct {
	stream
	n int
}

// sorted returns a line for each stream, the busiest first.
func (c *counter) sorted() []line {
	all := make([]line, 0, len(c.n))
	for s, n := range c.n {
		all = append(all, line{s, n})
	}
	slices.SortFunc(all, func(a, b line) int {
		return cmp.Or(cmp.Compare(b.n, a.n), a.to.Compare(b.to), a.from.Compare(b.from))
	})
	return all
}

func (c *counter) perSecond(n int) string {
	return fmt.Sprintf("%.2f", float64(n)/time.Since(c.start).Seconds())
}

// conclude answers worksheet 2.1.6: which of the two ports is the faster one.
func (c *counter) conclude(out *pyfmt.Printer, slow, fast netip.AddrPort) {
	for _, port := range []netip.AddrPort{slow, fast} {
		out.Print("port", port.Port(), "received", c.port[port], "messages,", c.perSecond(c.port[port]), "a second")
	}
	if c.port[slow] > c.port[fast] { // slow, fast = sorted(count, key=count.get)
		slow, fast = fast, slow
	}
	out.Print(fmt.Sprintf("highest speed: port %d; lowest speed: port %d", fast.Port(), slow.Port()))
}

// print prints a table with a line for each of the busiest streams, one for the
// other streams of a port, and what the sockets had no room for: the proof of
// worksheet 2.1.5.
func (c *counter) print(w io.Writer, socks *mux.Mux) {
	var b bytes.Buffer // to write it at once: a terminal is slow
	row := func(port uint16, source string, n int) {
		fmt.Fprintf(&b, "%-6d %-26s %8d %12s\n", port, source, n, c.perSecond(n))
	}
	fmt.Fprintf(&b, "%-6s %-26s %8s %12s\n", "port", "source", "messages", "per second")
	lines := c.sorted()
	others := maps.Clone(c.port)
	for _, l := range lines[:min(len(lines), busiest)] {
		row(l.to.Port(), string(pyfmt.AppendAddr(nil, l.from)), l.n)
		others[l.to] -= l.n
	}
	for _, port := range slices.SortedFunc(maps.Keys(others), netip.AddrPort.Compare) {
		if n := others[port]; n > 0 {
			row(port.Port(), fmt.Sprintf("beside the %d busiest", busiest), n)
		}
	}
	if dropped, err := socks.Dropped(); err != nil {
		fmt.Fprintln(&b, "missed because a socket was full: not available on this system")
	} else {
		fmt.Fprintf(&b, "missed because a socket was full: %d of the sensors, %d of the drone\n", dropped[0], dropped[1])
	}
	b.WriteTo(w)
}
