// Worksheet 3.1, the client: say something to the server, and print its reply.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=3.1-client CMD="go run ./ex3_tcp/start/client"
package main

import (
	"fmt"
	"log"
	"net"
)

const (
	tcpIP   = "127.0.0.1" // this machine
	tcpPort = 55000       // of the server
	message = "Hello, Everyone!"
)

func main() {
	if err := talk(); err != nil {
		log.Fatal(err)
	}
}

func talk() error {
	addr := &net.TCPAddr{IP: net.ParseIP(tcpIP), Port: tcpPort}
	fmt.Println("server:", addr, "message:", message)

	// TODO 1: connect to the server at addr: net.DialTCP makes the socket and
	// connects it. Before that, print the line of 3.1.4 that says so.

	// TODO 2: send message. A connection carries bytes: []byte(...) makes them.
	// Before that, print the other line of 3.1.4.

	// TODO 3: receive the reply into a buffer of 1024 bytes, and print it as text.

	return nil
}
