package broadcast_test

import (
	"context"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

func TestOf(t *testing.T) {
	for _, test := range []struct{ prefix, want string }{
		{"10.9.0.7/16", "10.9.255.255"},
		{"10.9.0.0/16", "10.9.255.255"},
		{"127.0.0.1/8", "127.255.255.255"},
		{"192.168.1.26/24", "192.168.1.255"},
		{"192.168.1.130/25", "192.168.1.255"},
		{"172.16.5.9/20", "172.16.15.255"},
		{"10.0.0.1/30", "10.0.0.3"},
		{"10.0.0.1/0", "255.255.255.255"},
	} {
		got, err := broadcast.Of(netip.MustParsePrefix(test.prefix))
		if err != nil || got.String() != test.want {
			t.Errorf("Of(%s) = %v, %v; want %s", test.prefix, got, err, test.want)
		}
	}
	for _, p := range []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/31"),
		netip.MustParsePrefix("10.0.0.1/32"),
		netip.MustParsePrefix("fe80::1/64"),
		netip.MustParsePrefix("::ffff:10.9.0.7/112"),
		{},
	} {
		if got, err := broadcast.Of(p); err == nil || got.IsValid() {
			t.Errorf("Of(%v) = %v, %v; want an error", p, got, err)
		}
	}
}

func ifi(name, prefix string) broadcast.Interface {
	p := netip.MustParsePrefix(prefix)
	b, _ := broadcast.Of(p)
	return broadcast.Interface{Name: name, Prefix: p, Broadcast: b, Loopback: p.Addr().IsLoopback()}
}

var (
	lo    = ifi("lo", "127.0.0.1/8")
	wlan  = ifi("wlan0", "10.9.0.7/16")
	eth   = ifi("eth0", "192.168.1.26/24")
	vpn   = ifi("tun0", "10.8.0.6/32") // it has no broadcast address
	oneOf = []broadcast.Interface{lo, vpn, wlan}
	both  = []broadcast.Interface{lo, eth, wlan}
)

func TestLAN(t *testing.T) {
	for _, test := range []struct {
		all  []broadcast.Interface
		name string
		want broadcast.Interface
		errs []string // what the error says
	}{
		{all: oneOf, want: wlan},
		{all: oneOf, name: "wlan0", want: wlan},
		{all: oneOf, name: "lo", want: lo},
		{all: oneOf, name: "tun0", want: vpn},
		{all: both, name: "eth0", want: eth},
		{all: both, errs: []string{"several LANs", "--interface", "eth0 (192.168.1.26/24)", "wlan0 (10.9.0.7/16)"}},
		{all: both, name: "wlan1", errs: []string{`"wlan1"`, "lo (127.0.0.1/8)", "eth0 (192.168.1.26/24)", "wlan0 (10.9.0.7/16)"}},
		{all: []broadcast.Interface{lo, vpn}, errs: []string{"no LAN"}},
		{all: nil, errs: []string{"no LAN"}},
		{all: nil, name: "eth0", errs: []string{`"eth0"`, "there are none"}},
	} {
		got, err := broadcast.LAN(test.all, test.name)
		if got != test.want {
			t.Errorf("LAN(%v, %q) = %v, want %v", test.all, test.name, got, test.want)
		}
		checkError(t, err, test.errs)
	}
}

// checkError checks that err contains all of want, or is nil if want is empty.
func checkError(t *testing.T, err error, want []string) {
	t.Helper()
	if (err != nil) != (len(want) > 0) {
		t.Errorf("the error is %v, want %q", err, want)
		return
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error %q does not say %q", err, w)
		}
	}
}

