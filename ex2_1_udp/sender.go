package main

import (
	"fmt"
	"io"
	"net"
	"strconv"

	"in43.example/pkg/sockerr"
)

// send sends message in one datagram to ip:port. Nobody answers, so send does
// not know whether anybody received it.
func send(ip string, port int, message string, stdout io.Writer) error {
	fmt.Fprintln(stdout, "UDP target IP:", ip)
	fmt.Fprintln(stdout, "UDP target port:", port)

	target := net.JoinHostPort(ip, strconv.Itoa(port))
	addr, err := net.ResolveUDPAddr("udp4", target)
	if err != nil {
		return sockerr.Explain(sockerr.Send, target, "--port", err)
	}
	conn, err := net.ListenUDP("udp4", nil) // socket.socket(AF_INET, SOCK_DGRAM)
	if err != nil {
		return sockerr.Explain(sockerr.Send, target, "--port", err)
	}
	defer conn.Close()
	_, err = conn.WriteToUDP([]byte(message), addr) // sock.sendto(message, (ip, port))
	return sockerr.Explain(sockerr.Send, target, "--port", err)
}
