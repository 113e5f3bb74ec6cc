// check: 2.1.3
// want: byte-order

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"net"
)

// Trame est ce que le drone envoie.
type Trame struct {
	Date                     float64
	Pitch, Roll, Yaw, Batt   int32
	Barometer, Agx, Agy, Agz float32
}

func main() {
	addr := &net.UDPAddr{IP: net.IPv4zero, Port: 52002}
	conn, err := net.ListenUDP("udp4", addr)
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 1024)
	for {
		n, _, err := conn.ReadFromUDP(buf)
		if err != nil {
			log.Fatal(err)
		}
		var t Trame
		if err := binary.Read(bytes.NewReader(buf[:n]), binary.BigEndian, &t); err != nil {
			log.Println(err)
			continue
		}
		fmt.Printf("%+v\n", t)
	}
}
