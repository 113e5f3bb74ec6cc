// Package bound finds out which ports of this machine are taken, and by which
// programs. A receiver must be ready before a sender is started, so a program that
// starts both has to wait for that. And if a port is taken, people want to know by
// which program.
package bound

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Wait waits until exactly n IPv4 sockets are bound to port. The network is
// udp, or tcp, where only sockets that listen count. It fails when ctx ends
// first.
//
// It reads Linux's tables in /proc/net (proc(5)), since trying to bind the port
// would disturb the program that is about to do so. On other systems the error
// is [errors.ErrUnsupported]. A thread that is in another network namespace
// than the rest of the program reads the tables of that namespace.
func Wait(ctx context.Context, network string, port, n int) error {
	tick := time.NewTicker(time.Millisecond) // nothing tells when a table changes
	defer tick.Stop()
	for {
		found, err := count(network, port)
		if err != nil || found == n {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%d sockets are bound to %s port %d, want %d: %w", found, network, port, n, ctx.Err())
		}
	}
}

// count returns how many sockets are bound to port.
func count(network string, port int) (int, error) {
	all, err := Sockets(network)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("the list of bound ports is not available on this system: %w", errors.ErrUnsupported)
	} else if err != nil {
		return 0, err
	}
	state := Listening
	if network == "udp" {
		state = Unconnected
	}
	n := 0
	for _, s := range all {
		if int(s.Addr.Port()) == port && s.State == state {
			n++
		}
	}
	return n, nil
}

// A Socket is a line of one of Linux's tables udp, tcp, udp6 and tcp6.
type Socket struct {
	Addr   netip.AddrPort // that it is bound to
	State  State
	Queued int    // what has arrived and was not received yet, in bytes as the kernel counts them
	Inode  string // a process that has the socket has a link to socket:[INODE]
	// Dropped is how many datagrams were lost because there was no room for them. Of
	// TCP it is 0.
	Dropped int
}

// A State of a socket is a number that the kernel uses for UDP, too
// (include/net/tcp_states.h).
type State string

const (
	Established State = "01"
	Unconnected State = "07" // of UDP; of TCP it is a socket that is closed
	Listening   State = "0A"
)

// Sockets reads one of the tables udp, tcp, udp6 and tcp6. It returns an error if
// there is no such table, as on all systems but Linux.
func Sockets(table string) ([]Socket, error) { return sockets("/proc", table) }

// sockets reads a table: proc_pid_net(5). It is not that of /proc/net, which
// belongs to the main thread.
func sockets(proc, table string) ([]Socket, error) {
	text, err := os.ReadFile(filepath.Join(proc, "thread-self", "net", table))
	if err != nil {
		return nil, err
	}
	var all []Socket
	for line := range strings.Lines(string(text)) {
		// sl local_address rem_address st tx_queue:rx_queue tr:when retrnsmt uid timeout inode ref pointer drops
		f := strings.Fields(line)
		if len(f) < 10 {
			continue
		}
		_, received, _ := strings.Cut(f[4], ":")
		queued, _ := strconv.ParseInt(received, 16, 64) // 0 in the heading of a table
		dropped := 0
		if strings.HasPrefix(table, "udp") && len(f) > 12 {
			dropped, _ = strconv.Atoi(f[12])
		}
		all = append(all, Socket{parseAddr(f[1]), State(f[3]), int(queued), f[9], dropped})
	}
	return all, nil
}

// parseAddr reads an address and a port in the hexadecimal form of the tables:
// 0100007F:C355 is 127.0.0.1:50005 on a machine that is little-endian, because
// each 32-bit word of the address is printed as a number. It returns the zero
// AddrPort for the heading of a table.
func parseAddr(s string) netip.AddrPort {
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	n, portErr := strconv.ParseUint(port, 16, 16)
	if err != nil || portErr != nil || len(b)%4 != 0 {
		return netip.AddrPort{}
	}
	for i := 0; i < len(b); i += 4 {
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	addr, _ := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(addr.Unmap(), uint16(n))
}
