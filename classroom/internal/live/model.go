// Package live shows what is in the air: the messages of the sensors and of the
// drones (worksheet 2.1.2 to 2.1.6), on a page for a browser or on a terminal.
//
// A [Model] takes every message, and keeps a picture of a limited size: how fast
// they come from each source, the newest of each, and what is odd about some. It is
// sent to the pages as it is, a few times a second; so it does not matter how many
// messages come, nor whether a page misses some pictures.
package live

import (
	"cmp"
	"net/netip"
	"slices"
	"sync"
	"time"

	"in43.example/pkg/drone"
	"in43.example/pkg/mux"
)

// RecvSize is how many bytes of a message are received. The worksheet calls
// recvfrom(1024).
const RecvSize = 1024

// Anybody on the network can send, with any number of false sources. So there are
// limits to what is kept and what is shown.
const (
	maxSources   = 64 // of a port, that are kept; up to twice as many for a moment
	shownSources = 12 // of a port
	shownDetails = 4  // drones, and sensors
	maxMessages  = 12 // the last ones of a port
	maxOdd       = 12 // the last odd ones of both
)

// The streams of a Model.
const (
	Sensors = iota
	Drone
)

// A Model is what is known about the two streams.
type Model struct {
	mu    sync.Mutex
	start time.Time
	ports [2]*port
	odd   ring
}

// A port is what came to one of the two sockets.
type port struct {
	local   netip.AddrPort
	hint    string // what may be wrong if nothing comes
	dropped int64  // messages that the full socket had no room for; -1: not known
	history history
	odd     uint64
	sources map[netip.AddrPort]*source
	free    []*trace // of sources that were forgotten
	last    ring
}

// A source is who sends to a port.
type source struct {
	from  netip.AddrPort
	n     uint64
	last  time.Time
	trace *trace // nil if there are many sources, and this one has sent only once
}

// A trace is what is kept of a source that goes on sending. A flood of false
// sources, each of which sends once, does not cost that much.
type trace struct {
	history  history
	sequence sequence

	// Of a drone.
	frame  drone.Frame
	bytes  []byte // of the newest frame
	extra  int    // how many bytes came after them
	frames [past]state

	// Of a sensor.
	row   string
	track track
}

// A state is what a drone said last in a second.
type state struct {
	second int64
	drone.Frame
}

// A Message is a message that is kept.
type Message struct {
	mux.Datagram        // Data is a copy
	stream       int    // Sensors or Drone
	odd          string // why it is odd; empty if it is not
}

// A ring keeps the last messages.
type ring struct {
	messages []Message
	next     int
	max      int
}

// add copies m, in the memory of the message that falls out.
func (r *ring) add(m *Message) {
	if len(r.messages) < r.max {
		r.messages = append(r.messages, Message{})
	}
	slot := &r.messages[r.next]
	data := append(slot.Data[:0], m.Data...)
	*slot = *m
	slot.Data = data
	r.next = (r.next + 1) % r.max
}

// New returns a Model of two sockets, which are bound to these addresses. Hints say
// what may be wrong if nothing is heard there.
func New(now time.Time, sensors, drone netip.AddrPort, hints [2]string) *Model {
	m := &Model{start: now, odd: ring{max: maxOdd}}
	for i, local := range []netip.AddrPort{sensors, drone} {
		m.ports[i] = &port{
			local: local, hint: hints[i], dropped: -1,
			sources: map[netip.AddrPort]*source{}, last: ring{max: maxMessages},
		}
	}
	return m
}

// Add takes what has come to the socket of a stream. It does not keep batch.
func (m *Model) Add(stream int, batch []mux.Datagram) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.ports[stream]
	for i := range batch {
		d := &batch[i]
		p.history.add(d.Received)
		msg := Message{Datagram: *d, stream: stream}
		msg.odd = p.source(d).take(&msg)
		if msg.odd != "" {
			p.odd++
			m.odd.add(&msg)
		}
		p.last.add(&msg)
	}
}

// SetDropped says how many messages the full socket of a stream had no room for, or
// -1 if that is not known.
func (m *Model) SetDropped(stream int, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ports[stream].dropped = n
}

// Silent reports whether nothing has been heard on either port.
func (m *Model) Silent() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ports[Sensors].history.n == 0 && m.ports[Drone].history.n == 0
}

// source returns the source of d, and counts d.
func (p *port) source(d *mux.Datagram) *source {
	s := p.sources[d.Source]
	if s == nil {
		if len(p.sources) >= 2*maxSources {
			p.forget(d.Received)
		}
		s = &source{from: d.Source}
		p.sources[d.Source] = s
	}
	if s.trace == nil && (s.n > 0 || len(p.sources) <= shownSources) {
		s.trace = p.newTrace()
	}
	s.n++
	s.last = d.Received
	if s.trace != nil {
		s.trace.history.add(d.Received)
	}
	return s
}

// forget forgets all sources but the busiest.
func (p *port) forget(now time.Time) {
	for _, s := range p.busiest(now)[maxSources:] {
		delete(p.sources, s.from)
		if s.trace != nil {
			p.free = append(p.free, s.trace)
		}
	}
}

// newTrace returns an empty trace.
func (p *port) newTrace() *trace {
	last := len(p.free) - 1
	if last < 0 {
		return new(trace)
	}
	t := p.free[last]
	p.free = p.free[:last]
	*t = trace{}
	return t
}

// busiest returns the sources, the busiest first, and last those that were not heard
// for two minutes.
func (p *port) busiest(now time.Time) []*source {
	all := make([]*source, 0, len(p.sources))
	for _, s := range p.sources {
		all = append(all, s)
	}
	gone := func(s *source) int {
		if now.Sub(s.last) > past*time.Second {
			return 1
		}
		return 0
	}
	slices.SortFunc(all, func(a, b *source) int {
		return cmp.Or(cmp.Compare(gone(a), gone(b)), cmp.Compare(b.n, a.n), a.from.Compare(b.from))
	})
	return all
}

// take looks into the message, and says what is odd about it.
func (s *source) take(m *Message) (odd string) {
	if m.stream == Drone {
		return s.takeFrame(m)
	}
	return s.takeRow(m)
}

func (s *source) takeFrame(m *Message) (odd string) {
	var f drone.Frame
	if err := f.UnmarshalBinary(m.Data); err != nil {
		return oddBytes(m, err.Error())
	}
	if t := s.trace; t != nil {
		t.frame, t.extra = f, m.Length-drone.Size
		t.bytes = append(t.bytes[:0], m.Data[:drone.Size]...)
		second := m.Received.Unix()
		t.frames[index(second)] = state{second, f}
	}
	if m.Length > drone.Size {
		return oddFrameLength(m)
	}
	return oddFrame(&f)
}

func (s *source) takeRow(m *Message) (odd string) {
	r, odd := parseRow(m)
	if t := s.trace; t != nil {
		t.row = string(shown(m.Data))
		if r.numbered {
			t.sequence.add(r.number)
		}
		switch {
		case r.header:
			t.track = track{}
		case odd == "":
			t.track.add(r.latitude, r.longitude)
		}
	}
	return odd
}
