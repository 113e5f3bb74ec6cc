package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"in43.example/pkg/drone"
)

// The ports of worksheet 2.1.2 and 2.1.3.
const (
	sensorsPort = 52001
	dronePort   = 52002
)

// newRow returns a row as the sensors send it: latitude, longitude, altitude,
// accuracy, time. No date contains the numbers of the altitude and accuracy.
func newRow(r *rand.Rand) string {
	return fmt.Sprintf("%s,%s,%d,%d,%d\n", newDegrees(r, 48.8), newDegrees(r, 2.3), 100+r.IntN(90), 60+r.IntN(40), 1415262000000+int64(r.IntN(2e6))*1000)
}

// newDegrees returns a number a little larger than from, with as many decimals
// as a double needs, as in the real log. Rounded to four or more decimals, it
// does not end in a zero, which a program might leave out.
func newDegrees(r *rand.Rand, from float64) string {
	for {
		s := strconv.FormatFloat(from+r.Float64()/10, 'f', -1, 64)
		if _, decimals, _ := strings.Cut(s, "."); len(decimals) > 8 && !strings.ContainsAny(decimals[3:8], "09") {
			return s
		}
	}
}

// header is the first row of the sensors' log, which is sent like the others.
const header = `"latitude","longitude","altitude","accuracy","time"` + "\n"

var sensorsStep = step{
	name: "2.1.2", title: "a listener to the sensors' broadcasts", section: "2.1.2",
	signs: Signs{
		Must: Listener,
		Like: "2.1.2 sensor remote listener UDP BIND 52001 -52002 -UNPACK -SELECT",
	},
	checks: func() []check {
		l := new(udpListener)
		return []check{
			l.listens(sensorsPort),
			l.hears(sensorsPort),
			{name: "shows a message", level: Required, gate: true, run: func(t *trial) outcome {
				return l.deliverRow(t)
			}},
			{name: "shows one message after the other", level: Required, run: func(t *trial) outcome {
				if o := t.bearsSilence(); o.result != Pass {
					return afterSome(o, 1)
				}
				for i := range 3 {
					if o := l.deliver(t, sensorsPort, newRow(t.random)); o.result != Pass {
						return afterSome(o, 1+i)
					}
				}
				return pass()
			}},
			endsAtCtrlCCheck(),
			{name: "survives the header row of the log", level: Beyond, run: func(t *trial) outcome {
				return l.survives(t, sensorsPort, []byte(header), newRow(t.random), crashed)
			}},
			{name: "survives a byte that is no ASCII", level: Beyond, run: func(t *trial) outcome {
				return l.survives(t, sensorsPort, []byte("48.8,2.3\xc3\xa9,5\n"), newRow(t.random), crashNonASCII)
			}},
		}
	},
}

// deliverRow sends a row. If nothing is shown, it finds out whether the program
// keeps its output in a buffer.
func (l *udpListener) deliverRow(t *trial) outcome {
	row := newRow(t.random)
	mark := len(t.p.screen.text())
	o := l.deliverFirst(t, sensorsPort, row, newRow(t.random))
	if printed := since(t.p.screen.text(), mark); o.result == Fail && readAsFrame(printed, row) {
		return fail(streamsSwapped, o.expected, excerpt(printed)).
			explained("Port 52001 carries ASCII text: data.decode('ascii'). struct.unpack is for the frames of port 52002.")
	}
	if o.code == noOutput && t.lastRun() {
		rows := rand.New(rand.NewPCG(t.setup.seed, 2))
		all := make([][]byte, 2500)
		for i := range all {
			all[i] = []byte(newRow(rows))
		}
		if l.keepsBuffer(t, sensorsPort, func(i int) []byte { return all[i] }) {
			t.silent = false
			o.code, o.got = buffered, "nothing, until many messages have come; then all at once"
		}
	}
	return o
}

// readAsFrame reports whether printed shows that row was taken for a frame.
func readAsFrame(printed, row string) bool {
	all := numbers(printed)
	n := 0
	for _, v := range (misreading{format: "<diiiiffff"}).read([]byte(row)) {
		if shown(all, v) {
			n++
		}
	}
	return n >= 3 || needsBytes.MatchString(printed)
}

