//go:build unix && !linux

package sandbox

import (
	"fmt"
	"os/exec"
	"slices"
)

// SeesProcesses says that the system tells whether the program computes, or waits for
// the keyboard.
const SeesProcesses = false

// lsof lists the sockets of the processes of this user. macOS and most BSDs have
// lsof(8); other ways to ask differ from one of these systems to the next.
func lsof(network string) ([]row, error) {
	out, err := exec.Command("lsof", lsofArgs(network)...).Output()
	if len(out) > 0 || err == nil {
		return readLsof(string(out)), nil
	}
	if exit, ok := err.(*exec.ExitError); ok && len(exit.Stderr) == 0 {
		return nil, nil // there are none
	}
	return nil, err
}

// Sockets returns the sockets of the program that are bound (udp) or listening
// (tcp). ok is false if the system does not tell.
func Sockets(network string) (all []Socket, ok bool) { return socketsIn(network, waiting[network]) }

// ConnectedUDP returns the UDP sockets of the program that hear only the one address
// to which they are connected.
func ConnectedUDP() []Socket {
	all, _ := socketsIn("udp", established)
	return all
}

// socketsIn returns the sockets of the program that are in that state.
func socketsIn(network, state string) (all []Socket, ok bool) {
	rows, err := lsof(network)
	if err != nil {
		return nil, false
	}
	groupsMu.Lock()
	defer groupsMu.Unlock()
	return inState(rows, state, func(r row) bool { return slices.Contains(groups, r.group) }), true
}

// Connected reports whether a TCP connection to port of this machine exists,
// accepted or not.
func Connected(port uint16) bool {
	rows, _ := lsof("tcp")
	return slices.ContainsFunc(rows, func(r row) bool { return r.state == established && r.addr.Port() == port })
}

// holders returns the programs that have port.
func holders(network string, port uint16) []string {
	rows, _ := lsof(network)
	var all []string
	for _, r := range rows {
		if r.addr.Port() == port {
			all = append(all, fmt.Sprintf("%q (pid %d)", r.name, r.pid))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
