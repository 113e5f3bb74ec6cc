package main

import (
	"context"
	"net"
	"strconv"

	"in43.example/pkg/graceful"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// serve waits for a client at ip:port and chats with it. It takes the steps of
// python/server.py.
func serve(ctx context.Context, ip string, port int, duplex bool, keys *keyboard.Keyboard, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	out.Print("binding to "+addr, " ...")
	sconn, err := new(net.ListenConfig).Listen(ctx, "tcp4", addr) // sconn = socket.socket(...); sconn.bind((TCP_IP, TCP_PORT)); sconn.listen(1)
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	labcli.Listening(ctx, sconn.Addr())
	invite(ctx, sconn.Addr(), duplex)

	err = graceful.Closing(ctx, sconn, func() error { // try:
		out.Print("Waiting client ...")
		s, err := sconn.Accept() // s, addr = sconn.accept()
		if err != nil {
			return err
		}
		sconn.Close() // so that the next client is refused, and does not wait in vain
		out.Print("Client connected with address:", s.RemoteAddr())
		if duplex {
			return fullDuplex(ctx, s, keys, out)
		}
		return chat(ctx, s, false, keys, out)
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sconn.close()
}
