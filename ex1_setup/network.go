package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
)

// lans says for each LAN of all what to bind a socket to in worksheet 2.1.2.
func lans(goos string, all []broadcast.Interface) []result {
	var results []result
	for _, i := range all {
		if i.Loopback || !i.Broadcast.IsValid() {
			continue
		}
		found := fmt.Sprintf("%v, broadcast address %v", i.Prefix, i.Broadcast)
		// The only LAN of a list of one always has an address to bind to.
		if addr, err := broadcast.BindAddr(goos, "auto", i.Name, []broadcast.Interface{i}); err == nil {
			found += fmt.Sprintf("; 2.1.2 binds to 0.0.0.0, or to %v with --interface %q", addr, i.Name)
		}
		results = append(results, result{ok, "LAN " + i.Name, found, ""})
	}
	if len(results) == 0 {
		return []result{{warning, "LAN", "this machine is on no LAN",
			"you need one for 3.2.2 only; for 2.1.2 to 2.1.6 play the classroom on this machine: make station"}}
	}
	return results
}

// localhost is 127.0.0.1.
var localhost = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// wait is how long a datagram from this machine to itself may take. It takes
// some microseconds.
const wait = time.Second

// loopback says whether this machine hears itself: what is sent to 127.0.0.1,
// and what the classroom's station broadcasts on this machine.
func loopback(ctx context.Context, goos string) []result {
	if err := heard(ctx, localhost, localhost, wait); err != nil {
		do := "a security program must let programs talk to 127.0.0.1"
		if goos == "linux" {
			do = "sudo ip link set lo up"
		}
		return []result{{problem, "loopback", fmt.Sprintf("a message to %v: %v", localhost, err), do}}
	}
	results := []result{{ok, "loopback", fmt.Sprintf("a message to %v is heard", localhost), ""}}

	to := broadcast.ThisMachine(goos)
	if to == localhost {
		return append(results, result{ok, "broadcast",
			"the loopback broadcasts on Linux only; here the station sends to 127.0.0.1, and one program at a time hears it", ""})
	}
	if err := heard(ctx, netip.IPv4Unspecified(), to, wait); err != nil {
		return append(results, result{warning, "broadcast", fmt.Sprintf("a message to %v: %v", to, err),
			`let the station send to one program: make station ARGS="--to 127.0.0.1"`})
	}
	return append(results, result{ok, "broadcast", fmt.Sprintf("a message to %v is heard", to), ""})
}

// heard sends one datagram to the address to, from a socket that is bound to
// the address bind, and returns nil when that socket has received it.
func heard(ctx context.Context, bind, to netip.Addr, within time.Duration) error {
	conn, err := broadcast.NewSender(ctx, bind)
	if err != nil {
		return err
	}
	defer graceful.CloseWhenDone(ctx, conn)()
	port := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	if _, err := conn.WriteToUDPAddrPort([]byte("is anybody there?"), netip.AddrPortFrom(to, port)); err != nil {
		return errors.Unwrap(err) // without the addresses
	}
	conn.SetReadDeadline(time.Now().Add(within))
	buf := make([]byte, 64<<10)
	for {
		_, from, err := conn.ReadFromUDPAddrPort(buf)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return fmt.Errorf("not heard within %v", within)
		case err != nil:
			return err
		case from.Port() == port: // not from a stranger
			return nil
		}
	}
}
