package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
)

// invite says, on standard error, what a colleague on the LAN types to reach a
// server that listens on addr (worksheet 3.2.2).
func invite(ctx context.Context, addr net.Addr, duplex bool) {
	all, err := broadcast.Interfaces()
	if err != nil {
		zerolog.Ctx(ctx).Warn().Msg(err.Error())
	}
	for _, line := range invitations(addr.(*net.TCPAddr).AddrPort(), duplex, all) {
		zerolog.Ctx(ctx).Log().Msg(line)
	}
}

// invitations returns a line for each address of this machine, among all, at
// which a LAN reaches a server that is bound to addr.
func invitations(addr netip.AddrPort, duplex bool, all []broadcast.Interface) (lines []string) {
	bound, options := addr.Addr(), ""
	if bound.IsLoopback() {
		return nil
	}
	if duplex {
		options = " --full-duplex"
	}
	for _, i := range all {
		if ip := i.Prefix.Addr(); ip == bound || bound.IsUnspecified() && !i.Loopback {
			lines = append(lines, fmt.Sprintf("a colleague on the network of %s types: go run ./ex3_2_chat client --ip %v --port %d%s", i.Name, ip, addr.Port(), options))
		}
	}
	if lines == nil {
		return []string{"this machine is on no LAN, so no colleague can connect: join the network, then start the server again"}
	}
	return lines
}
