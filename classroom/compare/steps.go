package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"

	"in43.example/pkg/graceful"
)

const tcpAddr = "127.0.0.1:55000"

// steps are the steps of the worksheet, in order.
var steps = []step{
	// After the first line, the Go program checks whether the machine is ready.
	{number: "1", roles: one("ex1_setup/python/hello.py", "ex1_setup"), play: playToEnd, mask: firstLine},

	{number: "2.1", listen: []string{"udp4 127.0.0.1:50005"}, roles: []role{
		{"receiver", "ex2_1_udp/python/receiver.py", []string{"ex2_1_udp", "receiver"}},
		{"sender", "ex2_1_udp/python/sender.py", []string{"ex2_1_udp", "sender"}},
	}, play: playUDP},
	{number: "2.1.2", listen: []string{"udp4 0.0.0.0:52001"}, roles: one("ex2_1_2_sensors/python/remote_sensors.py", "ex2_1_2_sensors"),
		play: listenTo("--count", "4", "--sensors-rate", "100", "--drone-rate", "0").forLines(8, 52001)},
	{number: "2.1.3", listen: []string{"udp4 0.0.0.0:52002"}, roles: one("ex2_1_3_drone/python/remote_drone.py", "ex2_1_3_drone"),
		play: listenTo("--count", "6", "--sensors-rate", "0", "--drone-rate", "100").forLines(12, 52002)},
	// The rates differ so much that the faster stream is clear on a busy machine
	// too.
	{number: "2.1.4", listen: []string{"udp4 0.0.0.0:52001", "udp4 0.0.0.0:52002"}, roles: one("ex2_1_4_select/python/remote_select.py", "ex2_1_4_select"),
		play: listenTo("--count", "6", "--sensors-rate", "4", "--drone-rate", "40").forLines(36, 52001, 52002),
		mask: func(s string) string { return maskRates(portByPort(s)) }},

	{number: "3.1", listen: []string{"tcp4 " + tcpAddr}, roles: []role{
		{"server", "ex3_tcp/python/server.py", []string{"ex3_tcp", "server"}},
		{"client", "ex3_tcp/python/client.py", []string{"ex3_tcp", "client"}},
	}, play: playTCP},
	{number: "3.2", listen: []string{"tcp4 " + tcpAddr}, roles: []role{
		{"server", "ex3_2_chat/python/server.py", []string{"ex3_2_chat", "server"}},
		{"client", "ex3_2_chat/python/client.py", []string{"ex3_2_chat", "client"}},
	}, play: playChat},

	{number: "4.1", listen: []string{"tcp4 " + tcpAddr}, roles: one("ex4_microhttp/python/microHTTPsrv_echo.py", "ex4_microhttp", "--reply", "echo"), play: playHTTP},
	{number: "4.3", listen: []string{"tcp4 " + tcpAddr}, roles: one("ex4_microhttp/python/microHTTPsrv.py", "ex4_microhttp", "--reply", "worksheet"), play: playHTTP, mask: maskDate},

	// The LAN is written into the Python program; the Go program finds it.
	{number: "5.2", roles: one("ex5_annexes/python/addresses.py", "ex5_annexes", "addresses"), play: playToEnd, mask: withoutLAN},
	{number: "5.3.1", roles: one("ex5_annexes/python/until_end.py", "ex5_annexes", "until-end"), play: playUntilEnd},
	{number: "5.3.2", roles: one("ex5_annexes/python/machine.py", "ex5_annexes", "machine"), play: playToEnd},
	{number: "5.3.3", roles: one("ex5_annexes/python/user.py", "ex5_annexes", "user"), play: playToEnd},
	{number: "5.3.4", roles: one("ex5_annexes/python/clock.py", "ex5_annexes", "time"), play: playToEnd, clock: true},
	{number: "5.3.5", roles: one("ex5_annexes/python/closing.py", "ex5_annexes", "closing"), play: playClosing},
}

// one returns the roles of a step that has only one.
func one(twin string, ours ...string) []role { return []role{{"", twin, ours}} }

// playToEnd plays a program that ends by itself.
func playToEnd(ctx context.Context, s *scene) error {
	p, err := s.start("")
	if err != nil {
		return err
	}
	_, err = p.Wait(ctx)
	return err
}

func playUDP(ctx context.Context, s *scene) error {
	receiver, err := s.start("receiver")
	if err != nil {
		return err
	}
	if err := waitBound(ctx, 50005); err != nil {
		return err
	}
	sender, err := s.start("sender")
	if err != nil {
		return err
	}
	if _, err := sender.Wait(ctx); err != nil {
		return err
	}
	if err := receiver.ExpectLines(ctx, 2); err != nil {
		return err
	}
	return stop(ctx, receiver)
}

