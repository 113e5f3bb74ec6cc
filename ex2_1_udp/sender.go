package main

import (
	"context"
	"net"
	"strconv"

	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// send sends message in one datagram to ip:port. Nobody answers, so send does
// not know whether anybody received it. It takes the steps of python/sender.py.
func send(ctx context.Context, ip string, port int, message string, out *pyfmt.Printer) error {
	out.Print("UDP target IP:", ip)
	out.Print("UDP target port:", port)

	target := net.JoinHostPort(ip, strconv.Itoa(port))
	ips, err := net.DefaultResolver.LookupIP(ctx, "ip4", ip) // sendto does this in Python
	if err != nil {
		return sockerr.Explain(sockerr.Send, target, "--port", err)
	}
	sock, err := net.ListenUDP("udp4", nil) // sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	if err != nil {
		return sockerr.Explain(sockerr.Send, target, "--port", err)
	}
	defer sock.Close() // sock.close()
	addr := &net.UDPAddr{IP: ips[0], Port: port}
	_, err = sock.WriteToUDP([]byte(message), addr) // sock.sendto(MESSAGE.encode("utf8"), (UDP_IP, UDP_PORT))
	return sockerr.Explain(sockerr.Send, target, "--port", err)
}
