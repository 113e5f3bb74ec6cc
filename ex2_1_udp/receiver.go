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
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

// bufferSize is how much of a message is shown, in bytes. The worksheet
// receives with recvfrom(1024).
const bufferSize = 1024

// bind asks the system for a UDP socket that receives what is sent to ip:port.
//
// Python: sock = socket.socket(AF_INET, SOCK_DGRAM); sock.bind((ip, port))
func bind(ctx context.Context, ip string, port int) (net.PacketConn, error) {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp4", addr)
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	return conn, nil
}

// receive prints each message and who sent it until ctx ends. It closes conn.
func receive(ctx context.Context, conn net.PacketConn, stdout io.Writer) error {
	defer graceful.CloseWhenDone(ctx, conn)()
	log := zerolog.Ctx(ctx)
	log.Info().Msgf("listening on %v", conn.LocalAddr())

	// Room for the largest datagram: Windows calls a longer one an error.
	buf := make([]byte, 64<<10)
	for {
		n, addr, err := conn.ReadFrom(buf) // data, addr = sock.recvfrom(1024)
		if err != nil {
			return graceful.End(ctx, stdout, err)
		}
		from := pyfmt.AppendAddr(nil, addr.(*net.UDPAddr).AddrPort())
		text, clean := safetext.AppendUTF8(nil, buf[:min(n, bufferSize)])
		if _, err := fmt.Fprintf(stdout, "received message: %s\nfrom: %s\n", text, from); err != nil {
			return err
		}
		if n > bufferSize {
			log.Warn().Msgf("the message from %s has %d bytes: only the first %d are shown", from, n, bufferSize)
		}
		if !clean {
			log.Warn().Msgf(`the message from %s is not plain UTF-8 text: the other bytes are shown as \xNN`, from)
		}
	}
}
