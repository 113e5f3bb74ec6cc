package main

import (
	"context"
	"net"
	"strconv"
	"time"

	"in43.example/pkg/graceful"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// connectTimeout is how long the client tries to connect. Where a firewall
// drops the packets, the system alone would try for two minutes.
const connectTimeout = 10 * time.Second

// connect connects to the server at ip:port and chats with it. It takes the
// steps of python/client.py.
func connect(ctx context.Context, ip string, port int, duplex bool, keys *keyboard.Keyboard, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	out.Print("connecting to " + addr + "...")
	dialer := &net.Dialer{Timeout: connectTimeout}
	s, err := dialer.DialContext(ctx, "tcp4", addr) // s = socket.socket(...); s.connect((TCP_IP, TCP_PORT))
	switch {
	case err != nil:
		err = sockerr.Explain(sockerr.Connect, addr, "--port", err)
	case duplex:
		err = fullDuplex(ctx, s, keys, out)
	default:
		err = chat(ctx, s, true, keys, out)
	}
	return graceful.End(ctx, out, err) // except KeyboardInterrupt: print("Stopping ..."); s.close()
}
