package live

import "time"

// Past is what a page shows of the last two minutes. It changes once a second.
type Past struct {
	Ports  []PortPast  `json:"ports"`
	Drones []DronePast `json:"drones"`
	Tracks []Track     `json:"tracks"`
}

// PortPast is the history of a port. Its lists have a value for each second, the
// oldest first; null where there is none.
type PortPast struct {
	Port    uint16   `json:"port"`
	Counts  []int    `json:"counts"`
	Jitters []number `json:"jitters"` // ms
}

// DronePast is the history of a drone.
type DronePast struct {
	From    string   `json:"from"`
	Battery []number `json:"battery"` // %
	Height  []number `json:"height"`  // m, the barometer
	AGX     []number `json:"agx"`     // 0.001 g
	AGY     []number `json:"agy"`
	AGZ     []number `json:"agz"`
}

// A Track is the way of a sensor.
type Track struct {
	From   string       `json:"from"`
	Points [][2]float64 `json:"points"` // metres to the east and to the north of the first one
	Length number       `json:"length"` // m
}

// Past returns what is to be shown of the last two minutes.
func (m *Model) Past(now time.Time) Past {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := Past{Drones: []DronePast{}, Tracks: []Track{}}
	for i, p := range m.ports {
		h.Ports = append(h.Ports, PortPast{p.local.Port(), p.history.counts(now), p.history.jitters(now)})
		for _, s := range details(p.busiest(now), i) {
			if i == Drone {
				h.Drones = append(h.Drones, s.past(now))
			} else if t := &s.trace.track; t.began {
				h.Tracks = append(h.Tracks, Track{addr(s), append([][2]float64(nil), t.points...), number(t.length)})
			}
		}
	}
	return h
}

// past returns the history of a drone.
func (s *source) past(now time.Time) DronePast {
	d := DronePast{From: addr(s)}
	for second := now.Unix() - past + 1; second < now.Unix(); second++ {
		v := [5]number{nan, nan, nan, nan, nan}
		if f := &s.trace.frames[index(second)]; f.second == second {
			v = [5]number{number(f.Battery), number(f.Barometer), number(f.AGX), number(f.AGY), number(f.AGZ)}
		}
		for i, list := range []*[]number{&d.Battery, &d.Height, &d.AGX, &d.AGY, &d.AGZ} {
			*list = append(*list, v[i])
		}
	}
	return d
}
