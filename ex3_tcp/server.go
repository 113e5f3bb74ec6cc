package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// more is how long the server of one client waits for one more piece of a
// message. A piece that gets lost is sent again after 200 ms or later (Linux's
// TCP_RTO_MIN).
const more = 500 * time.Millisecond

// serve waits for a client at ip:port, prints what it says and sends it back;
// forever, for many clients at once. It takes the steps of python/server.py.
func serve(ctx context.Context, ip string, port int, forever bool, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	out.Print("binding to "+addr, " ...")
	sconn, err := new(net.ListenConfig).Listen(ctx, "tcp4", addr) // sconn = socket.socket(...); sconn.bind((TCP_IP, TCP_PORT)); sconn.listen(1)
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	labcli.Listening(ctx, sconn.Addr())

	var clients sync.WaitGroup
	err = graceful.Closing(ctx, sconn, func() error { // try:
		out.Print("Waiting client ...")
		for {
			s, err := sconn.Accept() // s, addr = sconn.accept()
			if err != nil {
				if forever && tryAgain(ctx, err) {
					continue
				}
				return err
			}
			out.Print("Client connected with address:", s.RemoteAddr())
			echo := func() error {
				buf := make([]byte, 1024)          // BUFFER_SIZE
				for said := false; ; said = true { // a long message comes in pieces
					n, err := s.Read(buf) // rawdata = s.recv(BUFFER_SIZE)
					if err != nil {
						logEnd(ctx, s, said, err)
						return nil
					}
					out.Print("received data:", pyfmt.ASCII(buf[:n])) // rawdata.decode("ascii")
					s.Write(buf[:n])                                  // s.send(rawdata); if it fails, so does the next Read
					if !forever {
						s.SetReadDeadline(time.Now().Add(more))
					}
				}
			}
			if !forever {
				return graceful.Closing(ctx, s, echo) // s.close()
			}
			clients.Go(func() { graceful.Closing(ctx, s, echo) }) // a goroutine for each client
		}
	})
	clients.Wait()
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sconn.close()
}

// tryAgain reports whether Accept, which has failed with err, may work in a
// moment. Most often there are too many clients (EMFILE), and some will leave.
func tryAgain(ctx context.Context, err error) bool {
	if errors.Is(err, net.ErrClosed) {
		return false
	}
	zerolog.Ctx(ctx).Warn().Msgf("cannot accept a client, trying again: %v", err)
	time.Sleep(100 * time.Millisecond)
	return true
}

// logEnd logs why nothing more comes from the client at s, if there is anything
// to say about it. Said means that it has said something before.
func logEnd(ctx context.Context, s net.Conn, said bool, err error) {
	client, log := s.RemoteAddr().String(), zerolog.Ctx(ctx)
	switch {
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded), err == io.EOF && said:
	case err == io.EOF:
		log.Warn().Msgf("the client %s closed the connection and has sent nothing", client)
	default:
		log.Warn().Msg(sockerr.Explain(sockerr.Receive, client, "--port", err).Error())
	}
}
