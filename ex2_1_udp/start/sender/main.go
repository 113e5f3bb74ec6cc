// Worksheet 2.1.1, the sender: send one message over UDP.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=2.1.1-sender CMD="go run ./ex2_1_udp/start/sender"
package main

import (
	"fmt"
	"log"
	"net"
)

const (
	udpIP   = "127.0.0.1" // this machine
	udpPort = 50005       // of the receiver
	message = "Hello, World!"
)

func main() {
	if err := send(); err != nil {
		log.Fatal(err)
	}
}

func send() error {
	addr := &net.UDPAddr{IP: net.ParseIP(udpIP), Port: udpPort}
	fmt.Println("UDP target:", addr)
	fmt.Println("message:", message)

	// A UDP socket of IPv4. The system chooses its own port.
	sock, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return err
	}
	defer sock.Close()

	// TODO 1: send the two bytes of "Hi" to port 9 of udpIP. Nobody waits there,
	// and UDP does not tell you so.

	// TODO 2: send them to addr instead, where the receiver waits.

	// TODO 3: send message instead of "Hi". A datagram carries bytes: []byte(...)
	// encodes text in UTF-8.

	return nil
}
