// Worksheet 4: a server for a web browser.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=4 CMD="go run ./ex4_microhttp/start"
package main

import (
	"fmt"
	"log"
	"net"
	"time"
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

// reply returns the reply that the worksheet gives in step 3: a head and a page.
func reply() []byte {
	head := "HTTP/1.1 200 OK\r\n"
	head += "Date:" + time.Now().Format(time.ANSIC) + "GMT\r\n"
	head += "Expires: -1\r\n"
	head += "Cache-Control: private, max-age=0\r\n"
	head += "Content-Type: text/html;charset=utf-8\r\n"
	head += "\r\n" // an empty line ends the head
	page := "<html><head><meta charset='utf-8'/></head>"
	page += "<body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"
	page += "\r\n"
	return []byte(head + page)
}

func serve() error {
	addr := &net.TCPAddr{IP: net.ParseIP(tcpIP), Port: tcpPort}
	fmt.Println("server for", addr, "- the reply has", len(reply()), "bytes")

	// TODO 1: wait for a client, as your server of 3.1 does: listen, accept.

	// TODO 2: receive what the client says, print it as text, and send it back, as
	// in 3.1. Now look at it: open 127.0.0.1:55000/ in a browser.

	// TODO 3: do not send it back. Send reply(), and close the socket of this client
	// now. (A defer would wait until the function returns.)

	return nil // TODO 4: a browser connects several times. After a client wait
	// for the next one, for ever: put accept and what follows into a loop.
}
