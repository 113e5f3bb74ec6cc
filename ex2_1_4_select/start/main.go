// Worksheet 2.1.4 and 2.1.5: listen to the sensors and to the drone in one program.
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=2.1.5 CMD="go run ./ex2_1_4_select/start"
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"net"
	"time"
)

const (
	sensorsPort = 52001
	dronePort   = 52002
)

// Your code will use these. Go refuses an import that nothing uses.
var (
	_ = binary.Decode
	_ = time.UnixMicro
)

func main() {
	sockets, err := openSockets()
	if err == nil {
		err = receiveAll(sockets)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func openSockets() (sockets []*net.UDPConn, err error) {
	fmt.Println("sensors:", sensorsPort, "drone:", dronePort)

	// TODO 1: make a UDP socket that hears the broadcasts to sensorsPort, as in
	// 2.1.2, and append it to sockets.

	// TODO 2: make a second socket, for dronePort, and append it too.

	return sockets, nil
}

// A message is a datagram, and where it came from and to.
type message struct {
	from, to *net.UDPAddr
	data     []byte
}

// receive waits for the next message of one socket.
func receive(sock *net.UDPConn) (message, error) {
	buf := make([]byte, 1024)
	n, from, err := sock.ReadFromUDP(buf)
	return message{from, sock.LocalAddr().(*net.UDPAddr), buf[:n]}, err
}

// show prints m.
func show(m message) {
	fmt.Println("#message from:", m.from)
	fmt.Println("#message to   :", m.to)
	fmt.Println("#message      :", m.data) // TODO 3: decode the bytes, as in 2.1.2 or
	// as in 2.1.3; m.to.Port tells which. Print the text, or the nine fields.
}

// receiveAll shows the messages of all sockets, for ever.
func receiveAll(sockets []*net.UDPConn) error {
	return receiveInTurn(sockets) // TODO 4: it waits for one socket while the
	// other has messages. Instead, start a goroutine for each socket, which sends
	// the messages that it receives on a channel; all of them may share one. Show
	// what comes out of that. A goroutine cannot return an error: let it call log.Fatal.
}

// receiveInTurn receives from one socket after the other.
func receiveInTurn(sockets []*net.UDPConn) error {
	for len(sockets) > 0 {
		for _, sock := range sockets {
			m, err := receive(sock)
			if err != nil {
				return err
			}
			show(m)
		}
	}
	return nil
}
