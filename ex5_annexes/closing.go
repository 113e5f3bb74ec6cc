package main

import (
	"context"
	"fmt"
	"io"
	"net"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
)

// closing waits for messages at a socket until ctx ends, and closes it
// (worksheet 5.3.5). The port is any that is free.
func closing(ctx context.Context, stdout io.Writer) error {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	defer graceful.CloseWhenDone(ctx, conn)()
	addr := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	fmt.Fprintf(stdout, "waiting at %s, press ctrl-c\n", pyfmt.AppendAddr(nil, addr))

	// Room for the largest datagram: Windows calls a longer one an error.
	buf := make([]byte, 64<<10)
	for {
		n, _, err := conn.ReadFromUDPAddrPort(buf) // data, addr = sock.recvfrom(1024)
		if err != nil {
			return graceful.End(ctx, pyfmt.NewPrinter(stdout), err)
		}
		data := buf[:min(n, 1024)]
		if _, err := fmt.Fprintf(stdout, "received: %s\n", pyfmt.AppendBytes(nil, data)); err != nil {
			return err
		}
	}
}
