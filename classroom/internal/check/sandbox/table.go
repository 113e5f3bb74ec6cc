package sandbox

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// A row is a socket in the list of a system that is not Linux.
type row struct {
	pid, group int    // of its process; Windows has no groups
	name       string // of the program; "" on Windows
	addr       netip.AddrPort
	queued     int    // as Socket.Queued
	state      string // as lsof names those of TCP; "" of UDP is not connected
}

const (
	listening   = "LISTEN"
	established = "ESTABLISHED"
)

// lsofArgs are the arguments with which lsof(8) lists all sockets of network: with
// numbers, not names, without warnings, with whole names of programs, and with the queue
// and the state of each socket.
func lsofArgs(network string) []string {
	return []string{"-nPw", "+c0", "-Tqs", "-i" + strings.ToUpper(network), "-FpgcPnT"}
}

// readLsof reads what lsof prints: a line for each field, which begins
// with the letter of the field (lsof(8), OUTPUT FOR OTHER PROGRAMS).
func readLsof(text string) []row {
	var all []row
	var process row
	last := -1 // the row to which the lines about the state belong
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); line == "" {
			continue
		}
		switch value := line[1:]; line[0] {
		case 'p':
			pid, _ := strconv.Atoi(value)
			process = row{pid: pid}
			last = -1
		case 'g':
			process.group, _ = strconv.Atoi(value)
		case 'c':
			process.name = value
		case 'P':
			last = -1
		case 'n':
			local, _, connected := strings.Cut(value, "->")
			addr, err := netip.ParseAddrPort(strings.Replace(local, "*", "0.0.0.0", 1))
			if err != nil {
				continue
			}
			r := process
			r.queued = -1
			r.addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
			if connected {
				r.state = established
			}
			all, last = append(all, r), len(all)
		case 'T':
			if last < 0 {
				continue
			}
			if state, ok := strings.CutPrefix(value, "ST="); ok {
				all[last].state = state
			} else if n, err := strconv.Atoi(strings.TrimPrefix(value, "QR=")); err == nil {
				all[last].queued = n
			}
		}
	}
	return all
}

// readWindows reads a table of GetExtendedUdpTable or GetExtendedTcpTable: the
// number of rows, then the rows, all in words of four bytes. The words of a row
// are for
//
//	UDP       address, port, process
//	TCP       state, address, port, the other's address and port, process
//	UDP IPv6  address (4 words), scope, port, process
//	TCP IPv6  address (4), scope, port, the other's address (4), scope and port, state, process
//
// An address and the two bytes of a port are in network byte order (udpmib.h,
// tcpmib.h).
func readWindows(network string, ipv6 bool, table []byte) []row {
	words, addr, port, state := 3, 0, 1, -1
	switch {
	case network == "tcp" && ipv6:
		words, addr, port, state = 14, 0, 5, 12
	case network == "tcp":
		words, addr, port, state = 6, 1, 2, 0
	case ipv6:
		words, addr, port = 7, 0, 5
	}
	size := 4
	if ipv6 {
		size = 16
	}
	if len(table) < 4 {
		return nil
	}
	n := int(binary.LittleEndian.Uint32(table))
	table = table[4:]
	var all []row
	for ; n > 0 && len(table) >= 4*words; n-- {
		a, _ := netip.AddrFromSlice(table[4*addr : 4*addr+size])
		r := row{
			queued: -1,
			pid:    int(binary.LittleEndian.Uint32(table[4*(words-1):])),
			addr:   netip.AddrPortFrom(a.Unmap(), binary.BigEndian.Uint16(table[4*port:])),
		}
		if state >= 0 {
			switch binary.LittleEndian.Uint32(table[4*state:]) { // MIB_TCP_STATE
			case 2:
				r.state = listening
			case 5:
				r.state = established
			}
		}
		all, table = append(all, r), table[4*words:]
	}
	return all
}

// waiting is the state of a socket that waits for messages or connections.
var waiting = map[string]string{"udp": "", "tcp": listening}

// inState returns the sockets of rows that are in that state, of the processes
// that are the program's.
func inState(rows []row, state string, own func(row) bool) []Socket {
	var all []Socket
	for _, r := range rows {
		if r.state == state && r.addr.Port() != 0 && own(r) {
			all = append(all, Socket{Addr: r.addr, Queued: r.queued})
		}
	}
	return all
}