// Where the rules come from: worksheet 2.1.2 says what to bind to on which
// system. Windows refuses the broadcast address, because it is not an address
// of an interface (Microsoft on bind: WSAEADDRNOTAVAIL, 10049). Linux accepts it
// (ip(7); measured: TestHears), and so does macOS (XNU, in_pcbbind in
// bsd/netinet/in_pcb.c).
func TestBindAddr(t *testing.T) {
	const every = "linux darwin windows"
	for _, test := range []struct {
		goos, choice, name string
		all                []broadcast.Interface
		want               string // an address
		errs               []string
	}{
		// auto: what the worksheet says for the LAN that is named
		{goos: every, choice: "auto", all: both, want: "0.0.0.0"},
		{goos: every, choice: "auto", all: nil, want: "0.0.0.0"},
		{goos: "windows", choice: "auto", name: "wlan0", all: both, want: "10.9.0.7"},
		{goos: "linux darwin freebsd", choice: "auto", name: "wlan0", all: both, want: "10.9.255.255"},
		{goos: every, choice: "auto", name: "wlan1", all: both, errs: []string{`"wlan1"`, "wlan0"}},
		{goos: "linux darwin", choice: "auto", name: "tun0", all: oneOf, errs: []string{"tun0", "10.8.0.6/32", "--bind any"}},
		{goos: "windows", choice: "auto", name: "tun0", all: oneOf, want: "10.8.0.6"},

		{goos: every, choice: "any", all: both, want: "0.0.0.0"},
		{goos: every, choice: "any", name: "wlan0", all: both, errs: []string{"--interface wlan0", "--bind any", "leave one"}},

		{goos: every, choice: "own", all: oneOf, want: "10.9.0.7"},
		{goos: every, choice: "own", name: "eth0", all: both, want: "192.168.1.26"},
		{goos: every, choice: "own", name: "tun0", all: oneOf, want: "10.8.0.6"},
		{goos: every, choice: "own", all: both, errs: []string{"several LANs"}},
		{goos: every, choice: "own", all: nil, errs: []string{"no LAN"}},

		{goos: "linux darwin", choice: "broadcast", all: oneOf, want: "10.9.255.255"},
		{goos: "linux darwin", choice: "broadcast", name: "eth0", all: both, want: "192.168.1.255"},
		{goos: "linux darwin", choice: "broadcast", name: "lo", all: both, want: "127.255.255.255"},
		{goos: "windows", choice: "broadcast", all: oneOf, errs: []string{"10.9.255.255", "Windows", "10049", "--bind own"}},
		{goos: "windows", choice: "broadcast", name: "eth0", all: both, errs: []string{"192.168.1.255", "10049"}},
		{goos: every, choice: "broadcast", all: both, errs: []string{"several LANs"}},

		{goos: every, choice: "127.0.0.1", all: both, want: "127.0.0.1"},
		{goos: every, choice: "10.9.255.255", all: nil, want: "10.9.255.255"},
		{goos: every, choice: "10.9.0.7", name: "wlan0", all: both, errs: []string{"--interface wlan0"}},

		{goos: every, choice: "", all: both, errs: []string{`""`, "auto, any, own, broadcast"}},
		{goos: every, choice: "Any", all: both, errs: []string{`"Any"`}},
		{goos: every, choice: "10.9.0.300", all: both, errs: []string{`"10.9.0.300"`}},
		{goos: every, choice: "10.9.0.7:52001", all: both, errs: []string{`"10.9.0.7:52001"`}},
		{goos: every, choice: "::1", all: both, errs: []string{`"::1"`, "IPv4"}},
		{goos: every, choice: "localhost", all: both, errs: []string{`"localhost"`}},
		{goos: every, choice: "\x1b[2J", all: both, errs: []string{`"\x1b[2J"`}},
	} {
		for goos := range strings.FieldsSeq(test.goos) {
			t.Run(goos+"/"+test.choice+"/"+test.name, func(t *testing.T) {
				var want netip.Addr
				if test.want != "" {
					want = netip.MustParseAddr(test.want)
				}
				got, err := broadcast.BindAddr(goos, test.choice, test.name, test.all)
				if got != want {
					t.Errorf("got %v, want %v", got, want)
				}
				checkError(t, err, test.errs)
			})
		}
	}
}

// Linux: measured by TestHears; the datagram must have been sent to the address
// of the socket, or the socket has none (net/ipv4/udp.c, __udp_is_mcast_sock).
// macOS: the same rule (XNU, udp_input in bsd/netinet/udp_usrreq.c). Windows:
// worksheet 2.1.2, which binds to the machine's own address there.
func TestHearsBroadcasts(t *testing.T) {
	for _, test := range []struct {
		addr          string
		unix, windows bool
	}{
		{"0.0.0.0", true, true},
		{"255.255.255.255", true, true},
		{"10.9.255.255", true, true},
		{"127.255.255.255", true, true},
		{"10.9.0.7", false, true},
		{"10.8.0.6", false, true},
		{"127.0.0.1", false, true},
		{"127.0.0.2", false, true}, // no interface lists it, but Linux has all of 127.0.0.0/8
	} {
		for goos, want := range map[string]bool{"linux": test.unix, "darwin": test.unix, "windows": test.windows} {
			if got := broadcast.HearsBroadcasts(goos, netip.MustParseAddr(test.addr), oneOf); got != want {
				t.Errorf("HearsBroadcasts(%s, %s) = %t, want %t", goos, test.addr, got, want)
			}
		}
	}
}

// Linux: measured by TestShareHears; its loopback network has a broadcast
// address, although the interface does not have the flag IFF_BROADCAST. The
// loopback interfaces of macOS (lo0 in ifconfig(8)) and Windows have none.
func TestThisMachine(t *testing.T) {
	for goos, want := range map[string]string{"linux": "127.255.255.255", "darwin": "127.0.0.1", "windows": "127.0.0.1"} {
		if got := broadcast.ThisMachine(goos).String(); got != want {
			t.Errorf("ThisMachine(%s) = %s, want %s", goos, got, want)
		}
	}
}

func interfaces(t *testing.T) []broadcast.Interface {
	t.Helper()
	all, err := broadcast.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestInterfaces(t *testing.T) {
	all := interfaces(t)
	loopback := slices.IndexFunc(all, func(i broadcast.Interface) bool {
		return i.Loopback && i.Prefix == netip.MustParsePrefix("127.0.0.1/8")
	})
	if loopback < 0 {
		t.Fatalf("no loopback interface has 127.0.0.1/8: %v", all)
	}
	i := all[loopback]
	if want := netip.MustParseAddr("127.255.255.255"); i.Broadcast != want {
		t.Errorf("the broadcast address of %v is %v, want %v", i.Prefix, i.Broadcast, want)
	}
	if runtime.GOOS == "linux" && i.Name != "lo" {
		t.Errorf("the loopback interface is %q, want lo", i.Name)
	}
	for _, i := range all {
		if !i.Prefix.IsValid() || !i.Prefix.Addr().Is4() || i.Name == "" {
			t.Errorf("%+v is not an IPv4 address of an interface", i)
		}
	}
}

// A port is free again as soon as its socket is closed.
func TestListenAgain(t *testing.T) {
	conn, addr := listen(t, "127.0.0.1", 0)
	conn.Close()
	listen(t, "127.0.0.1", addr.Port())
}

// A socket cannot be bound to an address of another machine.
func TestNotOurs(t *testing.T) {
	notOurs := netip.MustParseAddr("192.0.2.1") // TEST-NET-1 (RFC 5737)
	if conn, err := broadcast.NewSender(context.Background(), notOurs); err == nil {
		conn.Close()
		t.Errorf("could send from %v", notOurs)
	}
}
