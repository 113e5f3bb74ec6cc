package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
)

// A rates counts the messages of each port, and of each source of a port: two
// drones may send to the same one.
type rates struct {
	ports []*portRate // in the order of the sockets
}

// A portRate is the messages that one socket received.
type portRate struct {
	bound   netip.AddrPort
	all     tally
	sources []netip.AddrPort // in the order of their first message
	from    map[netip.AddrPort]*tally
}

// A tally is a number of messages and when the first and the last came.
type tally struct {
	n           int
	first, last time.Time
}

func (t *tally) add(at time.Time) {
	if t.n == 0 {
		t.first = at
	}
	t.n++
	t.last = at
}

// perSecond returns the rate of the messages: n of them have n-1 intervals
// between the first and the last.
func (t *tally) perSecond() float64 {
	if t.n < 2 || !t.last.After(t.first) {
		return 0
	}
	return float64(t.n-1) / t.last.Sub(t.first).Seconds()
}

func newRates(conns ...*net.UDPConn) *rates {
	r := new(rates)
	for _, c := range conns {
		r.ports = append(r.ports, &portRate{
			bound: c.LocalAddr().(*net.UDPAddr).AddrPort(),
			from:  make(map[netip.AddrPort]*tally),
		})
	}
	return r
}

func (r *rates) add(d *mux.Datagram) {
	for _, p := range r.ports {
		if p.bound == d.Local {
			p.add(d)
		}
	}
}

func (p *portRate) add(d *mux.Datagram) {
	p.all.add(d.Received)
	t := p.from[d.Source]
	if t == nil {
		t = new(tally)
		p.from[d.Source] = t
		p.sources = append(p.sources, d.Source)
	}
	t.add(d.Received)
}

// silent returns the addresses of the sockets that have received nothing.
func (r *rates) silent() []netip.AddrPort {
	var bound []netip.AddrPort
	for _, p := range r.ports {
		if p.all.n == 0 {
			bound = append(bound, p.bound)
		}
	}
	return bound
}

// print prints a table: a line for each port, then one for each of its sources.
func (r *rates) print(w io.Writer) {
	fmt.Fprintf(w, "%-6s %-26s %8s %12s\n", "port", "source", "messages", "per second")
	for _, p := range r.ports {
		fmt.Fprintf(w, "%-6d %-26s %8d %12.2f\n", p.bound.Port(), "all", p.all.n, p.all.perSecond())
		for _, s := range p.sources {
			t := p.from[s]
			fmt.Fprintf(w, "%-6d %-26s %8d %12.2f\n", p.bound.Port(), pyfmt.AppendAddr(nil, s), t.n, t.perSecond())
		}
	}
}

// conclude answers the questions of worksheet 2.1.5, whether messages were
// missed, and 2.1.6, which port is the faster one.
func (r *rates) conclude(w io.Writer, m *mux.Mux) {
	a, b := r.ports[0], r.ports[1]
	if dropped, err := m.Dropped(); err != nil {
		fmt.Fprintln(w, "missed because a socket was full: this system does not tell")
	} else {
		fmt.Fprintf(w, "missed because a socket was full: %d on port %d, %d on port %d\n", dropped[0], a.bound.Port(), dropped[1], b.bound.Port())
	}
	if s := r.silent(); len(s) > 0 {
		fmt.Fprintf(w, "port %d received no message: there is nothing to compare\n", s[0].Port())
		return
	}
	if a.all.perSecond() == b.all.perSecond() {
		fmt.Fprintln(w, "both ports receive messages with the same speed")
		return
	}
	if a.all.perSecond() < b.all.perSecond() {
		a, b = b, a
	}
	fmt.Fprintf(w, "highest speed: port %d; lowest speed: port %d\n", a.bound.Port(), b.bound.Port())
}
