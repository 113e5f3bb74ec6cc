package sandbox

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestReadLsof(t *testing.T) {
	got := readLsof(`p501
g500
cPython
f3
PUDP
n*:52001
TQR=640
TQS=0
f4
PTCP
n127.0.0.1:55000
TQR=0
TST=LISTEN
f5
PTCP
n127.0.0.1:41660->127.0.0.1:55000
TST=ESTABLISHED
p502
g502
cnode
f6
PTCP
n[::1]:38683
TST=CLOSED
f7
PUDP
n*:*
f8
PUDP
n127.0.0.1:40000->127.0.0.1:50005
`)
	python, node := row{pid: 501, group: 500, name: "Python"}, row{pid: 502, group: 502, name: "node"}
	at := func(r row, addr, state string, queued int) row {
		r.addr, r.state, r.queued = netip.MustParseAddrPort(addr), state, queued
		return r
	}
	want := []row{
		at(python, "0.0.0.0:52001", "", 640), at(python, "127.0.0.1:55000", listening, 0), at(python, "127.0.0.1:41660", established, -1),
		at(node, "[::1]:38683", "CLOSED", -1), at(node, "127.0.0.1:40000", established, -1),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if got := Places(inState(got, waiting["udp"], func(r row) bool { return r.group == 500 })); got != "0.0.0.0:52001" {
		t.Errorf("UDP of the group 500: %s", got)
	}
	if got := Places(inState(got, waiting["tcp"], func(row) bool { return true })); got != "127.0.0.1:55000" {
		t.Errorf("TCP: %s", got)
	}
}

// A real lsof, where there is one, lists the sockets that this process has.
func TestLsof(t *testing.T) {
	if _, err := exec.LookPath("lsof"); err != nil {
		t.Skip("there is no lsof")
	}
	for _, network := range []string{"udp", "tcp"} {
		_, port, s := bindAny(t, network+"4", "127.0.0.1:0")
		defer s.Close()
		out, err := exec.Command("lsof", lsofArgs(network)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := netip.AddrPortFrom(localhost, port)
		if !slices.ContainsFunc(readLsof(string(out)), func(r row) bool { return r.pid == os.Getpid() && r.addr == want }) {
			t.Errorf("%s: %v of process %d is not in\n%s", network, want, os.Getpid(), out)
		}
	}
}

// The tables as Windows lays them out, on a little-endian machine.
func TestReadWindows(t *testing.T) {
	const (
		one   = "01000000"
		local = "7f000001"
		pid   = "f5010000" // 501
		udp   = "cb210000" // 52001
		tcp   = "d6d80000" // 55000
		other = "a2bc0000" // 41660
		zero  = "00000000"
		v6    = "00000000000000000000000000000001"
	)
	for _, test := range []struct {
		network, table string
		ipv6           bool
		want           string
	}{
		{"udp", one + zero + udp + pid, false, "0.0.0.0:52001  501"},
		{"tcp", "03000000" + "02000000" + local + tcp + zero + zero + pid + "05000000" + local + tcp + local + other + pid + "0b000000" + local + tcp + local + other + zero, false,
			"127.0.0.1:55000 LISTEN 501, 127.0.0.1:55000 ESTABLISHED 501, 127.0.0.1:55000  0"},
		{"udp", one + v6 + zero + udp + pid, true, "[::1]:52001  501"},
		{"tcp", one + v6 + zero + tcp + v6 + zero + zero + "02000000" + pid, true, "[::1]:55000 LISTEN 501"},
		{"udp", "02000000" + zero + udp + pid + zero, false, "0.0.0.0:52001  501"}, // cut off
		{"udp", zero, false, ""},
		{"udp", "", false, ""},
	} {
		table, err := hex.DecodeString(test.table)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range readWindows(test.network, test.ipv6, table) {
			got = append(got, fmt.Sprintf("%v %s %d", r.addr, r.state, r.pid))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s, IPv6 %t: %q, want %q", test.network, test.ipv6, got, test.want)
		}
	}
}
