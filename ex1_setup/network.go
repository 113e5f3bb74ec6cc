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

// lans says, for each LAN among all, which address to bind a socket to in
// worksheet 2.1.2.
func lans(goos string, all []broadcast.Interface) []result {
	var results []result
	for _, i := range all {
		if i.Loopback || !i.Broadcast.IsValid() {
			continue
		}
		found := fmt.Sprintf("%v, broadcast address %v", i.Prefix, i.Broadcast)
		if addr, err := broadcast.BindAddr(goos, "auto", i.Name, []broadcast.Interface{i}); err == nil {
			found += fmt.Sprintf("; 2.1.2 binds to 0.0.0.0, or to %v with --interface %q", addr, i.Name)
		}
		results = append(results, result{ok, "LAN " + i.Name, found, ""})
	}
	if len(results) == 0 {
		return []result{{warning, "LAN", "this machine is on no LAN",
			"you need one only for 3.2.2; in 2.1.2 to 2.1.6, play the classroom on this machine: make station"}}
	}
	return results
}

// localhost is 127.0.0.1.
var localhost = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// wait is how long a datagram from this machine to itself may take. Usually it
// takes some microseconds.
const wait = time.Second

// loopback says whether this machine receives what it sends to itself: to
// 127.0.0.1, and to the address that the classroom's station broadcasts to.
func loopback(ctx context.Context, goos string) []result {
	if err := heard(ctx, localhost, localhost, wait); err != nil {
		do := "let programs talk to 127.0.0.1 in the settings of your security software"
		if goos == "linux" {
			do = "sudo ip link set lo up"
		}
		return []result{{problem, "loopback", fmt.Sprintf("a message to %v: %v", localhost, err), do}}
	}
	results := []result{{ok, "loopback", fmt.Sprintf("a message to %v is heard", localhost), ""}}

	to := broadcast.ThisMachine(goos)
	if to == localhost {
		return append(results, result{ok, "broadcast",
			"only Linux can broadcast to itself; here the station sends to 127.0.0.1, and one program at a time hears it", ""})
	}
	if err := heard(ctx, netip.IPv4Unspecified(), to, wait); err != nil {
		return append(results, result{warning, "broadcast", fmt.Sprintf("a message to %v: %v", to, err),
			"let the station send to one program at a time:\n" + `make station ARGS="--to 127.0.0.1"`})
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
	return graceful.Closing(ctx, conn, func() error {
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
			case from.Port() == port: // else it is another program's
				return nil
			}
		}
	})
}
