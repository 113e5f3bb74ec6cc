package bound

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// Holders returns the programs because of which no other program can bind a socket
// to the IPv4 address addr. The network is udp or tcp. Each program is described
// by its name and its process id: "python3" (pid 4595).
//
// Holders finds programs only on Linux, and only those of the same user, unless it
// runs as root. If it finds none, [Finder] returns the command that does.
func Holders(network string, addr netip.AddrPort) []string { return holders("/proc", network, addr) }

// holders reads the files of proc(5). The tables in net give the inode of each
// socket. A process that has this socket has a link to socket:[INODE] in its
// folder fd. The folders of other users cannot be read.
func holders(proc, network string, addr netip.AddrPort) []string {
	links := map[string]bool{}
	for _, table := range []string{network, network + "6"} {
		all, _ := sockets(proc, table) // where there is no such file, there are no sockets
		for _, s := range all {
			if s.excludes(addr) && s.Inode != "0" {
				links["socket:["+s.Inode+"]"] = true
			}
		}
	}
	if len(links) == 0 {
		return nil
	}

	var programs []string
	seen := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*")) // the pattern is well-formed
	for _, file := range files {
		process := filepath.Dir(filepath.Dir(file))
		if link, err := os.Readlink(file); err != nil || !links[link] || seen[process] {
			continue
		}
		seen[process] = true
		name, _ := os.ReadFile(filepath.Join(process, "comm")) // empty if the process has just ended
		// A process may give itself any name, even one with escape sequences.
		programs = append(programs, fmt.Sprintf("%q (pid %s)", strings.TrimSuffix(string(name), "\n"), filepath.Base(process)))
	}
	return programs
}

// excludes reports whether no other socket can be bound to the IPv4 address
// addr beside s: the ports are equal, and so are the addresses, or one of them
// stands for all addresses of the machine.
func (s Socket) excludes(addr netip.AddrPort) bool {
	own := s.Addr.Addr()
	return s.Addr.Port() == addr.Port() &&
		(own == addr.Addr() || own.IsUnspecified() || own.Is4() && addr.Addr().IsUnspecified())
}

// Finder returns the command that shows which program has a port, on the
// operating system goos (a value of runtime.GOOS). The network is udp or tcp.
func Finder(goos, network string, port uint16) string {
	switch goos {
	case "linux":
		return fmt.Sprintf("sudo ss -anp --%s 'sport = :%d'", network, port)
	case "windows":
		return fmt.Sprintf("netstat -ano -p %s | findstr :%d (the last column is the process id)", network, port)
	}
	return fmt.Sprintf("sudo lsof -nP -i%s:%d", strings.ToUpper(network), port)
}
