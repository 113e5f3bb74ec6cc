package main

import (
	"context"
	"net"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/drone"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// receive decodes and prints the frames that are broadcast to port, until
// ctrl-c. It takes the steps of python/remote_drone.py.
func receive(ctx context.Context, lab *labcli.Listener, port int) error {
	addr, out := lab.Addr(port), lab.Out

	lc := net.ListenConfig{Control: broadcast.Share} // sock.setsockopt(socket.SOL_SOCKET, share, 1)
	conn, err := lc.ListenPacket(ctx, "udp4", addr)  // sock = socket.socket(...); sock.bind((UDP_IP, UDP_PORT))
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	sock := lab.Socket(conn)

	err = graceful.Closing(ctx, sock, func() error { // try:
		for { // while True:
			data, addr, err := sock.RecvFrom() // data, addr = sock.recvfrom(1024)
			if err != nil {
				return err
			}
			var f drone.Frame
			if err := f.UnmarshalBinary(data); err != nil { // struct.unpack("<diiiiffff", data[0:40])
				sock.Warn("skipped: %v", err)
				continue
			}
			out.Print("from:", addr)
			out.Print("date:", pyfmt.Timestamp(f.Date), // datetime.datetime.fromtimestamp(date)
				"pitch:", f.Pitch, "roll:", f.Roll, "yaw:", f.Yaw, "battery:", f.Battery,
				"barometer:", f.Barometer, "agx:", f.AGX, "agy:", f.AGY, "agz:", f.AGZ)
			if out.JSON { // --output json
				out.PrintJSON(message{sock.Datagram(), f})
			}
		}
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sock.close()
}

// A message is what --output json prints.
type message struct {
	mux.Datagram
	Frame drone.Frame `json:"frame"`
}
