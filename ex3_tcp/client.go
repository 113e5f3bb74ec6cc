package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// patience is how long the client waits for the connection, and then for the
// whole reply. A test makes it shorter.
var patience = 10 * time.Second

// talk sends message to the server at ip:port and prints the reply, which is as
// long as the message: the server sends back what it gets. It takes the steps of
// python/client.py.
func talk(ctx context.Context, ip string, port int, message string, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	out.Print("connecting to " + addr + "...")
	dialer := &net.Dialer{Timeout: patience}
	s, err := dialer.DialContext(ctx, "tcp4", addr) // s = socket.socket(...); s.connect((TCP_IP, TCP_PORT))
	if err != nil {
		return graceful.End(ctx, out, sockerr.Explain(sockerr.Connect, addr, "--port", err))
	}

	err = graceful.Closing(ctx, s, func() error { // try:
		s.SetDeadline(time.Now().Add(patience))
		out.Print("sending data...")
		s.Write([]byte(message)) // s.send(MESSAGE.encode("ascii")); if it fails, so does the next line

		rawdata := make([]byte, len(message))
		n, err := io.ReadFull(s, rawdata) // rawdata = s.recv(BUFFER_SIZE), until all has come
		if n > 0 {
			out.Print("received data:\n", pyfmt.ASCII(rawdata[:n])) // rawdata.decode("ascii")
		}
		return explain(err, addr, n, len(message))
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); s.close()
}

// explain says what is wrong with a server that sent back n bytes of size,
// when err ended the reply.
func explain(err error, server string, n, size int) error {
	switch {
	case sockerr.PeerGone(err), err == io.ErrUnexpectedEOF:
		return fmt.Errorf("the server %s sent back %d of the %d bytes and closed the connection: it reads less than was sent, or it does not echo", server, n, size)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("the server %s sent back %d of the %d bytes, and no more within %v: it is busy with another client, or it does not echo", server, n, size, patience)
	}
	return sockerr.Explain(sockerr.Receive, server, "--port", err)
}
