package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"

	"in43.example/classroom/internal/sheet"
	"in43.example/pkg/graceful"
)

const tcpAddr = "127.0.0.1:55000"

// steps are those of the worksheet, in its order.
var steps = []step{
	// After the first line, the Go program checks whether the machine is ready.
	{number: "1", play: (*scene).ToEnd, mask: firstLine},

	{number: "2.1", listen: []string{"udp4 127.0.0.1:50005"}, play: (*scene).UDP},
	{number: "2.1.2", listen: []string{"udp4 0.0.0.0:52001"},
		play: listener([]int{52001}, 8, "--count", "4", "--sensors-rate", "100", "--drone-rate", "0")},
	{number: "2.1.3", listen: []string{"udp4 0.0.0.0:52002"},
		play: listener([]int{52002}, 12, "--count", "6", "--sensors-rate", "0", "--drone-rate", "100")},
	// The rates differ so much that the faster stream is clear on a busy machine
	// too.
	{number: "2.1.4", listen: []string{"udp4 0.0.0.0:52001", "udp4 0.0.0.0:52002"},
		play: listener([]int{52001, 52002}, 36, "--count", "6", "--sensors-rate", "4", "--drone-rate", "40"),
		mask: func(s string) string { return maskRates(portByPort(s)) }},

	{number: "3.1", listen: []string{"tcp4 " + tcpAddr}, play: (*scene).TCP},
	{number: "3.2", listen: []string{"tcp4 " + tcpAddr}, play: (*scene).playChats},

	{number: "4.1", listen: []string{"tcp4 " + tcpAddr}, play: (*scene).playHTTP},
	{number: "4.3", listen: []string{"tcp4 " + tcpAddr}, play: (*scene).playHTTP, mask: maskDate},

	// The LAN is written into the Python program; the Go program finds it.
	{number: "5.2", play: (*scene).ToEnd, mask: withoutLAN},
	{number: "5.3.1", play: (*scene).playUntilEnd},
	{number: "5.3.2", play: (*scene).ToEnd},
	{number: "5.3.3", play: (*scene).ToEnd},
	{number: "5.3.4", play: (*scene).ToEnd, clock: true},
	{number: "5.3.5", play: (*scene).playClosing},
}

// listener returns a play of a listener to ports, which prints that many lines.
// The flags are for the station. It sends the logs in this folder: the same bytes
// in every run.
func listener(ports []int, lines int, flags ...string) func(*scene, context.Context) error {
	flags = append([]string{"station", "--sensors-log", "classroom/compare/sensors.csv", "--drone-log", "classroom/compare/drone.csv"}, flags...)
	return func(s *scene, ctx context.Context) error {
		return s.Listen(ctx, ports, lines, func() error {
			station, err := s.lab.start(exec.Command(s.lab.program("classroom"), flags...))
			if err != nil {
				return err
			}
			defer station.Kill()
			if status, err := station.Wait(ctx); err != nil {
				return err
			} else if status != 0 {
				return fmt.Errorf("the station has failed: %s", strings.TrimSpace(station.Stderr.String()))
			}
			return nil
		})
	}
}

// playChats plays two chats. The client ends the first one, the server the second.
func (s *scene) playChats(ctx context.Context) error {
	for _, lines := range [][]string{
		{"Salut, ça va ?", "Très bien, merci !", "Où es-tu ?", "À la bibliothèque : 3 €, le café.", "J’arrive \U0001f642", "日本語", "end"},
		{"Prêt ?", "Déjà fini.", " deux  espaces ", "end"},
	} {
		if err := s.Chat(ctx, lines); err != nil {
			return err
		}
	}
	return nil
}

// requests are what three clients send: a browser, a client that sends only one
// line, and one that sends nothing.
var requests = []string{
	"GET / HTTP/1.1\r\nHost: 127.0.0.1:55000\r\nConnection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\n" +
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\r\n" +
		"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Language: fr-FR,fr;q=0.9\r\n\r\n",
	"GET /favicon.ico HTTP/1.0\r\n\r\n",
	"",
}

func (s *scene) playHTTP(ctx context.Context) error {
	return s.HTTP(ctx, func() error {
		for _, r := range requests {
			reply, err := exchange(ctx, r)
			if err != nil {
				return err
			}
			var lines strings.Builder
			for line := range strings.Lines(reply) {
				fmt.Fprintf(&lines, "%q\n", line)
			}
			s.note(fmt.Sprintf("reply to %.20q", r), lines.String())
		}
		return nil
	})
}

// exchange sends request to the server and returns what comes back until the
// server closes the connection.
func exchange(ctx context.Context, request string) (reply string, err error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp4", tcpAddr)
	if err != nil {
		return "", err
	}
	err = graceful.Closing(ctx, conn, func() error {
		if _, err := io.WriteString(conn, request); err != nil {
			return err
		}
		if request == "" { // the server must see that nothing will come
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				return err
			}
		}
		b, err := io.ReadAll(conn)
		reply = string(b)
		return err
	})
	return reply, err
}

func (s *scene) playUntilEnd(ctx context.Context) error {
	return s.UntilEnd(ctx, []string{"hello", "", "ça va ?", "the end", "end"})
}

func (s *scene) playClosing(ctx context.Context) error {
	return s.Closing(ctx, func(addr string) error { return sheet.Send(addr, "it's \"\xc3\xa9\"\x1b\x00\n") })
}
