//go:build !linux

package main

import "net"

// A burst sends one datagram a system call.
type burst struct {
	conn    *net.UDPConn
	payload []byte
}

func newBurst(s stream) (*burst, error) {
	conn, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.port})
	return &burst{conn, s.payload}, err
}

// send sends the datagram and returns how many: 1.
func (b *burst) send() (int, error) {
	_, err := b.conn.Write(b.payload)
	return 1, err
}