var droneStep = step{
	name: "2.1.3", title: "the drone's frames, decoded", section: "2.1.3",
	signs: Signs{
		Must: Listener,
		Like: "2.1.3 drone remote UDP BIND 52002 UNPACK -52001 -SELECT",
	},
	checks: func() []check {
		l := new(udpListener)
		return []check{
			l.listens(dronePort),
			l.hears(dronePort),
			{name: "shows the nine values of a frame", level: Required, gate: true, run: func(t *trial) outcome {
				return l.deliverFrame(t)
			}},
			{name: "shows one frame after the other", level: Required, gate: true, run: func(t *trial) outcome {
				for i := range 3 {
					if o := l.deliverFrame(t); o.result != Pass {
						return afterSome(o, 1+i)
					}
				}
				return pass()
			}},
			{name: "shows the ten frames of a second that come at once", level: Required, run: func(t *trial) outcome {
				if o, ok := l.again(t, dronePort); !ok {
					return o
				}
				return l.deliverStream(t, newStream(t.random, 10, 0))
			}},
			endsAtCtrlCCheck(),
			{name: "survives a short frame", level: Beyond, run: func(t *trial) outcome {
				short := frameBytes(newFrame(t.random))[:17]
				return l.survivesThen(t, dronePort, short, crashShort, func() outcome { return l.deliverFrame(t) })
			}},
			{name: "survives a frame with more bytes after it", level: Beyond, run: func(t *trial) outcome {
				long := append(frameBytes(newFrame(t.random)), make([]byte, 20)...)
				return l.survivesThen(t, dronePort, long, formatSize, func() outcome { return l.deliverFrame(t) })
			}},
		}
	},
}

// deliverFrame sends a new frame and waits until its values are shown.
func (l *udpListener) deliverFrame(t *trial) outcome {
	f := newFrame(t.random)
	mark := len(t.p.screen.text())
	if err := l.send(dronePort, frameBytes(f)); err != nil {
		return notTried("the checker cannot send to it: %v", err)
	}
	return t.showsFrame(mark, f)
}

var selectStep = step{
	name: "2.1.5", title: "both streams with select", section: "2.1.4 and 2.1.5",
	signs: Signs{
		Must: Listener,
		Like: "2.1.5 2.1.4 select both remote UDP BIND BOTH SELECT",
	},
	checks: func() []check {
		l := new(udpListener)
		return []check{
			l.listens(sensorsPort, dronePort),
			l.hears(sensorsPort, dronePort),
			{name: "shows a message of each port, each decoded in its own way", level: Required, gate: true, run: func(t *trial) outcome {
				return l.deliverBoth(t)
			}},
			{name: "shows all frames while the sensors are silent", level: Required, gate: true, run: func(t *trial) outcome {
				return l.deliverStream(t, newStream(t.random, 5, 0))
			}},
			{name: "shows all rows while the drone is silent", level: Required, run: func(t *trial) outcome {
				if o, ok := l.again(t, sensorsPort, dronePort); !ok {
					return o
				}
				return l.deliverStream(t, newStream(t.random, 0, 4))
			}},
			{name: "misses nothing of 20 frames and 4 rows that come at once", level: Required, run: func(t *trial) outcome {
				return l.deliverStream(t, newStream(t.random, 20, 4))
			}},
			endsAtCtrlCCheck(),
			{name: "survives a short frame", level: Beyond, run: func(t *trial) outcome {
				short := frameBytes(newFrame(t.random))[:17]
				return l.survivesThen(t, dronePort, short, crashShort, func() outcome { return l.deliverFrame(t) })
			}},
			{name: "survives a row with a byte that is no ASCII", level: Beyond, run: func(t *trial) outcome {
				return l.survives(t, sensorsPort, []byte("48.8,2.3\xc3\xa9,5\n"), newRow(t.random), crashNonASCII)
			}},
		}
	},
}

