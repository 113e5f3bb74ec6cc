// check: 2.1.5

package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"math"
	"net"
)

type message struct {
	port int
	data []byte
}

func listen(port int, out chan<- message) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{Port: port})
	if err != nil {
		log.Fatal(err)
	}
	for {
		buf := make([]byte, 2048)
		n, _, err := conn.ReadFromUDP(buf)
		if err != nil {
			log.Fatal(err)
		}
		out <- message{port, buf[:n]}
	}
}

func main() {
	c := make(chan message)
	go listen(52001, c)
	go listen(52002, c)
	for m := range c {
		if m.port == 52001 {
			fmt.Printf("sensors: %q\n", m.data)
			continue
		}
		if len(m.data) < 40 {
			fmt.Println("drone: frame too short")
			continue
		}
		le := binary.LittleEndian
		fmt.Print("drone: ", math.Float64frombits(le.Uint64(m.data)))
		for i := 8; i < 24; i += 4 {
			fmt.Print(" ", int32(le.Uint32(m.data[i:])))
		}
		for i := 24; i < 40; i += 4 {
			fmt.Print(" ", math.Float32frombits(le.Uint32(m.data[i:])))
		}
		fmt.Println()
	}
}
