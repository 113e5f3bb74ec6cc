package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

// bind asks the system for a UDP socket that hears the broadcasts to the port
// of addr, beside other programs that listen to the same port.
//
// Python: sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1); sock.bind((ip, port))
func bind(ctx context.Context, addr netip.AddrPort) (*net.UDPConn, error) {
	conn, err := broadcast.Listen(ctx, addr)
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr.String(), "--port", err)
	}
	return conn, nil
}

// receive prints the messages that arrive, until ctx ends or opts.Count of them
// have come. It closes conn.
func receive(ctx context.Context, conn *net.UDPConn, opts labcli.Listen, stdout io.Writer) error {
	defer graceful.CloseWhenDone(ctx, conn)()
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	zerolog.Ctx(ctx).Info().Msgf("listening on %v", bound)
	silence := time.AfterFunc(labcli.Silence, func() { labcli.Hint(ctx, bound) })
	defer silence.Stop()

	out := bufio.NewWriter(stdout)
	defer out.Flush()
	show, last := showText, io.Writer(out)
	if opts.JSON {
		show, last = showJSON, io.Discard // the last line is not JSON
	}
	reader := mux.NewReader(conn, 1024)
	for n := 0; ; {
		batch, err := reader.Read() // data, addr = sock.recvfrom(1024), for all that is ready
		if err != nil {
			return graceful.End(ctx, last, err)
		}
		silence.Stop()
		for _, d := range batch {
			text, clean := safetext.AppendASCII(nil, bytes.TrimRight(d.Data, "\n"))
			show(out, d, text)
			if !clean || d.Truncated() {
				warn(ctx, d, clean)
			}
			if n++; n == opts.Count {
				return out.Flush()
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}

func showText(out *bufio.Writer, d mux.Datagram, text []byte) {
	out.WriteString("received message: ")
	out.Write(text)
	out.WriteString("\nfrom: ")
	out.Write(pyfmt.AppendAddr(out.AvailableBuffer(), d.Source))
	out.WriteByte('\n')
}

func showJSON(out *bufio.Writer, d mux.Datagram, text []byte) {
	json.NewEncoder(out).Encode(struct {
		mux.Datagram
		Text string `json:"text"`
	}{d, string(text)})
}

// warn tells the person at work what is not as the worksheet says.
func warn(ctx context.Context, d mux.Datagram, clean bool) {
	log := zerolog.Ctx(ctx).With().Stringer("from", d.Source).Logger()
	if d.Truncated() {
		log.Warn().Msgf("the message has %d bytes: only the first %d are shown", d.Length, len(d.Data))
	}
	if !clean {
		log.Warn().Msg(`the message is not plain ASCII text: the other bytes are shown as \xNN`)
	}
}
