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

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

const (
	// connectTimeout is how long the client tries to connect. Where a firewall
	// drops the packets, the system alone would try for two minutes.
	connectTimeout = 10 * time.Second

	// replyTimeout is how long the client waits for the rest of a reply that
	// has begun.
	replyTimeout = 3 * time.Second
)

// encodeASCII returns the bytes of text, which must be ASCII.
//
// Python: msg.encode('ascii')
func encodeASCII(text string) ([]byte, error) {
	if text == "" {
		return nil, labcli.Usage("--message is empty: nothing would be sent, and client and server would wait for each other")
	}
	for _, r := range text {
		if r > '\x7f' {
			return nil, labcli.Usage("--message has %q, which is not ASCII: this step encodes its text as ASCII; write it without accents", r)
		}
	}
	return []byte(text), nil
}

// connect connects to the server at ip:port.
//
// Python: s = socket.socket(AF_INET, SOCK_STREAM); s.connect((ip, port))
func connect(ctx context.Context, ip string, port int, stdout io.Writer) (net.Conn, error) {
	fmt.Fprintf(stdout, "connecting to %s:%d...\n", ip, port)
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	dialer := &net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp4", addr)
	return conn, sockerr.Explain(sockerr.Connect, addr, "--port", err)
}

// talk sends message and prints the reply, which is as long as the message: the
// server sends back what it gets. It closes conn.
func talk(ctx context.Context, conn net.Conn, message []byte, stdout io.Writer) error {
	defer graceful.CloseWhenDone(ctx, conn)()

	fmt.Fprintln(stdout, "sending data...")
	// A server that sends back a long message while it still comes in needs a
	// client that receives while it still sends. Where sending fails, so does
	// receiving.
	go conn.Write(message) // s.send(msg.encode('ascii'))

	reply := make([]byte, len(message))
	var total int
	var err error
	for total < len(reply) && err == nil {
		var n int
		n, err = conn.Read(reply[total:]) // rawdata = s.recv(BUFFER_SIZE)
		total += n
		conn.SetReadDeadline(time.Now().Add(replyTimeout))
	}
	if err != nil && ctx.Err() != nil {
		return graceful.End(ctx, pyfmt.NewPrinter(stdout), err)
	}
	if total > 0 {
		text, clean := safetext.AppendASCII(nil, reply[:total])
		if _, err := fmt.Fprintf(stdout, "received data:\n %s\n", text); err != nil {
			return err
		}
		if !clean {
			zerolog.Ctx(ctx).Warn().Msg(`the reply is not plain ASCII text: the other bytes are shown as \xNN`)
		}
	}
	server := conn.RemoteAddr().String()
	switch {
	case total == len(reply):
		return nil
	case sockerr.PeerGone(err):
		return fmt.Errorf("the server %s sent back %d of the %d bytes and closed the connection: it reads less than was sent, or it does not echo", server, total, len(reply))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("the server %s sent back %d of the %d bytes, and no more for %v: it does not echo", server, total, len(reply), replyTimeout)
	}
	return sockerr.Explain(sockerr.Receive, server, "--port", err)
}
