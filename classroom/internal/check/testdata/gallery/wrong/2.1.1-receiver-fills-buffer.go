// check: 2.1.1-receiver
// want: buffered

package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:50005")
	if err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriter(os.Stdout)
	buf := make([]byte, 1024)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintf(out, "received message: %s\nfrom: %v\n", buf[:n], from)
	}
}