// deliverBoth sends a frame and a row and waits until both are shown.
func (l *udpListener) deliverBoth(t *trial) outcome {
	f, row := newFrame(t.random), newRow(t.random)
	mark := len(t.p.screen.text())
	if err := l.sendStream(&stream{frames: []drone.Frame{f}, rows: []string{row}}); err != nil {
		return notTried("the checker cannot send to it: %v", err)
	}
	var rows, frames bool // whether they are shown
	see := func(text string) {
		text = since(text, mark)
		rows, frames = hasText(text, trimmed(row)), len(missing(text, f)) == 0
	}
	if t.p.until(t.limit, func(text string) bool { see(text); return rows && frames }) {
		return pass()
	}
	// The tests below restart the program, so look first at what it has done.
	text := since(t.p.screen.text(), mark)
	running := t.p.running()
	const both = "text from port 52001, nine values from port 52002"
	var o outcome
	switch {
	case hasBytes(text, []byte(row)) || hasBytes(text, frameBytes(f)):
		return fail(bytesPrinted, both, excerptAround(text, repr(row[:8])))
	case rows && running && len(missing(text, f)) > 6 && !needsBytes.MatchString(text):
		o = fail(firstOnly, both, "the row of port 52001 is shown, of port 52002 nothing is\n"+excerpt(text))
	case frames && running && cutAt(text, trimmed(row)) == 0 && len(missingOfRow(text, trimmed(row))) == len(rowNames):
		o = fail(firstOnly, both, "the frame of port 52002 is shown, of port 52001 nothing is\n"+excerpt(text))
	case frames:
		o = t.notShown(mark, trimmed(row))
	default:
		if o = t.frameNotShown(mark, f); o.code == noOutput && !rows {
			o = t.notShown(mark, trimmed(row))
		}
	}
	if running && !rows && !frames && l.onlyAlone(t) {
		return fail(starved, both, "each alone is shown; when both ports have something to read, neither is").explained(goThrough)
	}
	if !(rows && o.code == firstOnly) && l.swapped(t) {
		return fail(streamsSwapped, both, excerpt(text)+"\na frame that is sent to port 52001, or text to port 52002, is decoded")
	}
	return o
}

// swapped reports whether the program decodes on one of the ports what belongs
// to the other port, but does not decode what belongs to this port.
func (l *udpListener) swapped(t *trial) bool {
	return l.decodesFrame(t, sensorsPort) && !l.decodesRow(t, sensorsPort) ||
		l.decodesRow(t, dronePort) && !l.decodesRow(t, sensorsPort)
}

// onlyAlone reports whether the program reads nothing when messages have come to
// both ports, but, after a restart, shows messages that come to one port at a
// time.
func (l *udpListener) onlyAlone(t *trial) bool {
	if unreadSockets() < 2 {
		return false
	}
	t.stop()
	return l.decodesFrame(t, dronePort) && l.decodesRow(t, sensorsPort) && l.decodesFrame(t, dronePort)
}

const goThrough = "If both ports have something to read, select returns both sockets. Go through the list that it returns: for s in ls[0]."

// unreadSockets returns how many sockets of the program have messages that it
// has not received yet.
func unreadSockets() int {
	all, _ := sockets("udp")
	return len(slices.DeleteFunc(all, func(s socket) bool { return s.queued == 0 }))
}

func (l *udpListener) decodesFrame(t *trial, port uint16) bool {
	if _, ok := l.again(t, sensorsPort, dronePort); !ok {
		return false
	}
	f, mark := newFrame(t.random), len(t.p.screen.text())
	l.send(port, frameBytes(f))
	return t.p.until(quietLimit, func(text string) bool { return len(missing(since(text, mark), f)) == 0 })
}

func (l *udpListener) decodesRow(t *trial, port uint16) bool {
	if _, ok := l.again(t, sensorsPort, dronePort); !ok {
		return false
	}
	row, mark := newRow(t.random), len(t.p.screen.text())
	l.send(port, []byte(row))
	return t.p.until(quietLimit, func(text string) bool { return hasText(since(text, mark), trimmed(row)) })
}

