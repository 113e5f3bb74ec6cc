package lan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"in43.example/pkg/drone"
	"in43.example/pkg/labtest"
)

const (
	sensorsPort = 52001
	dronePort   = 52002
)

// marker is the last datagram that a test sends to a listener. What has not
// arrived before it will never arrive.
const marker = "marker"

// markerFrame returns the marker for the drone's port: a frame with an
// impossible pitch.
func markerFrame(t *testing.T) []byte {
	t.Helper()
	b, err := drone.Frame{Pitch: 4711}.AppendBinary(nil)
	must(t, err)
	return b
}

// expectHeard waits until p has printed as many messages and markers, with
// lines lines for each. It checks that the messages are from ip, and that p has
// heard nothing else.
//
// p is not stopped with ctrl-c first: a Python program that gets ctrl-c just
// before it waits for a message does not notice it until the next message.
func expectHeard(t *testing.T, p *labtest.Process, ip string, messages, markers, lines int) {
	t.Helper()
	p.ExpectLines((messages + markers) * lines)
	out := p.Stdout.String()
	all, own := strings.Count(out, "from: ("), strings.Count(out, "from: ('"+ip+"', ")
	last := strings.Count(out, ": "+marker+"\n") + strings.Count(out, " pitch: 4711 ")
	if all != messages+markers || own != all || last != markers {
		t.Errorf("it has heard %d messages, %d of them from %s, and %d markers; want %d and %d%v",
			all-last, own-last, ip, last, messages, markers, p)
	}
}

// runStation runs the station on h to its end.
func runStation(t *testing.T, h *host, args ...string) *labtest.Process {
	t.Helper()
	p := h.start(t, broadcastStation(t, args...))
	if status := p.Wait(); status != 0 || p.Stderr.String() != "" {
		t.Fatalf("the station ends with status %d%v", status, p)
	}
	return p
}

// Worksheet 2.1.2 to 2.1.5: the station broadcasts, and each student's program
// is bound to a different address. On Linux, a socket that is bound to the
// host's own address hears no broadcast.
func TestWhoHearsTheStation(t *testing.T) {
	_, station, students := newClassroom(t)
	rules := [3]struct {
		bind, ip string
		messages int // from the station that it hears
		markers  int // that it hears: one is broadcast, one is sent to this host only
	}{
		{"any", "", 5, 2},
		{"broadcast", directed, 5, 1},
		{"own", studentIP[2], 0, 1},
	}

	for _, l := range []struct {
		dir, script string
		ports       []int
		lines       int // that it prints for each message
	}{
		{"ex2_1_2_sensors", "remote_sensors.py", []int{sensorsPort}, 2},
		{"ex2_1_3_drone", "remote_drone.py", []int{dronePort}, 2},
		{"ex2_1_4_select", "remote_select.py", []int{sensorsPort, dronePort}, 3},
	} {
		for name, command := range map[string]func(t *testing.T, student int) *exec.Cmd{
			l.dir: func(t *testing.T, i int) *exec.Cmd {
				return program(t, l.dir, "--bind", rules[i].bind)
			},
			l.script: func(t *testing.T, i int) *exec.Cmd {
				return twin(t, l.dir, l.script, rules[i].ip)
			},
		} {
			t.Run(name, func(t *testing.T) {
				var listeners [3]*labtest.Process
				for i, student := range students {
					listeners[i] = student.start(t, command(t, i))
				}
				for _, student := range students {
					for _, port := range l.ports {
						student.waitBound(t, "udp", port, 1)
					}
				}
				p := runStation(t, station, "--count", "5", "--sensors-rate", "100", "--drone-rate", "100")
				for _, want := range []string{" to 10.9.255.255:52001\n", " to 10.9.255.255:52002\n", "s: sensors 5, drone 5\n"} {
					if !strings.Contains(p.Stdout.String(), want) {
						t.Errorf("the station does not say %q%v", want, p)
					}
				}

				last := station.newSender(t, stationIP)
				for _, port := range l.ports {
					data := map[int][]byte{sensorsPort: []byte(marker), dronePort: markerFrame(t)}[port]
					last.send(data, directed, port)
					for _, ip := range studentIP {
						last.send(data, ip, port)
					}
				}
				for i, p := range listeners {
					expectHeard(t, p, stationIP, rules[i].messages*len(l.ports), rules[i].markers*len(l.ports), l.lines)
				}
			})
		}
	}
}

// What a socket hears depends on the address that it is bound to: worksheet
// 2.1.2 and 5.2.
func TestWhoHearsWhat(t *testing.T) {
	_, station, students := newClassroom(t)
	rules := []struct {
		bind, ip string
		student  int
		hears    []string
	}{
		{"any", "", 0, []string{"directed", "limited", "unicast"}},
		{limited, limited, 0, []string{"limited"}},
		{"broadcast", directed, 1, []string{"directed"}},
		{"own", studentIP[2], 2, []string{"unicast"}},
	}
	const dir = "ex2_1_2_sensors"
	for name, command := range map[string]func(t *testing.T, rule int) *exec.Cmd{
		"Go":     func(t *testing.T, i int) *exec.Cmd { return program(t, dir, "--bind", rules[i].bind) },
		"Python": func(t *testing.T, i int) *exec.Cmd { return twin(t, dir, "remote_sensors.py", rules[i].ip) },
	} {
		t.Run(name, func(t *testing.T) {
			var listeners []*labtest.Process
			for i, r := range rules {
				listeners = append(listeners, students[r.student].start(t, command(t, i)))
			}
			for i, student := range students {
				student.waitBound(t, "udp", sensorsPort, [3]int{2, 1, 1}[i])
			}
			s := station.newSender(t, stationIP)
			for _, text := range []string{"", marker + " "} {
				s.send([]byte(text+"directed"), directed, sensorsPort)
				s.send([]byte(text+"limited"), limited, sensorsPort)
				for _, ip := range studentIP {
					s.send([]byte(text+"unicast"), ip, sensorsPort)
				}
			}
			for i, r := range rules {
				p := listeners[i]
				p.ExpectLines(2 * 2 * len(r.hears))
				var want []string
				for _, h := range r.hears {
					want = append(want, h, marker+" "+h)
				}
				var got []string
				for line := range strings.Lines(p.Stdout.String()) {
					if text, ok := strings.CutPrefix(line, "received message: "); ok {
						got = append(got, strings.TrimSpace(text))
					}
				}
				slices.Sort(got) // UDP does not promise an order
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("bound to %s it hears %q, want %q", r.bind, got, want)
				}
			}
		})
	}
}

