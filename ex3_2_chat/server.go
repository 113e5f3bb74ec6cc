package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// listen asks the system for a TCP socket that takes connections to ip:port.
//
// Python: sconn = socket.socket(AF_INET, SOCK_STREAM); sconn.bind((ip, port));
// sconn.listen(1)
func listen(ctx context.Context, ip string, port int, stdout io.Writer) (net.Listener, error) {
	fmt.Fprintf(stdout, "binding to %s:%d  ...\n", ip, port)
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp4", addr)
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	zerolog.Ctx(ctx).Info().Msgf("listening on %v", listener.Addr())
	fmt.Fprintln(stdout, "Waiting client ...")
	return listener, nil
}

// serve waits for a client and lets s talk with it. It closes listener as soon
// as there is a client: whoever else calls hears at once that nobody listens.
func serve(ctx context.Context, listener net.Listener, s side) error {
	defer graceful.CloseWhenDone(ctx, listener)()
	conn, err := listener.Accept() // s, addr = sconn.accept()
	if err != nil {
		return graceful.End(ctx, pyfmt.NewPrinter(s.stdout), err)
	}
	listener.Close()
	client := conn.RemoteAddr().(*net.TCPAddr).AddrPort()
	fmt.Fprintf(s.stdout, "Client connected with address: %s\n", pyfmt.AppendAddr(nil, client))
	return s.talk(ctx, conn)
}
