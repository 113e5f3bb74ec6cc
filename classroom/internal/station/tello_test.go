package station

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
)

// tooLong ends a test that would hang.
const tooLong = 20 * time.Second

func listen(t *testing.T) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(tooLong))
	t.Cleanup(func() { conn.Close() })
	return conn
}

func addrOf(conn *net.UDPConn) netip.AddrPort { return conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// awaitCommand waits for the text that asks a Tello for its state, and returns
// the address of the sender.
func awaitCommand(t *testing.T, tello *net.UDPConn) netip.AddrPort {
	t.Helper()
	var buf [100]byte
	n, from, err := tello.ReadFromUDPAddrPort(buf[:])
	if err != nil {
		t.Fatal(err)
	}
	if got := string(buf[:n]); got != "command" {
		t.Fatalf("the drone was told %q, want command", got)
	}
	return from
}

func send(t *testing.T, from *net.UDPConn, to netip.AddrPort, text string) {
	t.Helper()
	if _, err := from.WriteToUDPAddrPort([]byte(text), to); err != nil {
		t.Fatal(err)
	}
}

// play runs tello and returns its frames. The function logged stops it and
// returns its log.
func play(t *testing.T, tello *Tello) (frames <-chan drone.Frame, logged func() string) {
	ctx, log := withLog(t.Context())
	ctx, cancel := context.WithCancel(ctx)
	c := make(chan drone.Frame, 10)
	ended := make(chan error, 1)
	go func() {
		ended <- graceful.Closing(ctx, tello.Conn, func() error {
			return tello.Play(ctx, func(f drone.Frame) (bool, error) { c <- f; return true, nil })
		})
	}()
	end := func() string {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		return log.String()
	}
	t.Cleanup(cancel)
	return c, end
}

func await(t *testing.T, frames <-chan drone.Frame) drone.Frame {
	t.Helper()
	select {
	case f := <-frames:
		return f
	case <-time.After(tooLong):
		t.Fatal("no frame")
	}
	panic("not reached")
}

// The states of real drones become frames with the time of receipt. Anything
// else is a warning.
func TestTello(t *testing.T) {
	tello := listen(t)
	before := time.Now()
	frames, end := play(t, &Tello{Conn: listen(t), Addr: addrOf(tello), Patience: tooLong})
	station := awaitCommand(t, tello)
	send(t, tello, station, "ok")
	for _, seen := range seenStates {
		send(t, tello, station, seen.state)
		got := await(t, frames)
		if got.Date < seconds(before) || got.Date > seconds(time.Now()) {
			t.Errorf("the date is %v, want that of now", got.Date)
		}
		got.Date = 0
		if got != seen.frame {
			t.Errorf("%q is sent as %+v, want %+v", seen.state, got, seen.frame)
		}
	}
	send(t, tello, station, strings.Replace(seenStates[0].state, "bat:71", "bat:\x1b[2J", 1))
	send(t, tello, station, seenStates[0].state)
	await(t, frames)
	log := end()
	if n := strings.Count(log, `"warn"`); n != 1 || !strings.Contains(log, "bat") || strings.Contains(log, "\x1b") {
		t.Errorf("%d warnings, want one that names bat:\n%s", n, log)
	}
}

// A state from another address is ignored.
func TestTelloStranger(t *testing.T) {
	tello := listen(t)
	stranger, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 2)})
	if err != nil {
		t.Skipf("this system has no address 127.0.0.2: %v", err)
	}
	defer stranger.Close()
	frames, end := play(t, &Tello{Conn: listen(t), Addr: addrOf(tello), Patience: tooLong})
	station := awaitCommand(t, tello)
	send(t, stranger, station, seenStates[1].state)
	send(t, tello, station, seenStates[0].state)
	if got := await(t, frames); got.Battery != 71 {
		t.Errorf("the first frame is %+v, which the drone did not send", got)
	}
	end()
}

// A drone that is silent is asked again and again; a hint is given once.
func TestTelloSilent(t *testing.T) {
	tello := listen(t)
	frames, end := play(t, &Tello{Conn: listen(t), Addr: addrOf(tello), Patience: 5 * time.Millisecond})
	for range 4 {
		awaitCommand(t, tello)
	}
	station := awaitCommand(t, tello)
	send(t, tello, station, seenStates[0].state)
	await(t, frames)
	// It falls silent a second time. Some of these commands may have been sent
	// before the state came.
	for range 4 {
		awaitCommand(t, tello)
	}
	log := end()
	if n := strings.Count(log, "Wi-Fi"); n < 1 || n > 2 {
		t.Errorf("%d hints, want one for each silence:\n%s", n, log)
	}
}

// Play ends when each returns false or an error.
func TestTelloEnds(t *testing.T) {
	for _, want := range []error{nil, net.ErrClosed} {
		tello := listen(t)
		p := &Tello{Conn: listen(t), Addr: addrOf(tello), Patience: tooLong}
		ended := make(chan error)
		go func() {
			ended <- p.Play(t.Context(), func(drone.Frame) (bool, error) { return want != nil, want })
		}()
		send(t, tello, awaitCommand(t, tello), seenStates[0].state)
		if err := <-ended; err != want {
			t.Errorf("error %v, want %v", err, want)
		}
	}
}
