package main

import (
	"context"
	"net"
	"strconv"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// receive prints each message that is sent to ip:port and who sent it, until
// ctrl-c. It takes the steps of python/receiver.py.
func receive(ctx context.Context, ip string, port int, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp4", addr) // sock = socket.socket(...); sock.bind((UDP_IP, UDP_PORT))
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	sock := labcli.NewSocket(ctx, conn, out)

	err = graceful.Closing(ctx, sock, func() error { // try:
		for { // while True:
			data, addr, err := sock.RecvFrom() // data, addr = sock.recvfrom(1024)
			if err != nil {
				return err
			}
			out.Print("received message:", pyfmt.UTF8(data)) // data.decode("utf8")
			out.Print("from:", addr)
		}
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sock.close()
}
