package main

import (
	"context"
	"net"
	"strconv"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// receive prints each message that is sent to ip:port and who sent it, until
// ctrl-c. It takes the steps of python/receiver.py.
func receive(ctx context.Context, ip string, port int, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	sock, err := new(net.ListenConfig).ListenPacket(ctx, "udp4", addr) // sock = socket.socket(...); sock.bind((UDP_IP, UDP_PORT))
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	labcli.Listening(ctx, sock.LocalAddr())

	err = graceful.Closing(ctx, sock, func() error { // try:
		buf := make([]byte, 64<<10) // room for the largest datagram: Windows calls a longer one an error
		for {                       // while True:
			n, addr, err := sock.ReadFrom(buf) // data, addr = sock.recvfrom(1024)
			if err != nil {
				return err
			}
			data := buf[:min(n, 1024)]
			out.Print("received message:", pyfmt.UTF8(data)) // data.decode("utf8")
			out.Print("from:", addr)
			if n > 1024 {
				zerolog.Ctx(ctx).Warn().Msgf("the message from %v has %d bytes: only the first 1024 are shown", addr, n)
			}
		}
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sock.close()
}
