package mux_test

import (
	"context"
	"fmt"
	"net"
	"time"

	"in43.example/pkg/mux"
)

// Two sockets in one loop, as in worksheet 2.1.4.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var conns []*net.UDPConn
	for range 2 {
		conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			fmt.Println(err)
			return
		}
		conns = append(conns, conn)
	}
	sensors, drone := conns[0], conns[1]
	m := mux.New(ctx, 1024, sensors, drone)

	sensors.WriteTo([]byte("48.8137,2.3923"), drone.LocalAddr()) // one socket sends to the other
	select {
	case batch, ok := <-m.C:
		if !ok {
			fmt.Println("the end:", m.Err())
			return
		}
		for _, d := range batch {
			fmt.Printf("%s for the drone: %t, from the sensors: %t\n", d.Data,
				d.Local.String() == drone.LocalAddr().String(), d.Source.String() == sensors.LocalAddr().String())
		}
	case <-time.After(time.Minute): // as in select.select(..., 60)
		fmt.Println("silence")
	}
	cancel()
	for range m.C {
	}
	// Output: 48.8137,2.3923 for the drone: true, from the sensors: true
}

func ExampleReader() {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	conn.WriteTo([]byte("Hello, World!"), conn.LocalAddr())

	d, err := mux.NewReader(conn, 5).Next()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d of %d bytes, truncated: %t\n", d.Data, len(d.Data), d.Length, d.Truncated())
	// Output: Hello: 5 of 13 bytes, truncated: true
}
