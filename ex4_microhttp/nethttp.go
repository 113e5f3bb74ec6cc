package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// serveHTTP is serve with the server of net/http, which you would use in
// practice.
func serveHTTP(ctx context.Context, ip string, port int, out *pyfmt.Printer) error {
	addr := net.JoinHostPort(ip, strconv.Itoa(port))
	out.Print("binding to "+addr, " ...")
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp4", addr)
	if err != nil {
		return sockerr.Explain(sockerr.Listen, addr, "--port", err)
	}
	labcli.Listening(ctx, ln.Addr())

	server := newServer(ctx, out)
	defer server.Close() // the connections
	err = graceful.Closing(ctx, ln, func() error {
		out.Print("Waiting client ...")
		return server.Serve(ln)
	})
	return graceful.End(ctx, out, err)
}

// newServer returns a server that has one page, at the path /, and shows what
// the clients send.
func newServer(ctx context.Context, out *pyfmt.Printer) *http.Server {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=0")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page)
	})
	return &http.Server{
		ConnState: func(conn net.Conn, state http.ConnState) {
			if state == http.StateNew {
				out.Print("Client connected with address:", conn.RemoteAddr())
			}
		},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			head, _ := httputil.DumpRequest(r, false) // only a body could make it fail
			out.Print("received data:", pyfmt.ASCIILines(head))
			pages.ServeHTTP(w, r)
		}),
		ReadTimeout:    10 * time.Second, // for a request
		WriteTimeout:   20 * time.Second, // from the end of its head to the end of the reply
		IdleTimeout:    30 * time.Second, // until the next request
		MaxHeaderBytes: 8 << 10,
		ErrorLog:       log.New(zerolog.Ctx(ctx), "", 0),
	}
}
