package main

import (
	"context"
	"fmt"
	"net"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
)

// closing waits for messages at a socket until ctx ends, and then closes it
// (worksheet 5.3.5). The port is one that is free.
func closing(ctx context.Context, out *pyfmt.Printer) error {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	sock := labcli.NewSocket(ctx, conn, out)
	err = graceful.Closing(ctx, sock, func() error { // try:
		addr := sock.LocalAddr().(*net.UDPAddr).AddrPort()
		out.Print(fmt.Sprintf("waiting at %s, press ctrl-c", pyfmt.AppendAddr(nil, addr)))
		for { // while True:
			data, _, err := sock.RecvFrom() // data, addr = sock.recvfrom(1024)
			if err != nil {
				return err
			}
			out.Print("received:", data)
		}
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt:
}
