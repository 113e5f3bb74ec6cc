package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
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

// receive decodes and prints the frames that arrive, until ctx ends or
// opts.Count datagrams have come. It closes conn.
func receive(ctx context.Context, conn *net.UDPConn, opts labcli.Listen, stdout io.Writer) error {
	defer graceful.CloseWhenDone(ctx, conn)()
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	log := zerolog.Ctx(ctx)
	log.Info().Msgf("listening on %v", bound)
	silence := time.AfterFunc(labcli.Silence, func() { labcli.Hint(ctx, bound) })
	defer silence.Stop()

	out := bufio.NewWriterSize(stdout, 64<<10)
	defer out.Flush()
	show, last := new(textPrinter).show, io.Writer(out)
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
			var frame drone.Frame
			err := frame.UnmarshalBinary(d.Data) // struct.unpack("<diiiiffff", data[0:40])
			if err == nil {
				err = show(out, d, frame)
			}
			if err != nil {
				log.Warn().Stringer("from", d.Source).Err(err).Msg("an odd frame")
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

// A textPrinter prints frames as the Python twin does.
type textPrinter struct{ date pyfmt.Datetime }

// show prints frame as text. The error says that its date is not one.
func (p *textPrinter) show(out *bufio.Writer, d mux.Datagram, frame drone.Frame) error {
	b := out.AvailableBuffer()
	b = append(b, "from: "...)
	b = pyfmt.AppendAddr(b, d.Source)
	b = append(b, "\ndate: "...)
	b, err := p.date.Append(b, frame.Date) // datetime.datetime.fromtimestamp(date)
	b = strconv.AppendInt(append(b, " pitch: "...), int64(frame.Pitch), 10)
	b = strconv.AppendInt(append(b, " roll: "...), int64(frame.Roll), 10)
	b = strconv.AppendInt(append(b, " yaw: "...), int64(frame.Yaw), 10)
	b = strconv.AppendInt(append(b, " battery: "...), int64(frame.Battery), 10)
	b = pyfmt.AppendFloat(append(b, " barometer: "...), float64(frame.Barometer))
	b = pyfmt.AppendFloat(append(b, " agx: "...), float64(frame.AGX))
	b = pyfmt.AppendFloat(append(b, " agy: "...), float64(frame.AGY))
	b = pyfmt.AppendFloat(append(b, " agz: "...), float64(frame.AGZ))
	out.Write(append(b, '\n'))
	return err
}

// showJSON prints frame as one JSON object on a line.
func showJSON(out *bufio.Writer, d mux.Datagram, frame drone.Frame) error {
	return json.NewEncoder(out).Encode(struct {
		mux.Datagram
		Frame drone.Frame `json:"frame"`
	}{d, frame})
}
