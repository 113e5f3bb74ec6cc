package lan

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/labtest"
)

// init locks the main goroutine to the main thread, so that no host runs on that
// thread. Every other thread ends with the goroutine that is locked to it. The
// main thread does not, so the namespace of its host would stay until the end of
// the tests.
func init() { runtime.LockOSThread() }

// TestMain runs the tests in a user and network namespace, where they may make
// more network namespaces without being root.
func TestMain(m *testing.M) { labtest.Main(m) }

// A host is a machine on the LAN, or a switch: a network namespace
// (network_namespaces(7)) and a goroutine that is locked to a thread in it.
type host struct {
	name  string
	ns    netns.NsHandle
	calls chan func()
	ended chan struct{}
}

// newHost makes a host whose only interface is the loopback. It lasts until the
// end of the test.
func newHost(t *testing.T, name string) *host {
	t.Helper()
	if !labtest.InNamespace() {
		labtest.Missing(t, "network namespaces")
	}
	h := &host{name: name, calls: make(chan func()), ended: make(chan struct{})}
	made := make(chan error)
	go func() {
		defer close(h.ended)
		// Never unlocked: the thread ends with this goroutine, so that nothing
		// else ever runs in the namespace by mistake.
		runtime.LockOSThread()
		var err error
		h.ns, err = netns.New()
		made <- err
		for f := range h.calls {
			f()
		}
	}()
	t.Cleanup(func() {
		close(h.calls)
		<-h.ended
		h.ns.Close()
	})
	if err := <-made; err != nil {
		t.Fatalf("cannot make a network namespace for %s: %v", name, err)
	}
	h.do(func() { setUp(t, "lo") })
	return h
}

// do runs f on the thread of h. The sockets and programs that f opens or starts
// belong to the host h, whichever goroutine uses them later. Goroutines that f
// starts do not run on h. If f ends the test, as t.Fatal does, so does do.
func (h *host) do(f func()) {
	returned := false
	done := make(chan struct{})
	select {
	case h.calls <- func() {
		defer close(done)
		f()
		returned = true
	}:
		<-done
	case <-h.ended: // by an f that ended the test
	}
	if !returned {
		runtime.Goexit()
	}
}

// start starts a program on h.
func (h *host) start(t *testing.T, cmd *exec.Cmd) *labtest.Process {
	t.Helper()
	// If the tests are killed, the threads of the hosts end, and with them the
	// programs that they have started.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var p *labtest.Process
	h.do(func() { p = labtest.Start(t, cmd) })
	return p
}

// waitBound waits until n sockets of h are bound to port.
func (h *host) waitBound(t *testing.T, network string, port, n int) {
	t.Helper()
	h.do(func() { labtest.WaitBound(t, network, port, n) })
}

// A sender is a socket of a host to send datagrams from.
type sender struct {
	t    *testing.T
	conn *net.UDPConn
}

// newSender returns a socket of h that is bound to its address ip.
func (h *host) newSender(t *testing.T, ip string) *sender {
	t.Helper()
	s := &sender{t: t}
	h.do(func() {
		var err error
		s.conn, err = broadcast.NewSender(context.Background(), netip.MustParseAddr(ip))
		must(t, err)
	})
	t.Cleanup(func() { s.conn.Close() })
	return s
}

func (s *sender) send(data []byte, ip string, port int) {
	s.t.Helper()
	_, err := s.conn.WriteToUDPAddrPort(data, netip.AddrPortFrom(netip.MustParseAddr(ip), uint16(port)))
	must(s.t, err)
}

// An ethernet is a switch that hosts can be plugged into.
type ethernet struct {
	*host
	bridge *netlink.Bridge
}

func newEthernet(t *testing.T) *ethernet {
	t.Helper()
	e := &ethernet{newHost(t, "switch"), &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "br0"}}}
	e.do(func() {
		err := netlink.LinkAdd(e.bridge)
		if errors.Is(err, unix.EOPNOTSUPP) {
			labtest.Missing(t, "a kernel with bridges")
		}
		must(t, err)
		setUp(t, "br0")
	})
	return e
}

// plug connects the host h to the switch with a cable, which is a pair of
// veth(4) interfaces. The one on the switch has the name of the host. The one on
// h has the given name and the address prefix.
func (e *ethernet) plug(t *testing.T, h *host, name, prefix string) {
	t.Helper()
	e.do(func() {
		port := &netlink.Veth{
			LinkAttrs:     netlink.LinkAttrs{Name: h.name, MasterIndex: e.bridge.Index},
			PeerName:      name,
			PeerNamespace: netlink.NsFd(h.ns),
		}
		must(t, netlink.LinkAdd(port))
		setUp(t, h.name)
	})
	t.Cleanup(func() {
		e.do(func() { must(t, netlink.LinkDel(link(t, h.name))) })
	})
	h.do(func() {
		addr, err := netlink.ParseAddr(prefix)
		must(t, err)
		must(t, netlink.AddrAdd(link(t, name), addr))
		setUp(t, name)
	})
}

// The functions that follow work on the interfaces of the host that runs them.

func link(t *testing.T, name string) netlink.Link {
	t.Helper()
	l, err := netlink.LinkByName(name)
	must(t, err)
	return l
}

func setUp(t *testing.T, name string) {
	t.Helper()
	must(t, netlink.LinkSetUp(link(t, name)))
}

func setDown(t *testing.T, name string) {
	t.Helper()
	must(t, netlink.LinkSetDown(link(t, name)))
}

// The addresses of the classroom's LAN, 10.9.0.0/16.
const (
	stationIP = "10.9.0.1"
	directed  = "10.9.255.255"    // the directed broadcast
	limited   = "255.255.255.255" // the limited broadcast
)

var studentIP = [3]string{"10.9.0.2", "10.9.0.3", "10.9.0.4"}

// newClassroom returns a LAN with four hosts. On each of them, the interface to
// the LAN is called eth0.
func newClassroom(t *testing.T) (lan *ethernet, station *host, students [3]*host) {
	t.Helper()
	lan = newEthernet(t)
	station = newHost(t, "station")
	lan.plug(t, station, "eth0", stationIP+"/16")
	for i := range students {
		students[i] = newHost(t, fmt.Sprintf("student%d", i+1))
		lan.plug(t, students[i], "eth0", studentIP[i]+"/16")
	}
	return lan, station, students
}

// program returns the command that runs a program of the lab.
func program(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	return exec.Command(labtest.Build(t, filepath.Join("..", "..", dir)), args...)
}

// broadcastStation returns the command that sends to everyone on the LAN.
func broadcastStation(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return program(t, "classroom", append([]string{"station", "--lan"}, args...)...)
}

var ipOfTwin = regexp.MustCompile(`(?m)^((?:UDP|TCP)_IP = )"[^"]*"`)

// twin returns the command that runs the Python twin script of a program, with
// ip as the address that is written in it.
func twin(t *testing.T, dir, script, ip string) *exec.Cmd {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", dir, "python", script))
	must(t, err)
	if n := len(ipOfTwin.FindAll(text, -1)); n != 1 {
		t.Fatalf("%s/python/%s has %d lines with an address, want 1", dir, script, n)
	}
	text = ipOfTwin.ReplaceAll(text, []byte(`${1}"`+ip+`"`))
	file := filepath.Join(t.TempDir(), script)
	must(t, os.WriteFile(file, text, 0o666))
	return labtest.Python(t, file)
}

// patience is how long a test waits for an event before it fails.
const patience = 20 * time.Second

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
