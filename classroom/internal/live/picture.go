package live

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"in43.example/pkg/drone"
	"in43.example/pkg/pyfmt"
)

// A number is a float in JSON: null if it is not finite.
type number float64

var nan = number(math.NaN())

// MarshalJSON implements [json.Marshaler].
func (n number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', 6, 64), nil
}

// Now is what a page shows of this moment.
type Now struct {
	At       int64          `json:"at"`  // ms since 1970
	For      float64        `json:"for"` // seconds since the start
	Ports    []PortNow      `json:"ports"`
	Drones   []DroneNow     `json:"drones"`
	Sensors  []SensorNow    `json:"sensors"`
	Messages []MessageShown `json:"messages"` // the newest first
	Odd      []MessageShown `json:"odd"`      // the newest first
}

// PortNow is what came to a port.
type PortNow struct {
	pace
	Port    uint16      `json:"port"`
	N       uint64      `json:"n"`
	Dropped int64       `json:"dropped"` // by the full socket; -1: not known
	Odd     uint64      `json:"odd"`
	Hint    string      `json:"hint"` // if nothing was heard
	Sources []SourceNow `json:"sources"`
	Others  uint64      `json:"others"` // messages of sources that are not in Sources
}

// SourceNow is what came from a source.
type SourceNow struct {
	pace
	From  string    `json:"from"`
	N     uint64    `json:"n"`
	Quiet float64   `json:"quiet"` // seconds since the last one
	Seq   *sequence `json:"seq"`   // nil if the messages have no numbers
}

// DroneNow is the newest frame of a drone.
type DroneNow struct {
	From   string      `json:"from"`
	Hex    string      `json:"hex"`    // the 40 bytes
	Extra  int         `json:"extra"`  // how many bytes followed
	Values []string    `json:"values"` // as Python prints them
	Frame  drone.Frame `json:"frame"`
	Odd    string      `json:"odd"`
}

// SensorNow is the newest row of a sensor.
type SensorNow struct {
	From   string `json:"from"`
	Row    string `json:"row"`
	Length number `json:"length"` // of the track, m
}

// MessageShown is a message as it is shown: harmless.
type MessageShown struct {
	At     int64  `json:"at"` // ms since 1970
	Port   uint16 `json:"port"`
	From   string `json:"from"`
	Length int    `json:"length"`
	Hex    string `json:"hex"` // of the first bytes
	Text   string `json:"text"`
	Odd    string `json:"odd"`
	Alone  string `json:"alone"`  // what the listener of 2.1.2 or 2.1.3 prints
	Select string `json:"select"` // what that of 2.1.4 prints
}

// Now returns what is to be shown of this moment.
func (m *Model) Now(now time.Time) Now {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := Now{
		At: now.UnixMilli(), For: now.Sub(m.start).Seconds(),
		Drones: []DroneNow{}, Sensors: []SensorNow{}, Messages: []MessageShown{}, Odd: m.odd.shown(),
	}
	for i, p := range m.ports {
		sources := p.busiest(now)
		n.Ports = append(n.Ports, p.now(now, sources))
		n.Messages = append(n.Messages, p.last.shown()...)
		for _, s := range details(sources, i) {
			if i == Drone {
				n.Drones = append(n.Drones, droneNow(s))
			} else {
				n.Sensors = append(n.Sensors, SensorNow{addr(s), s.trace.row, number(s.trace.track.length)})
			}
		}
	}
	slices.SortStableFunc(n.Messages, func(a, b MessageShown) int { return cmp.Compare(b.At, a.At) })
	return n
}

// details returns the sources, of those of a stream, of which more is shown. They
// are in the order of their addresses, so that they keep their places.
func details(sources []*source, stream int) []*source {
	var all []*source
	for _, s := range sources {
		if s.trace != nil && len(all) < shownDetails && (stream == Sensors || s.trace.bytes != nil) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *source) int { return a.from.Compare(b.from) })
	return all
}

func addr(s *source) string { return s.from.String() }

func (p *port) now(now time.Time, sources []*source) PortNow {
	n := PortNow{
		pace: p.history.pace(now), Port: p.local.Port(), N: p.history.n,
		Dropped: p.dropped, Odd: p.odd, Others: p.history.n, Sources: []SourceNow{},
	}
	if n.N == 0 {
		n.Hint = p.hint
	}
	for _, s := range sources[:min(len(sources), shownSources)] {
		shown := SourceNow{From: addr(s), N: s.n, Quiet: max(0, now.Sub(s.last).Seconds())}
		if t := s.trace; t != nil {
			shown.pace = t.history.pace(now)
			if t.sequence.seen != 0 {
				seq := t.sequence
				shown.Seq = &seq
			}
		}
		n.Others -= s.n
		n.Sources = append(n.Sources, shown)
	}
	return n
}