// Several programs that listen to the same port on one host all hear every
// broadcast.
func TestProgramsShareAPort(t *testing.T) {
	_, station, students := newClassroom(t)
	listeners := []*labtest.Process{
		students[0].start(t, program(t, "ex2_1_3_drone")),
		students[0].start(t, program(t, "ex2_1_3_drone")),
		students[0].start(t, twin(t, "ex2_1_3_drone", "remote_drone.py", "")),
	}
	students[0].waitBound(t, "udp", dronePort, len(listeners))
	runStation(t, station, "--count", "50", "--sensors-rate", "0", "--drone-rate", "1000")
	station.newSender(t, stationIP).send(markerFrame(t), directed, dronePort)
	for _, p := range listeners {
		expectHeard(t, p, stationIP, 50, 1, 2)
		if p.Stdout.String() != listeners[0].Stdout.String() {
			t.Errorf("one program heard%v\nand another one%v", p, listeners[0])
		}
	}
}

// Worksheet 2.1.5, "avoid missing messages": no host misses a message, at 1,000
// a second. The date of a frame is its number.
func TestNothingIsLost(t *testing.T) {
	const frames, first = 2000, 1629293638
	_, station, students := newClassroom(t)
	var log bytes.Buffer
	for i := range frames {
		fmt.Fprintf(&log, "%d,64,10,0,42,102.86,74,91,-891\n", first+i)
	}
	file := filepath.Join(t.TempDir(), "flight.csv")
	must(t, os.WriteFile(file, log.Bytes(), 0o666))

	var listeners [3]*labtest.Process
	for i, student := range students {
		// --duration ends a listener that misses some, so that it can report it.
		listeners[i] = student.start(t, program(t, "ex2_1_4_select", "--output", "json",
			"--count", fmt.Sprint(frames), "--duration", (patience*3/4).String()))
	}
	for _, student := range students {
		student.waitBound(t, "udp", dronePort, 1)
	}
	runStation(t, station, "--count", fmt.Sprint(frames), "--sensors-rate", "0", "--drone-rate", "1000", "--drone-log", file)
	for i, p := range listeners {
		if status := p.Wait(); status != 0 {
			t.Errorf("student %d: status %d\n%s", i+1, status, p.Stderr)
		}
		if want := "missed because a socket was full: 0 of the sensors, 0 of the drone\n"; !strings.Contains(p.Stderr.String(), want) {
			t.Errorf("student %d does not say %q:\n%s", i+1, want, p.Stderr)
		}
		times := map[int]int{} // how many times each frame was heard
		for line := range strings.Lines(p.Stdout.String()) {
			var message struct{ Frame struct{ Date float64 } }
			must(t, json.Unmarshal([]byte(line), &message))
			times[int(message.Frame.Date)-first]++
		}
		for n := range frames {
			if times[n] != 1 {
				t.Errorf("student %d heard frame %d %d times", i+1, n, times[n])
			}
		}
	}
}

// A station that is on two LANs sends only to the LAN that was chosen.
func TestStationOnTwoLANs(t *testing.T) {
	station := newHost(t, "station")
	type lan struct {
		ifi, stationIP, studentIP, broadcast string
		student                              *host
	}
	lans := []*lan{
		{ifi: "eth0", stationIP: stationIP, studentIP: studentIP[0], broadcast: directed},
		{ifi: "eth1", stationIP: "10.10.0.1", studentIP: "10.10.0.2", broadcast: "10.10.255.255"},
	}
	for _, l := range lans {
		e := newEthernet(t)
		e.plug(t, station, l.ifi, l.stationIP+"/16")
		l.student = newHost(t, "student")
		e.plug(t, l.student, "eth0", l.studentIP+"/16")
	}

	p := station.start(t, broadcastStation(t))
	status := p.Wait()
	if want := "choose one with --interface: eth0 (10.9.0.1/16), eth1 (10.10.0.1/16)"; status != 1 || !strings.Contains(p.Stderr.String(), want) {
		t.Errorf("without --interface: status %d, want 1 and the text %q%v", status, want, p)
	}

	for _, chosen := range lans {
		t.Run(chosen.ifi, func(t *testing.T) {
			var listeners []*labtest.Process
			for _, l := range lans {
				listeners = append(listeners, l.student.start(t, program(t, "ex2_1_2_sensors")))
				l.student.waitBound(t, "udp", sensorsPort, 1)
			}
			runStation(t, station, "--interface", chosen.ifi, "--count", "5", "--sensors-rate", "100", "--drone-rate", "0")
			for i, l := range lans {
				station.newSender(t, l.stationIP).send([]byte(marker), l.broadcast, sensorsPort)
				messages := 0
				if l == chosen {
					messages = 5
				}
				expectHeard(t, listeners[i], l.stationIP, messages, 1, 2)
			}
		})
	}
}
