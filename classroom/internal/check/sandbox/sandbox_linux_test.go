package sandbox

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
)

// The test program is also the program that the tests look at. Then it binds two
// ports that the system chooses, prints them, and waits for the end of its input.
func TestMain(m *testing.M) {
	if os.Getenv("SANDBOX_TEST") == "" {
		labtest.Main(m)
		return
	}
	if os.Getenv("SANDBOX_TEST") == "waits" {
		waits()
		return
	}
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(conn.LocalAddr(), l.Addr())
	io.Copy(io.Discard, os.Stdin)
	conn.Close()
	l.Close()
}

// waits connects a UDP socket, sleeps in one thread, and waits in another one with a
// time limit.
func waits() {
	if _, err := net.Dial("udp4", "127.0.0.1:9"); err != nil {
		panic(err)
	}
	go unix.Nanosleep(&unix.Timespec{Sec: 30}, nil)
	unix.Poll([]unix.PollFd{{Fd: 0, Events: unix.POLLPRI}}, 30_000)
}

// The sandbox sees that a child process sleeps, for how long it waits, and that its
// UDP socket is connected.
func TestWaitingChild(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // only a broken test takes so long
	defer cancel()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), "SANDBOX_TEST=waits")
	p, err := program.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	for !Sleeps() || TimeLimit() != 30*time.Second || len(ConnectedUDP()) != 1 || !LeftBehind() {
		if ctx.Err() != nil {
			t.Fatalf("sleeps: %t; it waits for %v; connected: %v; there: %t", Sleeps(), TimeLimit(), ConnectedUDP(), LeftBehind())
		}
		time.Sleep(time.Millisecond)
	}
	p.Kill()
	for LeftBehind() {
		if ctx.Err() != nil {
			t.Fatal("the child is still there")
		}
		time.Sleep(time.Millisecond)
	}
}

// The sandbox sees the sockets of a child process, and ends it.
func TestChild(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // only a broken test takes so long
	defer cancel()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), "SANDBOX_TEST=1")
	p, err := program.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	if err := p.ExpectLines(ctx, 1); err != nil {
		t.Fatalf("%v\n%s", err, p.Stderr)
	}
	var udp, tcp string
	fmt.Sscan(p.Stdout.String(), &udp, &tcp)
	for network, want := range map[string]string{"udp": udp, "tcp": tcp} {
		all, ok := Sockets(network)
		if got := Places(all); !ok || got != want {
			t.Errorf("%s: it sees the sockets %q (%t), want %q", network, got, ok, want)
		}
	}

	KillAll()
	if status, err := p.Wait(ctx); err != nil || status != -1 {
		t.Errorf("after KillAll: status %d, %v", status, err)
	}
	if all := scan(); len(all) != 0 {
		t.Errorf("after KillAll there are still %v", all)
	}
}

// In the network of the tests, a socket that this process has bound is not one
// of the program.
func TestSocketsOfOthers(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	port := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	if who := Taken("udp", port); !strings.Contains(who, "(pid "+strconv.Itoa(os.Getpid())+")") {
		t.Errorf("its port is taken: %q, want this process", who)
	}
	if all, ok := Sockets("udp"); !ok || len(all) != 0 {
		t.Errorf("the program has the sockets %v (%t)", all, ok)
	}
}