func droneNow(s *source) DroneNow {
	t := s.trace
	d := DroneNow{From: addr(s), Hex: hex.EncodeToString(t.bytes), Extra: t.extra, Frame: t.frame, Odd: oddFrame(&t.frame)}
	f := &t.frame
	for _, v := range []any{pyfmt.Timestamp(f.Date), f.Pitch, f.Roll, f.Yaw, f.Battery, f.Barometer, f.AGX, f.AGY, f.AGZ} {
		d.Values = append(d.Values, string(bytes.TrimRight([]byte(printed(func(out *pyfmt.Printer) { out.Print(v) })), "\n")))
	}
	return d
}

// shown returns the messages as they are shown, the newest first.
func (r *ring) shown() []MessageShown {
	all := []MessageShown{}
	for i := range r.messages {
		all = append(all, r.messages[(r.next+len(r.messages)-1-i+len(r.messages))%len(r.messages)].shown())
	}
	return all
}

// shownBytes is how many bytes of a message are shown in hex: those of a frame.
const shownBytes = drone.Size

func (m *Message) shown() MessageShown {
	s := MessageShown{
		At: m.Received.UnixMilli(), Port: m.Local.Port(), From: m.Source.String(), Length: m.Length,
		Hex: hex.EncodeToString(m.Data[:min(len(m.Data), shownBytes)]), Odd: m.odd,
	}
	var f drone.Frame
	if m.stream == Drone && f.UnmarshalBinary(m.Data) == nil {
		s.Text = printed(func(out *pyfmt.Printer) {
			out.Print("pitch", f.Pitch, "roll", f.Roll, "yaw", f.Yaw, "battery", f.Battery, fmt.Sprintf("barometer %.2f", f.Barometer))
		})
	} else {
		s.Text = string(shown(m.Data))
	}
	s.Alone = printed(func(out *pyfmt.Printer) { printAlone(out, m) })
	s.Select = printed(func(out *pyfmt.Printer) { printSelect(out, m) })
	return s
}

// printed returns what print prints.
func printed(print func(*pyfmt.Printer)) string {
	var b bytes.Buffer
	out := pyfmt.NewPrinter(&b)
	print(out)
	return b.String()
}

// printAlone prints m as the listeners of worksheet 2.1.2 and 2.1.3 do.
func printAlone(out *pyfmt.Printer, m *Message) {
	if m.stream == Sensors {
		out.Print("received message:", pyfmt.ASCII(shortened(m.Data)))
		out.Print("from:", m.Source)
		return
	}
	var f drone.Frame
	if f.UnmarshalBinary(m.Data) != nil {
		return // struct.unpack fails
	}
	out.Print("from:", m.Source)
	out.Print("date:", pyfmt.Timestamp(f.Date),
		"pitch:", f.Pitch, "roll:", f.Roll, "yaw:", f.Yaw, "battery:", f.Battery,
		"barometer:", f.Barometer, "agx:", f.AGX, "agy:", f.AGY, "agz:", f.AGZ)
}

// printSelect prints m as that of worksheet 2.1.4 does, which hears both streams.
// The age of a frame is that at which it reached the socket.
func printSelect(out *pyfmt.Printer, m *Message) {
	out.Print("#message from:", m.Source)
	out.Print("#message to   :", m.Local)
	if m.stream == Sensors {
		out.Print("#message      :", pyfmt.ASCII(shortened(m.Data)))
		return
	}
	var f drone.Frame
	if f.UnmarshalBinary(m.Data) != nil {
		out.Print("#message      :", m.Data)
		return
	}
	age := float64(m.Received.UnixMicro())/1e6 - f.Date
	out.Print("#message      : date:", pyfmt.Timestamp(f.Date), "pitch:", f.Pitch, "roll:", f.Roll, "yaw:", f.Yaw,
		"battery:", f.Battery, "barometer:", f.Barometer, "agx:", f.AGX, "agy:", f.AGY, "agz:", f.AGZ,
		"age:", int(age*1000), "ms")
}

// shortened returns a text of the sensors, without the end of its line, of which a
// page shows only the beginning.
func shortened(text []byte) []byte {
	text = bytes.TrimRight(text, "\n")
	return text[:min(len(text), maxText)]
}