// A stream is a number of messages that are sent at the same time.
type stream struct {
	frames                 []drone.Frame
	rows                   []string
	shownFrames, shownRows int
}

func newStream(r *rand.Rand, frames, rows int) *stream {
	s := new(stream)
	for range frames {
		s.frames = append(s.frames, newFrame(r))
	}
	for range rows {
		s.rows = append(s.rows, newRow(r))
	}
	return s
}

// look counts what printed shows, and reports whether that is all.
func (s *stream) look(printed string) bool {
	s.shownFrames, s.shownRows = 0, 0
	all := numbers(printed)
	for _, f := range s.frames {
		if len(missingAmong(printed, all, f)) == 0 {
			s.shownFrames++
		}
	}
	for _, r := range s.rows {
		if hasText(printed, trimmed(r)) {
			s.shownRows++
		}
	}
	return s.shownFrames == len(s.frames) && s.shownRows == len(s.rows)
}

// sendStream sends all messages of s at the same time.
func (l *udpListener) sendStream(s *stream) error {
	return whilePaused(func() error {
		for _, row := range s.rows {
			if err := l.send(sensorsPort, []byte(row)); err != nil {
				return err
			}
		}
		for _, f := range s.frames {
			if err := l.send(dronePort, frameBytes(f)); err != nil {
				return err
			}
		}
		return nil
	})
}

// count describes so many frames and rows, leaving out what s has none of.
func (s *stream) count(frames, rows int) string {
	switch {
	case len(s.rows) == 0:
		return fmt.Sprintf("%d frames", frames)
	case len(s.frames) == 0:
		return fmt.Sprintf("%d rows", rows)
	}
	return fmt.Sprintf("%d frames and %d rows", frames, rows)
}

// deliverStream sends s and waits until all of it is shown.
func (l *udpListener) deliverStream(t *trial, s *stream) outcome {
	mark := len(t.p.screen.text())
	if err := l.sendStream(s); err != nil {
		return notTried("the checker cannot send to it: %v", err)
	}
	look := func(printed string) bool { return s.look(since(printed, mark)) }
	if t.p.until(t.limit, look) {
		return pass()
	}
	return l.streamNotShown(t, s, look, mark)
}

// streamNotShown is the diagnosis when not all of s is on the screen. look
// counts what is shown.
func (l *udpListener) streamNotShown(t *trial, s *stream, look func(string) bool, mark int) outcome {
	expected := s.count(len(s.frames), len(s.rows)) + " on the screen"
	if !t.p.running() {
		return t.crash(expected)
	}
	got := fmt.Sprintf("after %v there are %s; the others ", t.limit, s.count(s.shownFrames, s.shownRows))
	_, known := sockets("udp")
	received := known && unreadSockets() == 0
	switch {
	case received:
		got += "were received, but are not shown"
	case known:
		got += "wait unread"
	default:
		got += "are not shown"
	}
	got += "\n" + excerpt(since(t.p.screen.text(), mark))

	before := s.shownFrames + s.shownRows
	goesOn := t.p.until(t.limit, func(printed string) bool { look(printed); return s.shownFrames+s.shownRows > before })
	switch {
	case received && !goesOn:
		return fail(noOutput, expected, got).explained("Show every message that is received, not only the last of those that have come.")
	case len(l.bound) == 1, goesOn && !l.keepsUp(t): // a program that waits for a silent port keeps up when none is silent
		return fail(tooSlow, expected, got)
	case !goesOn && l.onlyAlone(t):
		return fail(starved, expected, got).explained(goThrough)
	}
	return fail(starved, expected, got)
}

// keepsUp reports whether the program, after a restart, shows at once what comes
// to both ports.
func (l *udpListener) keepsUp(t *trial) bool {
	t.stop()
	if _, ok := l.again(t, sensorsPort, dronePort); !ok {
		return false
	}
	s, mark := newStream(t.random, 5, 5), len(t.p.screen.text())
	return l.sendStream(s) == nil && t.p.until(t.limit, func(printed string) bool { return s.look(since(printed, mark)) })
}
