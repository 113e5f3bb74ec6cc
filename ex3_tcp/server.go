package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

// bufferSize is how much the server receives at once, in bytes. What is longer
// comes in several pieces.
const bufferSize = 1024

// hangUp is how long a server of one client waits for more once it has sent
// something back. Worksheet 5.1 closes after one recv. But a message may come
// in pieces, and a lost one is sent again after 200 ms or more (Linux's
// TCP_RTO_MIN). It is over at once when the client closes first.
const hangUp = 500 * time.Millisecond

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

// serveOne serves the first client that connects. It closes listener.
func serveOne(ctx context.Context, listener net.Listener, stdout io.Writer) error {
	defer graceful.CloseWhenDone(ctx, listener)()
	conn, err := listener.Accept() // s, addr = sconn.accept()
	if err != nil {
		return graceful.End(ctx, pyfmt.NewPrinter(stdout), err)
	}
	return graceful.End(ctx, pyfmt.NewPrinter(stdout), echo(ctx, conn, hangUp, stdout))
}

// serveAll serves every client that connects, each in a goroutine of its own,
// until ctx ends. It closes listener and all connections.
func serveAll(ctx context.Context, listener net.Listener, stdout io.Writer) error {
	parent := ctx
	ctx, fail := context.WithCancelCause(parent)
	defer fail(nil)
	defer graceful.CloseWhenDone(ctx, listener)()
	lines := zerolog.SyncWriter(stdout) // one line at a time

	var clients sync.WaitGroup
	for {
		conn, err := listener.Accept()
		if err != nil && ctx.Err() != nil {
			break
		}
		if err != nil {
			// Most often the process has no file descriptor left (EMFILE). It
			// will have, when some clients have gone.
			zerolog.Ctx(ctx).Warn().Msgf("cannot accept a client, trying again: %v", err)
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		clients.Go(func() {
			if err := echo(ctx, conn, 0, lines); err != nil {
				fail(err)
			}
		})
	}
	clients.Wait()
	if parent.Err() == nil {
		return context.Cause(ctx)
	}
	return graceful.End(parent, pyfmt.NewPrinter(stdout), nil)
}

// echo prints each piece of data that comes from a client and sends it back,
// until the client closes the connection, or until it has said something and
// then nothing for the time patience; 0 is for ever. What goes wrong with the
// client is logged; an error is one of printing. It closes conn.
func echo(ctx context.Context, conn net.Conn, patience time.Duration, stdout io.Writer) error {
	defer graceful.CloseWhenDone(ctx, conn)()
	log := zerolog.Ctx(ctx)
	client := conn.RemoteAddr().(*net.TCPAddr).AddrPort()
	if _, err := fmt.Fprintf(stdout, "Client connected with address: %s\n", pyfmt.AppendAddr(nil, client)); err != nil {
		return err
	}
	buf := make([]byte, bufferSize)
	var line []byte // what is printed
	for total := 0; ; {
		n, err := conn.Read(buf) // rawdata = s.recv(BUFFER_SIZE)
		switch {
		case err == nil:
		case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err == io.EOF:
			if total == 0 {
				log.Warn().Msgf("the client %v closed the connection and has said nothing", client)
			}
			return nil
		default:
			log.Warn().Msg(sockerr.Explain(sockerr.Receive, client.String(), "--port", err).Error())
			return nil
		}
		total += n

		line, clean := safetext.AppendASCII(append(line[:0], "received data: "...), buf[:n])
		if _, err := stdout.Write(append(line, '\n')); err != nil {
			return err
		}
		if !clean {
			log.Warn().Msgf(`the message from %v is not plain ASCII text: the other bytes are shown as \xNN`, client)
		}
		if _, err := conn.Write(buf[:n]); err != nil { // s.send(rawdata)
			if ctx.Err() == nil {
				log.Warn().Msg(sockerr.Explain(sockerr.Send, client.String(), "--port", err).Error())
			}
			return nil
		}
		if patience > 0 {
			conn.SetReadDeadline(time.Now().Add(patience))
		}
	}
}
