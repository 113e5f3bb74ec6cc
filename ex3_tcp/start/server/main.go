// Worksheet 3.1, the server: print what a client says, and send it back.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=3.1-server CMD="go run ./ex3_tcp/start/server"
package main

import (
	"fmt"
	"log"
	"net"
)

const (
	tcpIP   = "127.0.0.1" // this machine
	tcpPort = 55000
)

func main() {
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}

func serve() error {
	addr := &net.TCPAddr{IP: net.ParseIP(tcpIP), Port: tcpPort}
	fmt.Println("server for", addr)

	// TODO 1: listen on addr: net.ListenTCP makes the socket, binds it and
	// listens. Then accept a client: that gives you a second socket. Three of the
	// lines of 3.1.4 belong here; print each where it fits.

	// TODO 2: receive what the client says into a buffer of 1024 bytes, and send
	// the same bytes back.

	// TODO 3: print what it says as text. It is encoded in ASCII, a part of UTF-8.

	return nil
}
