package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"in43.example/classroom/internal/sheet"
	"in43.example/classroom/internal/wire"
	"in43.example/pkg/program"
)

// playTime is how long a step may take.
const playTime = 20 * time.Second

// A step is a step of the worksheet that sends something.
type step struct {
	number string

	// play plays the step and returns its packets.
	play func(*scene, context.Context) ([]wire.Packet, error)

	// show returns the text of the dump.
	show func([]wire.Packet) string
}

// steps are those of the worksheet, in its order.
var steps = []step{
	{"2.1", (*scene).playUDP, showUDP},
	{"2.1.2", (*scene).playSensors, showSensors},
	{"2.1.3", (*scene).playDrone, showDrone},
	{"2.1.4", (*scene).playSelect, showSelect},
	{"3.1", (*scene).playTCP, showTalk},
	{"3.2", (*scene).playChat, showTalk},
	{"4", (*scene).playHTTP, showHTTP},
	{"5.3.5", (*scene).playClosing, showClosing},
}

// dir returns the folder of the exercise.
func (s step) dir() string { return sheet.Find(s.number)[0].Folder() }

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
	sc.Stage = sheet.Stage{Programs: sheet.Find(s.number), Launch: sc.launch}
	packets, err := s.play(sc, ctx)
	for _, p := range sc.started {
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
	sheet.Stage
	bin     string
	started []*sheet.Running
}

// launch starts one of our programs.
func (s *scene) launch(p sheet.Program) (*sheet.Running, error) {
	return s.start(p.Folder(), p.Args()[1:]...)
}

func (s *scene) start(name string, args ...string) (*sheet.Running, error) {
	p, err := program.Start(exec.Command(filepath.Join(s.bin, name), args...))
	if err != nil {
		return nil, fmt.Errorf(`%w; "make wire" builds the programs`, err)
	}
	running := &sheet.Running{Process: p}
	s.started = append(s.started, running)
	return running, nil
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

// packets plays a step in which the first socket without a port of its own gets
// that one, and returns what was sent, when that is all.
func (s *scene) packets(ctx context.Context, port int, play func(context.Context) error, all func([]wire.Packet) bool) ([]wire.Packet, error) {
	if err := nextPort(port); err != nil {
		return nil, err
	}
	if err := play(ctx); err != nil {
		return nil, err
	}
	return s.Until(ctx, all)
}

func (s *scene) playUDP(ctx context.Context) ([]wire.Packet, error) {
	return s.packets(ctx, udpPort, s.UDP, count(1))
}

// The station sends one message of the log of the classroom to the broadcast
// address of the LAN.
var (
	stationSensors = []string{"station", "--to", "10.9.255.255", "--count", "1", "--drone-rate", "0",
		"--sensors-log", "classroom/compare/sensors.csv", "--sensors-rate", "100"}
	stationDrone = []string{"station", "--to", "10.9.255.255", "--count", "1", "--sensors-rate", "0",
		"--drone-log", "classroom/compare/drone.csv", "--drone-rate", "100"}
)

func (s *scene) playSensors(ctx context.Context) ([]wire.Packet, error) {
	return s.playListener(ctx, []int{52001}, 2, stationSensors)
}

func (s *scene) playDrone(ctx context.Context) ([]wire.Packet, error) {
	return s.playListener(ctx, []int{52002}, 2, stationDrone)
}

// playSelect lets two stations send, one after the other: the order of the two
// streams of one station is not always the same.
func (s *scene) playSelect(ctx context.Context) ([]wire.Packet, error) {
	return s.playListener(ctx, []int{52001, 52002}, 6, stationSensors, stationDrone)
}

// playListener plays a listener that prints that many lines, and stations that
// send one message each.
func (s *scene) playListener(ctx context.Context, ports []int, lines int, stations ...[]string) ([]wire.Packet, error) {
	send := func() error {
		for i, args := range stations {
			if err := nextPort(udpPort + i); err != nil {
				return err
			}
			station, err := s.start("classroom", args...)
			if err != nil {
				return err
			}
			if err := station.End(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.Listen(ctx, ports, lines, send); err != nil {
		return nil, err
	}
	return s.Until(ctx, count(len(stations)))
}

func (s *scene) playTCP(ctx context.Context) ([]wire.Packet, error) {
	return s.packets(ctx, tcpPort, s.TCP, wire.Closed)
}

func (s *scene) playChat(ctx context.Context) ([]wire.Packet, error) {
	chat := func(ctx context.Context) error { return s.Chat(ctx, []string{"Un café ?", "Déjà bu.", "end"}) }
	return s.packets(ctx, chatPort, chat, wire.Closed)
}

func (s *scene) playHTTP(ctx context.Context) (packets []wire.Packet, err error) {
	err = s.HTTP(ctx, func() error {
		if err := nextPort(httpPort); err != nil {
			return err
		}
		if _, _, err := sheet.Browse(ctx); err != nil {
			return err
		}
		packets, err = s.Until(ctx, wire.Closed)
		return err
	})
	return packets, err
}

func (s *scene) playClosing(ctx context.Context) ([]wire.Packet, error) {
	send := func(addr string) error {
		if err := nextPort(udpPort + 1); err != nil {
			return err
		}
		return sheet.Send(addr, "hello")
	}
	return s.packets(ctx, udpPort, func(ctx context.Context) error { return s.Closing(ctx, send) }, count(1))
}
