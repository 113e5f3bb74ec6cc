package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"in43.example/pkg/sockerr"
)

// connectTimeout is how long the client tries to connect. Where a firewall
// drops the packets, the system alone would try for two minutes.
const connectTimeout = 10 * time.Second

// connect connects to the server at ip:port.
//
// Python: s = socket.socket(AF_INET, SOCK_STREAM); s.connect((ip, port))
func connect(ctx context.Context, ip string, port int, stdout io.Writer) (net.Conn, error) {
	fmt.Fprintf(stdout, "connecting to %s:%d...\n", ip, port)
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	dialer := &net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp4", addr)
	return conn, sockerr.Explain(sockerr.Connect, addr, "--port", err)
}
