package station

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// String describes the streams, each in a line.
func (st *Station) String() string {
	var b strings.Builder
	for _, p := range st.players {
		from := p.from
		if port, ok := strings.CutPrefix(from, "0.0.0.0:"); ok {
			from = "port " + port
		}
		var to []string
		for _, addr := range p.To {
			to = append(to, addr.String())
		}
		fmt.Fprintf(&b, "%s: %s, from %s to %s", p.name, p.what, from, strings.Join(to, ", "))
		if len(p.To) == 1 && p.To[0].Addr().IsLoopback() {
			b.WriteString(" (this machine only)")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Total says how much all streams have sent so far.
func (st *Station) Total() string {
	var s []string
	var frames, drones, faults, unsent int64
	for _, p := range st.players {
		m, f, u := p.Sent()
		faults += f
		unsent += u
		if p.name == "sensors" {
			s = append(s, fmt.Sprintf("sensors %d", m))
			continue
		}
		frames += m
		drones++
	}
	if drones > 0 {
		s = append(s, fmt.Sprintf("drone %d", frames))
	}
	if drones > 1 {
		s[len(s)-1] += fmt.Sprintf(" from %d sources", drones)
	}
	if faults > 0 {
		s = append(s, fmt.Sprintf("faults %d", faults))
	}
	if unsent > 0 {
		s = append(s, fmt.Sprintf("not sent %d", unsent))
	}
	return strings.Join(s, ", ")
}

// Behind says what fell behind and did not catch up, in a sentence for each of
// the two ports. It must not be called before Play has returned.
func (st *Station) Behind() []string {
	var all []string
	for _, port := range []struct {
		name string
		Feed
	}{{"sensors", st.settings.Sensors}, {"drone", st.settings.Drone}} {
		var asked, reached float64 // messages a second
		var behind time.Duration
		for _, p := range st.players {
			if strings.HasPrefix(p.name, port.name) {
				asked += port.Rate
				reached += float64(p.played) / p.took.Seconds()
				behind = max(behind, p.behind)
			}
		}
		if behind == 0 {
			continue
		}
		rates := perSecond(asked) + " were asked for"
		if port.Log != "" && port.LogTime {
			rates = "the log has a timing of its own"
		}
		all = append(all, fmt.Sprintf("%s: %s, %s were reached: the station fell %.1f s behind and did not catch up; this machine is too slow or too busy",
			port.name, rates, perSecond(math.Round(reached*10)/10), behind.Seconds()))
	}
	return all
}
