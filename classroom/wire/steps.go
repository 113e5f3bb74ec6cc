package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"in43.example/classroom/internal/wire"
	"in43.example/pkg/bound"
	"in43.example/pkg/program"
)

// playTime is how long a step may take.
const playTime = 20 * time.Second

// A step is a step of the worksheet that sends something.
type step struct {
	number string
	dir    string // of the exercise

	// play plays the step and returns its packets.
	play func(context.Context, *scene) ([]wire.Packet, error)

	// show returns the text of the dump.
	show func([]wire.Packet) string
}

// steps are those of the worksheet, in its order.
var steps = []step{
	{"2.1", "ex2_1_udp", playUDP, showUDP},
	{"2.1.2", "ex2_1_2_sensors", playSensors, showSensors},
	{"2.1.3", "ex2_1_3_drone", playDrone, showDrone},
	{"2.1.4", "ex2_1_4_select", playSelect, showSelect},
	{"3.1", "ex3_tcp", playTCP, showTalk},
	{"3.2", "ex3_2_chat", playChat, showTalk},
	{"4", "ex4_microhttp", playHTTP, showHTTP},
	{"5.3.5", "ex5_annexes", playClosing, showClosing},
}

// play plays s with the programs in the folder bin and returns its dump.
func play(ctx context.Context, bin string, s step) (dump string, err error) {
	ctx, cancel := context.WithTimeout(ctx, playTime)
	defer cancel()
	capture, err := wire.Listen()
	if err != nil {
		return "", err
	}
	defer capture.Close()
	sc := &scene{Capture: capture, bin: bin}
	packets, err := s.play(ctx, sc)
	for _, p := range sc.programs {
		p.Kill() // it runs only if the play has failed
		if err != nil {
			err = fmt.Errorf("%w\n%v%v", err, p.Stdout, p.Stderr)
		}
	}
	if err != nil {
		return "", err
	}
	return s.show(packets), nil
}

// A scene is one play of a step.
type scene struct {
	*wire.Capture
	bin      string
	programs []*program.Process
}

// start starts one of our programs.
func (s *scene) start(name string, args ...string) (*program.Process, error) {
	p, err := program.Start(exec.Command(filepath.Join(s.bin, name), args...))
	if err != nil {
		return nil, fmt.Errorf(`%w; "make wire" builds the programs`, err)
	}
	s.programs = append(s.programs, p)
	return p, nil
}

// run runs one of our programs to its good end.
func (s *scene) run(ctx context.Context, name string, args ...string) error {
	p, err := s.start(name, args...)
	if err != nil {
		return err
	}
	return ended(ctx, p)
}

// ended waits for the good end of p.
func ended(ctx context.Context, p *program.Process) error {
	status, err := p.Wait(ctx)
	if err != nil {
		return err
	}
	if status != 0 {
		return fmt.Errorf("a program ended with status %d", status)
	}
	return nil
}

// stopped presses ctrl-c and waits for the good end of p.
func stopped(ctx context.Context, p *program.Process) error {
	if err := p.Interrupt(); err != nil {
		return err
	}
	return ended(ctx, p)
}

// portRange is the file that says which ports the system gives to sockets that
// take any free one (ip(7)).
const portRange = "/proc/sys/net/ipv4/ip_local_port_range"

// nextPort makes port the one that the system gives next. So the dumps are
// always the same.
func nextPort(port int) error {
	if err := os.WriteFile(portRange, fmt.Appendf(nil, "%d %d\n", port, port), 0); err != nil {
		return fmt.Errorf("cannot choose the port that the system gives: %w", err)
	}
	return nil
}

// count returns a function that reports whether there are n packets.
func count(n int) func([]wire.Packet) bool {
	return func(packets []wire.Packet) bool { return len(packets) >= n }
}

// The ports that the system gives. The port of a connection stays in use for some
// time after its end (TIME_WAIT), so each step with TCP has another one.
const (
	udpPort  = 40312
	tcpPort  = 40313
	chatPort = 40314
	httpPort = 40315
)

func playUDP(ctx context.Context, s *scene) ([]wire.Packet, error) {
	if err := nextPort(udpPort); err != nil {
		return nil, err
	}
	receiver, err := s.start("ex2_1_udp", "receiver")
	if err != nil {
		return nil, err
	}
	if err := bound.Wait(ctx, "udp", 50005, 1); err != nil {
		return nil, err
	}
	if err := s.run(ctx, "ex2_1_udp", "sender"); err != nil {
		return nil, err
	}
	if err := receiver.ExpectLines(ctx, 2); err != nil {
		return nil, err
	}
	if err := stopped(ctx, receiver); err != nil {
		return nil, err
	}
	return s.Until(ctx, count(1))
}

// The station sends one message of the log of the classroom to the broadcast
// address of the LAN.
var (
	stationSensors = []string{"station", "--to", "10.9.255.255", "--count", "1", "--drone-rate", "0",
		"--sensors-log", "classroom/compare/sensors.csv", "--sensors-rate", "100"}
	stationDrone = []string{"station", "--to", "10.9.255.255", "--count", "1", "--sensors-rate", "0",
		"--drone-log", "classroom/compare/drone.csv", "--drone-rate", "100"}
)

