package main

import (
	"context"
	"net"
	"strconv"
	"sync"

	"in43.example/pkg/graceful"
	"in43.example/pkg/guard"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// serve shows what the clients of ip:port send, and replies, until ctrl-c. A
// request is complete when whole says so. It takes the steps of
// python/microHTTPsrv.py and, when reply is echo, of
// python/microHTTPsrv_echo.py.
func serve(ctx context.Context, ip string, port int, whole func([]byte) bool, reply func([]byte) []byte, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	out.Print("binding to "+addr, " ...")
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp4", addr) // sconn = socket.socket(...); sconn.bind((TCP_IP, TCP_PORT)); sconn.listen(1)
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	labcli.Listening(ctx, ln.Addr())
	sconn := guard.Clients(ctx, ln)

	var clients sync.WaitGroup
	err = graceful.Closing(ctx, sconn, func() error { // try:
		out.Print("Waiting client ...")
		for { // while True:
			s, err := sconn.Accept() // s, addr = sconn.accept()
			if err != nil {
				return err
			}
			clients.Go(func() { // a goroutine for each client
				defer s.Close() // s.close()
				out.Print("Client connected with address:", s.RemoteAddr())
				rawdata, err := s.Recv(whole) // rawdata = s.recv(BUFFER_SIZE)
				if err != nil {
					return // it has said nothing for too long, or has gone
				}
				out.Print("received data:", pyfmt.ASCIILines(rawdata)) // rawdata.decode("ascii")
				s.Send(reply(rawdata))                                 // s.send(reply())
			})
		}
	})
	clients.Wait()                     // their connections are closed too
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sconn.close()
}
