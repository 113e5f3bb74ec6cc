package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
)

// addresses prints the addresses of worksheet 5.2: those that mean the same on
// every machine, and the directed broadcast address of each LAN among all.
func addresses(ctx context.Context, all []broadcast.Interface, stdout io.Writer) error {
	fmt.Fprintln(stdout, "this machine itself:", netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	fmt.Fprintln(stdout, "everyone on this link:", net.IPv4bcast) // Python: "<broadcast>"
	lans := 0
	for _, i := range all {
		if i.Loopback || !i.Broadcast.IsValid() {
			continue
		}
		lans++
		fmt.Fprintf(stdout, "everyone on %v: %v\n", i.Prefix.Masked(), i.Broadcast)
	}
	if lans == 0 {
		zerolog.Ctx(ctx).Warn().Msg("this machine is on no LAN: there is no directed broadcast address to show")
	}
	_, err := fmt.Fprintln(stdout, "all addresses of this machine:", netip.IPv4Unspecified()) // Python: ""
	return err
}
