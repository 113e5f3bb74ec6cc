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
	all, err := sockets("/proc", network)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("the list of bound ports is not available on this system: %w", errors.ErrUnsupported)
	} else if err != nil {
		return 0, err
	}
	state := "0A" // TCP_LISTEN
	if network == "udp" {
		state = "07" // TCP_CLOSE: what an unconnected UDP socket has
	}
	n := 0
	for _, s := range all {
		if int(s.addr.Port()) == port && s.state == state {
			n++
		}
	}
	return n, nil
}

// A socket is a line of one of Linux's tables udp, tcp, udp6 and tcp6.
type socket struct {
	addr         netip.AddrPort // that it is bound to
	state, inode string
}

// sockets reads one of the tables: proc_pid_net(5). It is not that of /proc/net,
// which belongs to the main thread.
func sockets(proc, table string) ([]socket, error) {
	text, err := os.ReadFile(filepath.Join(proc, "thread-self", "net", table))
	if err != nil {
		return nil, err
	}
	var all []socket
	for line := range strings.Lines(string(text)) {
		// sl local_address rem_address st queues tr:when retrnsmt uid timeout inode ...
		if f := strings.Fields(line); len(f) > 9 {
			all = append(all, socket{parseAddr(f[1]), f[3], f[9]})
		}
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
