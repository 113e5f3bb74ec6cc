// Worksheet 2.1.1, the receiver: print the messages that come to UDP port 50005.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=2.1.1-receiver CMD="go run ./ex2_1_udp/start/receiver"
package main

import (
	"fmt"
	"log"
	"net"
)

const (
	udpIP   = "127.0.0.1" // this machine
	udpPort = 50005
)

func main() {
	if err := receive(); err != nil {
		log.Fatal(err)
	}
}

func receive() error {
	addr := &net.UDPAddr{IP: net.ParseIP(udpIP), Port: udpPort}
	fmt.Println("messages come to", addr)

	// TODO 1: make a UDP socket that is bound to addr: net.ListenUDP does both.
	// Then wait for one datagram: read it into a buffer of 1024 bytes. Print how
	// many bytes came, and from which address.

	// TODO 2: print the bytes that came as they are.

	// TODO 3: print text, not bytes. The sender has encoded it in UTF-8, as Go
	// does: string(...) makes text of the bytes that came.

	return nil // TODO 4: one message is not enough. Wait for the next one and
	// print it, for ever: put both into a loop.
}