func playSensors(ctx context.Context, s *scene) ([]wire.Packet, error) {
	return s.listen(ctx, []int{52001}, [][]string{stationSensors}, "ex2_1_2_sensors", "--count", "1")
}

func playDrone(ctx context.Context, s *scene) ([]wire.Packet, error) {
	return s.listen(ctx, []int{52002}, [][]string{stationDrone}, "ex2_1_3_drone", "--count", "1")
}

// playSelect lets two stations send, one after the other: the order of the two
// streams of one station is not always the same.
func playSelect(ctx context.Context, s *scene) ([]wire.Packet, error) {
	return s.listen(ctx, []int{52001, 52002}, [][]string{stationSensors, stationDrone}, "ex2_1_4_select", "--count", "2")
}

// listen plays a listener, and stations that send one message each.
func (s *scene) listen(ctx context.Context, ports []int, stations [][]string, listener string, args ...string) ([]wire.Packet, error) {
	p, err := s.start(listener, args...)
	if err != nil {
		return nil, err
	}
	for _, port := range ports {
		if err := bound.Wait(ctx, "udp", port, 1); err != nil {
			return nil, err
		}
	}
	for i, station := range stations {
		if err := nextPort(udpPort + i); err != nil {
			return nil, err
		}
		if err := s.run(ctx, "classroom", station...); err != nil {
			return nil, err
		}
	}
	if err := ended(ctx, p); err != nil {
		return nil, err
	}
	return s.Until(ctx, count(len(stations)))
}

func playTCP(ctx context.Context, s *scene) ([]wire.Packet, error) {
	if err := nextPort(tcpPort); err != nil {
		return nil, err
	}
	server, err := s.start("ex3_tcp", "server")
	if err != nil {
		return nil, err
	}
	if err := bound.Wait(ctx, "tcp", 55000, 1); err != nil {
		return nil, err
	}
	if err := s.run(ctx, "ex3_tcp", "client"); err != nil {
		return nil, err
	}
	if err := ended(ctx, server); err != nil {
		return nil, err
	}
	return s.Until(ctx, wire.Closed)
}

// said is what the persons of the chat say in turns, the client first.
var said = []string{"Un café ?", "Déjà bu.", "end"}

func playChat(ctx context.Context, s *scene) ([]wire.Packet, error) {
	if err := nextPort(chatPort); err != nil {
		return nil, err
	}
	server, err := s.start("ex3_2_chat", "server")
	if err != nil {
		return nil, err
	}
	if err := bound.Wait(ctx, "tcp", 55000, 1); err != nil {
		return nil, err
	}
	client, err := s.start("ex3_2_chat", "client")
	if err != nil {
		return nil, err
	}
	heard := ""
	speaker, listener := client, server
	for _, text := range said {
		if err := speaker.Expect(ctx, heard+"you: "); err != nil {
			return nil, err
		}
		if err := speaker.Type(text + "\n"); err != nil {
			return nil, err
		}
		heard = "peer: " + text + "\n"
		speaker, listener = listener, speaker
	}
	for _, p := range []*program.Process{client, server} {
		if err := ended(ctx, p); err != nil {
			return nil, err
		}
	}
	return s.Until(ctx, wire.Closed)
}

// playHTTP is the client too.
func playHTTP(ctx context.Context, s *scene) ([]wire.Packet, error) {
	if err := nextPort(httpPort); err != nil {
		return nil, err
	}
	server, err := s.start("ex4_microhttp")
	if err != nil {
		return nil, err
	}
	if err := bound.Wait(ctx, "tcp", 55000, 1); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:55000/", nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	reply, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	if _, err := io.Copy(io.Discard, reply.Body); err != nil {
		return nil, err
	}
	packets, err := s.Until(ctx, wire.Closed)
	if err != nil {
		return nil, err
	}
	return packets, stopped(ctx, server)
}

// playClosing plays worksheet 5.3.5, and sends the datagram itself.
func playClosing(ctx context.Context, s *scene) ([]wire.Packet, error) {
	if err := nextPort(udpPort); err != nil {
		return nil, err
	}
	p, err := s.start("ex5_annexes", "closing")
	if err != nil {
		return nil, err
	}
	if err := bound.Wait(ctx, "udp", udpPort, 1); err != nil {
		return nil, err
	}
	if err := nextPort(udpPort + 1); err != nil {
		return nil, err
	}
	conn, err := net.Dial("udp4", fmt.Sprintf("127.0.0.1:%d", udpPort))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "hello"); err != nil {
		return nil, err
	}
	if err := p.ExpectLines(ctx, 2); err != nil {
		return nil, err
	}
	if err := stopped(ctx, p); err != nil {
		return nil, err
	}
	return s.Until(ctx, count(1))
}
