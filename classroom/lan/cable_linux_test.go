package lan

import (
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"in43.example/pkg/labtest"
)

// watch subscribes to the changes of the interfaces of h (rtnetlink(7)). The
// function wait waits for a change after which the interface with that name has
// a carrier (its cable is plugged in), or has none.
func (h *host) watch(t *testing.T) (wait func(name string, carrier bool)) {
	t.Helper()
	events := make(chan netlink.LinkUpdate)
	done := make(chan struct{})
	h.do(func() { must(t, netlink.LinkSubscribe(events, done)) })
	t.Cleanup(func() {
		close(done)
		for range events { // until the subscription has ended
		}
	})
	return func(name string, carrier bool) {
		t.Helper()
		late := time.After(patience)
		for {
			select {
			case e, ok := <-events:
				if !ok {
					t.Fatal("the subscription to the changes of the interfaces has ended")
				}
				if e.Attrs().Name == name && (e.Flags&unix.IFF_RUNNING != 0) == carrier {
					return
				}
			case <-late:
				t.Fatalf("no event tells that the carrier of %s is %t", name, carrier)
			}
		}
	}
}

// expectMore waits until p, a listener to the sensors, has printed ten messages
// after the one with the given text.
func expectMore(p *labtest.Process, text string) {
	p.Expect("received message: " + text + "\n")
	p.ExpectLines(strings.Count(p.Stdout.String(), "\n") + 2*10)
}

// A cable is pulled and plugged in again, first a student's, then the
// station's. All programs go on: none has to be started again.
func TestCable(t *testing.T) {
	lan, station, students := newClassroom(t)
	const dir = "ex2_1_2_sensors"
	first := students[0].start(t, program(t, dir))
	pulled := []*labtest.Process{
		students[1].start(t, program(t, dir, "--bind", "broadcast")),
		students[1].start(t, twin(t, dir, "remote_sensors.py", "")),
	}
	all := append(pulled, first)
	students[0].waitBound(t, "udp", sensorsPort, 1)
	students[1].waitBound(t, "udp", sensorsPort, 2)
	source := station.start(t, broadcastStation(t, "--sensors-rate", "100", "--drone-rate", "0", "--log-level", "info"))
	for _, p := range all {
		p.ExpectLines(2 * 10)
	}
	say := func(text string) { station.newSender(t, stationIP).send([]byte(text), directed, sensorsPort) }

	wait := students[1].watch(t)
	lan.do(func() { setDown(t, "student2") })
	wait("eth0", false)
	say("the cable is out")
	first.Expect("received message: the cable is out\n")
	lan.do(func() { setUp(t, "student2") })
	wait("eth0", true)
	say("the cable is in")
	for _, p := range all {
		expectMore(p, "the cable is in")
	}
	for _, p := range pulled {
		if strings.Contains(p.Stdout.String(), "the cable is out") {
			t.Errorf("it has heard what was sent while its cable was out%v", p)
		}
	}

	station.do(func() { setDown(t, "eth0") })
	source.ExpectError("; the station goes on trying")
	station.do(func() { setUp(t, "eth0") })
	source.ExpectError("can send to 10.9.255.255:52001 again")
	say("the station is back")
	for _, p := range all {
		expectMore(p, "the station is back")
	}
	source.Interrupt()
	status := source.Wait()
	if n := strings.Count(source.Stderr.String(), "goes on trying"); status != 0 || n != 1 || !strings.Contains(source.Stdout.String(), ", not sent ") {
		t.Errorf("the station warns %d times and ends with status %d; want once, 0, and how many messages it has not sent%v", n, status, source)
	}
}
