package main

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
)

// A stream is what one source sends to one port. Two drones may send to the
// same port: they are two streams.
type stream struct{ to, from netip.AddrPort }

// A counter counts the messages of each stream.
type counter struct {
	start   time.Time
	n       map[stream]int
	streams []stream // in the order of their first message
}

func (c *counter) add(d *mux.Datagram) {
	s := stream{d.Local, d.Source}
	if c.n[s]++; c.n[s] == 1 {
		c.streams = append(c.streams, s)
	}
}

// to returns the number of messages that came to a port.
func (c *counter) to(port netip.AddrPort) (n int) {
	for _, s := range c.streams {
		if s.to == port {
			n += c.n[s]
		}
	}
	return n
}

func (c *counter) perSecond(n int) string {
	return fmt.Sprintf("%.2f", float64(n)/time.Since(c.start).Seconds())
}

// conclude answers worksheet 2.1.6: which of the two ports is the faster one.
func (c *counter) conclude(out *pyfmt.Printer, slow, fast netip.AddrPort) {
	for _, port := range []netip.AddrPort{slow, fast} {
		out.Print("port", port.Port(), "received", c.to(port), "messages,", c.perSecond(c.to(port)), "a second")
	}
	if c.to(slow) > c.to(fast) { // slow, fast = sorted(count, key=count.get)
		slow, fast = fast, slow
	}
	out.Print(fmt.Sprintf("highest speed: port %d; lowest speed: port %d", fast.Port(), slow.Port()))
}

// print prints a table with a line for each stream, and what the sockets had
// no room for: the proof of worksheet 2.1.5.
func (c *counter) print(w io.Writer, socks *mux.Mux) {
	fmt.Fprintf(w, "%-6s %-26s %8s %12s\n", "port", "source", "messages", "per second")
	for _, s := range c.streams {
		fmt.Fprintf(w, "%-6d %-26s %8d %12s\n", s.to.Port(), pyfmt.AppendAddr(nil, s.from), c.n[s], c.perSecond(c.n[s]))
	}
	if dropped, err := socks.Dropped(); err != nil {
		fmt.Fprintln(w, "missed because a socket was full: not available on this system")
	} else {
		fmt.Fprintf(w, "missed because a socket was full: %d of the sensors, %d of the drone\n", dropped[0], dropped[1])
	}
}
