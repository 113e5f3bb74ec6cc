package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
)

// invite logs the command with which a colleague on the LAN reaches a server
// that listens on addr (worksheet 3.2.2). It goes to standard error: standard
// output is what the Python twin prints.
func invite(ctx context.Context, addr net.Addr, fullDuplex bool) {
	log := zerolog.Ctx(ctx)
	all, err := broadcast.Interfaces()
	if err != nil {
		log.Warn().Msg(err.Error())
	}
	for _, line := range invitations(addr.(*net.TCPAddr).AddrPort(), fullDuplex, all) {
		log.Warn().Msg(line)
	}
}

// invitations returns one line for each of the addresses of all at which a
// server bound to addr can be reached from a LAN.
func invitations(addr netip.AddrPort, fullDuplex bool, all []broadcast.Interface) []string {
	options := ""
	if fullDuplex {
		options = " --full-duplex"
	}
	command := func(ip netip.Addr) string {
		return fmt.Sprintf("go run ./ex3_2_chat client --ip %v --port %d%s", ip, addr.Port(), options)
	}
	switch {
	case addr.Addr().IsLoopback():
		return nil
	case !addr.Addr().IsUnspecified():
		return []string{"your colleague types: " + command(addr.Addr())}
	}
	var lines []string
	for _, i := range all {
		if !i.Loopback {
			lines = append(lines, fmt.Sprintf("a colleague on the network of %s types: %s", i.Name, command(i.Prefix.Addr())))
		}
	}
	if lines == nil {
		return []string{"this machine is on no LAN, so no colleague can connect: join the network, then start the server again"}
	}
	return lines
}
