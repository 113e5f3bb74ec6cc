// Worksheet 3.2, the server of the chat. The client speaks first.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=3.2-server CMD="go run ./ex3_2_chat/start/server"
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

const (
	tcpIP   = "127.0.0.1" // this machine
	tcpPort = 55000
)

// Your code will use these. Go refuses an import that nothing uses.
var (
	_ = bufio.NewScanner
	_ = os.Stdin
)

func main() {
	if err := chat(); err != nil {
		log.Fatal(err)
	}
}

func chat() error {
	addr := &net.TCPAddr{IP: net.ParseIP(tcpIP), Port: tcpPort}
	fmt.Println("chat, the server at", addr, "- the client speaks first")

	// TODO 1: wait for a client, as your server of 3.1 does: listen, accept.

	// TODO 2: receive a message, and print it. It is text in UTF-8.

	// TODO 3: read the answer from the keyboard, and send it. A bufio.Scanner
	// reads os.Stdin line by line.

	// TODO 4: go on until somebody says "end": put receiving and answering into a
	// loop. If the client has left, you receive an error, io.EOF; end then too.

	return nil
}
