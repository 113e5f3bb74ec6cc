package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// holders returns the programs that have a socket of network, udp or tcp,
// bound to port, as the files of Linux's proc(5) tell: the tables in net give
// the inode of each socket, and a process that has the socket has a link to
// socket:[INODE] in its folder fd. The folders of other users cannot be read
// without privilege. Where there is no such folder proc, there are no holders.
func holders(proc, network string, port uint16) []string {
	sockets := map[string]bool{}
	for _, table := range []string{network, network + "6"} {
		b, err := os.ReadFile(filepath.Join(proc, "net", table))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(b)) {
			// sl local_address rem_address st queues tr:when retrnsmt uid timeout inode ...
			f := strings.Fields(line)
			if len(f) > 9 && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) && f[9] != "0" {
				sockets["socket:["+f[9]+"]"] = true
			}
		}
	}
	if len(sockets) == 0 {
		return nil
	}

	var programs []string
	seen := map[string]bool{}
	links, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*")) // the pattern is good
	for _, link := range links {
		process := filepath.Dir(filepath.Dir(link))
		if target, err := os.Readlink(link); err != nil || !sockets[target] || seen[process] {
			continue
		}
		seen[process] = true
		name, _ := os.ReadFile(filepath.Join(process, "comm")) // an ended process has no name
		// A process may give itself any name, escape sequences too.
		programs = append(programs, fmt.Sprintf("%q (pid %s)", strings.TrimSuffix(string(name), "\n"), filepath.Base(process)))
	}
	return programs
}
