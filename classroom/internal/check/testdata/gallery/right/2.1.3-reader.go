// check: 2.1.3

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"net"
	"time"
)

type drone struct {
	Date                     float64
	Pitch, Roll, Yaw         int32
	Battery                  int32
	Barometer, Agx, Agy, Agz float32
}

func main() {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{Port: 52002})
	if err != nil {
		log.Fatal(err)
	}
	data := make([]byte, 2000)
	for {
		n, who, err := conn.ReadFromUDP(data)
		if err != nil {
			log.Fatal(err)
		}
		var d drone
		if err := binary.Read(bytes.NewReader(data[:n]), binary.LittleEndian, &d); err != nil {
			log.Print(err)
			continue
		}
		fmt.Println(who, time.UnixMicro(int64(d.Date*1e6)))
		fmt.Printf("%+v\n", d)
	}
}
