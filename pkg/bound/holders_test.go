package bound

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The files of a Linux machine, in a folder. Its numbers are those of a
// little-endian machine.
func TestHolders(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows no file can have the name of a socket")
	}
	proc := t.TempDir()
	path := func(name string) string {
		name = filepath.Join(proc, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write := func(name, text string) {
		if err := os.WriteFile(path(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(name, target string) {
		if err := os.Symlink(target, path(name)); err != nil {
			t.Fatal(err)
		}
	}
	const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	write("thread-self/net/tcp", head+`   0: 0100007F:D6D8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:D6D8 0100007F:9C40 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0
   2: 0100007F:C355 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 100 0 0 10 0
   3: 0700090A:D6D8 0100090A:01BB 01 00000000:00000000 00:00000000 00000000  1000        0 444 1 0 100 0 0 10 0
   4: cut off D6D8
`)
	write("thread-self/net/tcp6", head+`   0: 00000000000000000000000000000000:D6D8 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 333 1
   1: 0000000000000000FFFF00000700090A:D6D8 0000000000000000FFFF00000100090A:01BB 01 0:0 00:0 0 0 0 555 1
   2: 00000000000000000000000001000000:D6D8 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 666 1
`)
	write("thread-self/net/udp", head+"   0: 00000000:CB21 00000000:0000 07 0:0 00:0 0 0 0 999 2\n")
	write("12/comm", "python3\n")
	link("12/fd/0", "/dev/null")
	link("12/fd/3", "socket:[111]")
	link("12/fd/4", "socket:[111]")
	write("34/comm", "\x1b[2J\n")
	link("34/fd/3", "socket:[333]")
	link("56/fd/3", "socket:[0]")
	write("78/comm", "firefox\n")
	link("78/fd/9", "socket:[444]")
	write("79/comm", "java\n")
	link("79/fd/9", "socket:[555]")
	write("80/comm", "six\n")
	link("80/fd/9", "socket:[666]") // IPv6 only

	for _, tt := range []struct {
		network, addr string
		want          string
	}{
		{"tcp", "127.0.0.1:55000", `["python3" (pid 12) "\x1b[2J" (pid 34)]`},
		{"tcp", "10.9.0.7:55000", `["\x1b[2J" (pid 34) "firefox" (pid 78) "java" (pid 79)]`},
		{"tcp", "0.0.0.0:55000", `["python3" (pid 12) "\x1b[2J" (pid 34) "firefox" (pid 78) "java" (pid 79)]`},
		{"tcp", "127.0.0.1:50005", "[]"}, // of another user
		{"udp", "0.0.0.0:52001", "[]"},
		{"udp", "0.0.0.0:52002", "[]"}, // nobody's
	} {
		if got := fmt.Sprint(holders(proc, tt.network, netip.MustParseAddrPort(tt.addr))); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.network, tt.addr, got, tt.want)
		}
	}
	if got := holders(filepath.Join(proc, "none"), "tcp", netip.MustParseAddrPort("127.0.0.1:55000")); got != nil {
		t.Errorf("without a proc: %v", got)
	}
}

// A socket of this test.
func TestHoldersHere(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says which program has a socket")
	}
	ln, err := net.Listen("tcp", ":0") // IPv6 and IPv4
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(ln.Addr().(*net.TCPAddr).Port))
	me := fmt.Sprintf(" (pid %d)", os.Getpid())
	if got := Holders("tcp", addr); len(got) != 1 || !strings.HasSuffix(got[0], me) {
		t.Errorf("%v is held by %v, want one program%s", addr, got, me)
	}
	if got := Holders("udp", addr); slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, me) }) {
		t.Errorf("over UDP %v is held by %v", addr, got)
	}
}

// Sources: ss(8); lsof(8); Microsoft's "netstat" reference.
func TestFinder(t *testing.T) {
	for goos, want := range map[string]string{
		"linux":   "sudo ss -anp --udp 'sport = :52001'",
		"darwin":  "sudo lsof -nP -iUDP:52001",
		"freebsd": "sudo lsof -nP -iUDP:52001",
		"windows": "netstat -ano -p udp | findstr :52001 (the last column is the process id)",
	} {
		if got := Finder(goos, "udp", 52001); got != want {
			t.Errorf("on %s: %s, want %s", goos, got, want)
		}
	}
}
