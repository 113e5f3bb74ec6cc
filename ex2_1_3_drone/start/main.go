// Worksheet 2.1.3: decode and print the frames that the drone broadcasts.
//
// This is a listener as in 2.1.2. A frame has 40 bytes, little-endian: the date
// in seconds (8 bytes, a double), four ints and four floats (4 bytes each).
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=2.1.3 CMD="go run ./ex2_1_3_drone/start"
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"net"
	"time"
)

const (
	udpPort = 52001       // TODO 1: the drone sends to another port.
	udpIP   = "127.0.0.1" // TODO 2: bind to the address that hears broadcasts, as in 2.1.2.
)

// Your code will use these. Go refuses an import that nothing uses.
var (
	_ = binary.Decode
	_ = time.UnixMicro
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
		n, _, err := sock.ReadFromUDP(buf) // waits; takes at most 1024 bytes
		if err != nil {
			return err
		}
		data := buf[:n]
		fmt.Println(data) // TODO 3: do not print the bytes. Decode them into a struct of
		// nine fields. binary.Decode fills it if you give it a pointer to the struct, if
		// each field has the size of the drone's (float64, int32, float32), and if the
		// names of the fields begin with a capital letter.

		// TODO 4: print the date as a date: package time makes one of seconds, or of
		// microseconds.

		// TODO 5: print the other eight fields, each with its name: pitch, roll,
		// yaw, battery, barometer, agx, agy, agz.
	}
}
