// Worksheet 2.1.2: print the messages that the sensors broadcast.
//
// This is the receiver of 2.1.1. It does not print the messages yet.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=2.1.2 CMD="go run ./ex2_1_2_sensors/start"
package main

import (
	"fmt"
	"log"
	"net"
)

const (
	udpPort = 50005       // TODO 1: the sensors send to another port.
	udpIP   = "127.0.0.1" // TODO 2: bind to an address that hears the LAN's broadcasts.
)

func main() {
	if err := receive(); err != nil {
		log.Fatal(err)
	}
}

func receive() error {
	sock, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(udpIP), Port: udpPort})
	if err != nil {
		return err
	}
	defer sock.Close()
	fmt.Println("listening on", sock.LocalAddr())

	buf := make([]byte, 1024)
	for {
		n, addr, err := sock.ReadFromUDP(buf) // waits; takes at most 1024 bytes
		if err != nil {
			return err
		}
		fmt.Println(n, "bytes from", addr)
		// TODO 3: print the bytes of the message as they are.
		// TODO 4: print text, not bytes. The sensors encode it in ASCII, a part of UTF-8.
		// Each message ends with a newline already.
	}
}
