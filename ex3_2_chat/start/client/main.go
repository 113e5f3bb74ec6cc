// Worksheet 3.2, the client of the chat. It speaks first.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=3.2-client CMD="go run ./ex3_2_chat/start/client"
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
	tcpPort = 55000       // of the server
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
	fmt.Println("chat, the client of", addr, "- you speak first")

	// TODO 1: connect to the server, as your client of 3.1 does.

	// TODO 2: read a message from the keyboard, and send it. A bufio.Scanner
	// reads os.Stdin line by line.

	// TODO 3: receive the answer, and print it. It is text in UTF-8.

	// TODO 4: go on until somebody says "end": put sending and receiving into a
	// loop. If the server has left, you receive an error, io.EOF; end then too.

	return nil
}