// listenTo returns the command line of a station that sends the logs in this
// folder: the same bytes in every run.
func listenTo(flags ...string) stationFlags {
	return append(stationFlags{"station", "--sensors-log", "classroom/compare/sensors.csv", "--drone-log", "classroom/compare/drone.csv"}, flags...)
}

type stationFlags []string

// forLines returns a function that plays a step: it starts a listener to ports,
// runs the station, and stops the listener when it has printed that many lines.
func (f stationFlags) forLines(lines int, ports ...int) func(context.Context, *scene) error {
	return func(ctx context.Context, s *scene) error {
		listener, err := s.start("")
		if err != nil {
			return err
		}
		for _, port := range ports {
			if err := waitBound(ctx, port); err != nil {
				return err
			}
		}
		station, err := s.lab.start(exec.Command(s.lab.program("classroom"), f...))
		if err != nil {
			return err
		}
		defer station.Kill()
		if status, err := station.Wait(ctx); err != nil {
			return err
		} else if status != 0 {
			return fmt.Errorf("the station has failed: %s", strings.TrimSpace(station.Stderr.String()))
		}
		if err := listener.ExpectLines(ctx, lines); err != nil {
			return err
		}
		return stop(ctx, listener)
	}
}

func playTCP(ctx context.Context, s *scene) error {
	server, err := s.start("server")
	if err != nil {
		return err
	}
	if err := server.Expect(ctx, "Waiting client ...\n"); err != nil {
		return err
	}
	client, err := s.start("client")
	if err != nil {
		return err
	}
	if _, err := client.Wait(ctx); err != nil {
		return err
	}
	_, err = server.Wait(ctx)
	return err
}

// chats are the lines that are typed, in turns; the client begins. The client
// ends the first chat, the server the second. No line occurs twice in a chat.
var chats = [][]string{
	{"Salut, ça va ?", "Très bien, merci !", "Où es-tu ?", "À la bibliothèque : 3 €, le café.", "J’arrive \U0001f642", "日本語", "end"},
	{"Prêt ?", "Déjà fini.", " deux  espaces ", "end"},
}

func playChat(ctx context.Context, s *scene) error {
	for _, chat := range chats {
		server, err := s.start("server")
		if err != nil {
			return err
		}
		if err := server.Expect(ctx, "Waiting client ...\n"); err != nil {
			return err
		}
		client, err := s.start("client")
		if err != nil {
			return err
		}
		heard := ""
		speaker, listener := client, server
		for _, said := range chat {
			if err := speaker.Expect(ctx, heard+"you: "); err != nil {
				return err
			}
			if err := speaker.Type(said + "\n"); err != nil {
				return err
			}
			heard = "peer: " + said + "\n"
			speaker, listener = listener, speaker
		}
		if _, err := client.Wait(ctx); err != nil {
			return err
		}
		if _, err := server.Wait(ctx); err != nil {
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

func playHTTP(ctx context.Context, s *scene) error {
	server, err := s.start("")
	if err != nil {
		return err
	}
	if err := server.Expect(ctx, "Waiting client ...\n"); err != nil {
		return err
	}
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
	return stop(ctx, server)
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

func playUntilEnd(ctx context.Context, s *scene) error {
	p, err := s.start("")
	if err != nil {
		return err
	}
	for i, line := range []string{"hello", "", "ça va ?", "the end", "end"} {
		if err := p.Type(line + "\n"); err != nil {
			return err
		}
		if err := p.ExpectLines(ctx, i+1); err != nil {
			return err
		}
	}
	_, err = p.Wait(ctx)
	return err
}

func playClosing(ctx context.Context, s *scene) error {
	p, err := s.start("")
	if err != nil {
		return err
	}
	if err := p.ExpectLines(ctx, 1); err != nil {
		return err
	}
	_, rest, _ := strings.Cut(p.Stdout.String(), "('127.0.0.1', ")
	port, _, _ := strings.Cut(rest, ")")
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("it does not print its port: %w", err)
	}
	conn, err := net.Dial("udp4", "127.0.0.1:"+port)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "it's \"\xc3\xa9\"\x1b\x00\n"); err != nil {
		return err
	}
	if err := p.ExpectLines(ctx, 2); err != nil {
		return err
	}
	return stop(ctx, p)
}
