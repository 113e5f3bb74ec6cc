package main

import (
	"bytes"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// A burst sends 50 datagrams in one system call, by UDP segmentation offload
// (udp(7), UDP_SEGMENT): one process alone is then fast enough to show what a
// receiver can do.
type burst struct {
	conn    *net.UDPConn
	payload []byte
}

const perBurst = 50

func newBurst(s stream) (*burst, error) {
	d := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		if e := c.Control(func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_SEGMENT, len(s.payload))
		}); e != nil {
			return e
		}
		return err
	}}
	conn, err := d.Dial("udp4", (&net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.port}).String())
	if err != nil {
		return nil, err
	}
	return &burst{conn.(*net.UDPConn), bytes.Repeat(s.payload, perBurst)}, nil
}

// send sends the datagrams and returns how many.
func (b *burst) send() (int, error) {
	_, err := b.conn.Write(b.payload)
	return perBurst, err
}
