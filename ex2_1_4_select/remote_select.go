package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/sockerr"
)

// bind asks the system for a UDP socket that hears the broadcasts to the port
// of addr, beside other programs that listen to the same port. The port was
// chosen by flag.
//
// Python: sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1); sock.bind((ip, port))
func bind(ctx context.Context, addr netip.AddrPort, flag string) (*net.UDPConn, error) {
	conn, err := broadcast.Listen(ctx, addr)
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr.String(), flag, err)
	}
	return conn, nil
}

// receive prints the messages of both sockets as they arrive, until ctx ends
// or opts.Count of them have come. Then it tells which port was faster. It
// closes both sockets.
func receive(ctx context.Context, sensors, drone *net.UDPConn, opts labcli.Listen, report time.Duration, stdout, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m := mux.New(ctx, 1024, sensors, drone)
	rates := newRates(sensors, drone)
	out := bufio.NewWriterSize(stdout, 64<<10)
	defer out.Flush()
	show, result := newTextPrinter(drone).show, io.Writer(out)
	if opts.JSON {
		show, result = newJSONPrinter(drone).show, stderr
	}
	silence := time.After(labcli.Silence)
	tick := make(<-chan time.Time) // never ready
	if report > 0 {
		tick = time.Tick(report)
	}

	n := 0
	for open := true; open && (n < opts.Count || opts.Count == 0); {
		var batch []mux.Datagram
		select { // ready, _, _ = select.select([sensors, drone], [], [], 1)
		case batch, open = <-m.C:
		case <-silence:
			for _, bound := range rates.silent() {
				labcli.Hint(ctx, bound)
			}
		case <-tick:
			rates.print(stderr)
		}
		for i := range batch { // data, addr = s.recvfrom(1024), for all that is ready
			d := &batch[i]
			rates.add(d)
			if err := show(out, d); err != nil {
				zerolog.Ctx(ctx).Warn().Stringer("from", d.Source).Err(err).Msg("an odd message")
			}
			if n++; n == opts.Count {
				break
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}

	if err := graceful.End(ctx, result, m.Err()); err != nil {
		return err
	}
	rates.print(result)
	rates.conclude(result, m)
	return out.Flush()
}
