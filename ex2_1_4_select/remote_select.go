package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"
	"time"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

// listen returns a UDP socket that hears what is broadcast to addr. The port
// was chosen with flag.
func listen(ctx context.Context, addr, flag string) (*net.UDPConn, error) {
	lc := net.ListenConfig{Control: broadcast.Share} // sock.setsockopt(socket.SOL_SOCKET, share, 1)
	conn, err := lc.ListenPacket(ctx, "udp4", addr)  // sock = socket.socket(...); sock.bind((UDP_IP, port))
	if err != nil {
		return nil, sockerr.Explain(sockerr.Listen, addr, flag, err)
	}
	sock := conn.(*net.UDPConn)
	labcli.ListeningUDP(ctx, sock)
	return sock, nil
}

// bound returns the address that sock is bound to.
func bound(sock *net.UDPConn) netip.AddrPort { return sock.LocalAddr().(*net.UDPAddr).AddrPort() }

// receive prints what is broadcast to both ports, until ctrl-c. Then it tells
// which port is faster. It takes the steps of python/remote_select.py. Every
// report, if that is not 0, it prints a table of the rates to stderr.
func receive(ctx context.Context, lab *labcli.Listener, sensorsPort, dronePort int, report time.Duration, stderr io.Writer) error {
	out := lab.Out
	sensors, err := listen(ctx, lab.Addr(sensorsPort), "--sensors-port")
	if err != nil {
		return err
	}
	defer sensors.Close()
	drone, err := listen(ctx, lab.Addr(dronePort), "--drone-port")
	if err != nil {
		return err
	}
	defer drone.Close()
	socks := mux.New(ctx, 1024, sensors, drone) // socks = [sensors, drone]
	count := newCounter()                       // count = {SENSORS_PORT: 0, DRONE_PORT: 0}
	silence, tick := time.After(labcli.Silence), make(<-chan time.Time)
	if report > 0 {
		tick = time.Tick(report)
	}

	for open := true; open; { // while True:
		var ready []mux.Datagram
		select { // ready, _, _ = select.select(socks, [], [], 1)
		case ready, open = <-socks.C:
		case <-silence:
			for _, sock := range []*net.UDPConn{sensors, drone} {
				if count.port[bound(sock)] == 0 {
					lab.Hint(sock.LocalAddr())
				}
			}
		case <-tick:
			count.print(stderr, socks)
		}
		for i := range ready { // for s in ready: data, addr = s.recvfrom(1024)
			d := &ready[i]
			if !lab.More() {
				break
			}
			count.add(d) // count[port] += 1
			out.Print("#message from:", d.Source)
			out.Print("#message to   :", d.Local) // s.getsockname()
			if d.Local == bound(sensors) {        // if port == SENSORS_PORT:
				showRow(lab, d)
			} else {
				showFrame(lab, d)
			}
		}
		out.Flush()
	}

	if err := graceful.End(ctx, out, socks.Err()); err != nil { // except KeyboardInterrupt: print("Stopping ...")
		return err
	}
	count.conclude(out, bound(sensors), bound(drone))
	out.Flush()
	count.print(stderr, socks)
	return nil
}

// showRow prints a row of the sensors.
func showRow(lab *labcli.Listener, d *mux.Datagram) {
	row := bytes.TrimRight(d.Data, "\n")               // .rstrip("\n")
	lab.Out.Print("#message      :", pyfmt.ASCII(row)) // data.decode("ascii")
	if lab.Out.JSON {
		text, _ := safetext.ASCII.Append(nil, row)
		lab.Out.PrintJSON(message{Datagram: *d, Text: string(text)})
	}
	if d.Truncated() {
		lab.Warn(d.Source, "the message has %d bytes: only the first %d are received", d.Length, len(d.Data))
	}
}

// showFrame prints a frame of the drone and its age, the time from its date
// until now. The age grows when the program is slower than the drone: the
// frames wait in the socket.
func showFrame(lab *labcli.Listener, d *mux.Datagram) {
	var f drone.Frame
	if err := f.UnmarshalBinary(d.Data); err != nil { // struct.unpack("<diiiiffff", data[0:40])
		lab.Out.Print("#message      :", d.Data)
		lab.Warn(d.Source, "not a frame: %v", err)
		return
	}
	age := float64(time.Now().UnixMicro())/1e6 - f.Date
	lab.Out.Print("#message      : date:", pyfmt.Timestamp(f.Date), "pitch:", f.Pitch, "roll:", f.Roll, "yaw:", f.Yaw,
		"battery:", f.Battery, "barometer:", f.Barometer, "agx:", f.AGX, "agy:", f.AGY, "agz:", f.AGZ,
		"age:", int(age*1000), "ms")
	if lab.Out.JSON {
		lab.Out.PrintJSON(message{Datagram: *d, Frame: &f})
	}
}

// A message is what --output json prints.
type message struct {
	mux.Datagram
	Text  string       `json:"text,omitempty"`
	Frame *drone.Frame `json:"frame,omitempty"`
}
