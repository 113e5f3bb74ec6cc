package main

import (
	"bytes"
	"context"
	"net"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/mux"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

// receive prints the messages that are broadcast to port, until ctrl-c. It
// takes the steps of python/remote_sensors.py.
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
			text := bytes.TrimRight(data, "\n")               // .rstrip("\n")
			out.Print("received message:", pyfmt.ASCII(text)) // data.decode("ascii")
			out.Print("from:", addr)
			if out.JSON { // --output json
				text, _ := safetext.ASCII.Append(nil, text)
				out.PrintJSON(message{sock.Datagram(), string(text)})
			}
		}
	})
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); sock.close()
}

// A message is what --output json prints.
type message struct {
	mux.Datagram
	Text string `json:"text"`
}
