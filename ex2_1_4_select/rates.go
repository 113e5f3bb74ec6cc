package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
)

// A rates counts the messages of both ports.
type rates struct {
	start          time.Time
	sensors, drone *portRate
}

// A portRate counts the messages of one port, and those of each source: two
// drones may send to the same port.
type portRate struct {
	bound   netip.AddrPort
	n       int
	sources []netip.AddrPort // in the order of their first message
	from    map[netip.AddrPort]int
}

func newRates(sensors, drone *net.UDPConn) *rates {
	of := func(conn *net.UDPConn) *portRate {
		return &portRate{bound: conn.LocalAddr().(*net.UDPAddr).AddrPort(), from: make(map[netip.AddrPort]int)}
	}
	return &rates{time.Now(), of(sensors), of(drone)}
}

func (r *rates) ports() [2]*portRate { return [2]*portRate{r.sensors, r.drone} }

func (r *rates) add(d *mux.Datagram) {
	for _, p := range r.ports() {
		if p.bound == d.Local {
			p.n++
			if p.from[d.Source]++; p.from[d.Source] == 1 {
				p.sources = append(p.sources, d.Source)
			}
		}
	}
}

// perSecond returns the rate of n messages.
func (r *rates) perSecond(n int) string {
	return fmt.Sprintf("%.2f", float64(n)/time.Since(r.start).Seconds())
}

// hint gives a hint for each port that has received nothing.
func (r *rates) hint(lab *labcli.Listener) {
	for _, p := range r.ports() {
		if p.n == 0 {
			lab.Hint(net.UDPAddrFromAddrPort(p.bound))
		}
	}
}

// conclude answers worksheet 2.1.6, which port is the faster one.
func (r *rates) conclude(out *pyfmt.Printer) {
	for _, p := range r.ports() {
		out.Print("port", p.bound.Port(), "received", p.n, "messages,", r.perSecond(p.n), "a second")
	}
	slow, fast := r.sensors, r.drone // slow, fast = sorted(count, key=count.get)
	if slow.n > fast.n {
		slow, fast = fast, slow
	}
	out.Print(fmt.Sprintf("highest speed: port %d; lowest speed: port %d", fast.bound.Port(), slow.bound.Port()))
}

// print prints a table with a line for each source, and what the sockets had
// no room for: the proof of worksheet 2.1.5.
func (r *rates) print(w io.Writer, socks *mux.Mux) {
	fmt.Fprintf(w, "%-6s %-26s %8s %12s\n", "port", "source", "messages", "per second")
	for _, p := range r.ports() {
		for _, s := range p.sources {
			fmt.Fprintf(w, "%-6d %-26s %8d %12s\n", p.bound.Port(), pyfmt.AppendAddr(nil, s), p.from[s], r.perSecond(p.from[s]))
		}
	}
	dropped, err := socks.Dropped()
	if err != nil {
		fmt.Fprintln(w, "missed because a socket was full: not available on this system")
		return
	}
	fmt.Fprintf(w, "missed because a socket was full: %d on port %d, %d on port %d\n", dropped[0], r.sensors.bound.Port(), dropped[1], r.drone.bound.Port())
}

// every returns a channel that ticks every d; never, if d is 0.
func every(d time.Duration) <-chan time.Time {
	if d == 0 {
		return nil
	}
	return time.Tick(d)
}
