package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"
)

// tcpAddr is the address of the worksheet's TCP servers.
const tcpAddr = "127.0.0.1:55000"

// stall is how long a request may take before it counts as failed.
const stall = time.Second

// A server is a program that listens on tcpAddr.
type server struct {
	name string
	cmd  func() *exec.Cmd
}

// loop is the echo server of worksheet 3.1 kept open, as --forever does: the
// twin serves one message and ends.
const loop = `
import socket
sconn = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sconn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sconn.bind(("127.0.0.1", 55000))
sconn.listen(1)
print("Waiting client ...", flush=True)
while True:
    s, addr = sconn.accept()
    rawdata = s.recv(1024)
    while rawdata:
        print("received data:", rawdata.decode("ascii"))
        s.send(rawdata)
        rawdata = s.recv(1024)
    s.close()
`

// benchTCP prints the tables of the TCP half.
func benchTCP(bin, python string, w io.Writer) error {
	script := func(file string) func() *exec.Cmd {
		return func() *exec.Cmd { return exec.Command(python, file) }
	}
	ours := func(name string, args ...string) func() *exec.Cmd {
		return func() *exec.Cmd { return exec.Command(filepath.Join(bin, name), args...) }
	}

	fmt.Fprintf(w, "\n4, one connection a request; a request that takes over %v has failed\n\n", stall)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "clients\tserver\treplies\tfailed\tslowest\tratio\twanted\t")
	twin := server{"Python", script("ex4_microhttp/python/microHTTPsrv.py")}
	micro := server{"Go", ours("ex4_microhttp")}
	for _, clients := range []int{1, 64, 512} {
		var first load
		for _, s := range []server{twin, micro} {
			l, err := s.measure(func() (load, error) { return requests(clients) })
			if err != nil {
				return err
			}
			wanted := ">= 1, none failed"
			switch {
			case s.name == twin.name:
				first, wanted = l, ""
			case clients > 1:
				wanted = "none failed"
			}
			fmt.Fprintf(t, "%d\t%s\t%.0f/s\t%d\t%v\t%.2f\t%s\t\n", clients, s.name, l.perSecond(), l.failed, l.slowest.Round(time.Millisecond), l.perSecond()/first.perSecond(), wanted)
		}
	}
	for _, s := range []server{twin, micro} {
		l, err := s.measure(func() (load, error) {
			silent, err := dial()
			if err != nil {
				return load{}, err
			}
			defer silent.Close()
			return requests(64)
		})
		if err != nil {
			return err
		}
		wanted := ""
		if s.name == micro.name {
			wanted = "full rate"
		}
		fmt.Fprintf(t, "64 + 1 silent\t%s\t%.0f/s\t%d\t%v\t\t%s\t\n", s.name, l.perSecond(), l.failed, l.slowest.Round(time.Millisecond), wanted)
	}
	if err := t.Flush(); err != nil {
		return err
	}

	fmt.Fprintf(w, "\n3, round trips on one connection\n\n")
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "step\tserver\tround trips\tratio\t")
	for _, step := range []struct {
		name    string
		servers []server
		typed   string // what the server's person types each turn
	}{
		{"3.1 echo", []server{
			{"Python", func() *exec.Cmd { return exec.Command(python, "-c", loop) }},
			{"Go", ours("ex3_tcp", "server", "--forever")}}, ""},
		{"3.2 chat", []server{
			{"Python", script("ex3_2_chat/python/server.py")},
			{"Go", ours("ex3_2_chat", "server")}}, "Ça va bien, merci.\n"},
	} {
		var first load
		for _, s := range step.servers {
			l, err := s.measureTyping(step.typed, roundTrips)
			if err != nil {
				return err
			}
			if s.name == "Python" {
				first = l
			}
			fmt.Fprintf(t, "%s\t%s\t%.0f/s\t%.2f\t\n", step.name, s.name, l.perSecond(), l.perSecond()/first.perSecond())
		}
	}
	return t.Flush()
}

// A load is what clients got done in the duration.
type load struct {
	done, failed int64
	slowest      time.Duration
}

func (l load) perSecond() float64 { return float64(l.done) / duration.Seconds() }

// measure runs the server while f loads it.
func (s server) measure(f func() (load, error)) (load, error) { return s.measureTyping("", f) }

// measureTyping is measure with a person at the server's keyboard, who types
// text again and again.
func (s server) measureTyping(text string, f func() (load, error)) (load, error) {
	free, err := net.Listen("tcp4", tcpAddr) // else another server would be measured
	if err != nil {
		return load{}, err
	}
	free.Close()
	cmd := s.cmd()
	cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED=1") // prints at once, as our programs do
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return load{}, err
	}
	defer null.Close()
	cmd.Stdout, cmd.Stderr = null, os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return load{}, err
	}
	if err := cmd.Start(); err != nil {
		return load{}, err
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	if text != "" {
		go func() {
			defer stdin.Close()
			lines := bytes.Repeat([]byte(text), 1000)
			for {
				if _, err := stdin.Write(lines); err != nil {
					return // the server has ended
				}
			}
		}()
	}
	return f()
}

// dial connects to the server, which may not listen yet.
func dial() (net.Conn, error) {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.DialTimeout("tcp4", tcpAddr, stall)
		if err == nil || time.Now().After(end) {
			return conn, err
		}
	}
}

const request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:55000\r\nUser-Agent: bench\r\nAccept: text/html\r\n\r\n"

// heading stands in the page of worksheet 4.
const heading = "In43 is the best course ! ÉÇ"

// requests lets clients ask for the page for the duration, each on a new
// connection each time.
func requests(clients int) (load, error) {
	probe, err := dial()
	if err != nil {
		return load{}, err
	}
	io.WriteString(probe, request)
	io.Copy(io.Discard, deadline(probe))
	probe.Close()

	var l load
	var mu sync.Mutex
	var all sync.WaitGroup
	end := time.Now().Add(duration)
	for range clients {
		all.Go(func() {
			var mine load
			buf := make([]byte, 4096)
			for start := time.Now(); start.Before(end); start = time.Now() {
				if err := get(buf); err != nil {
					mine.failed++
				} else {
					mine.done++
				}
				mine.slowest = max(mine.slowest, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			l.done += mine.done
			l.failed += mine.failed
			l.slowest = max(l.slowest, mine.slowest)
		})
	}
	all.Wait()
	return l, nil
}

// get asks for the page once. It reads the reply into buf.
func get(buf []byte) error {
	conn, err := net.DialTimeout("tcp4", tcpAddr, stall)
	if err != nil {
		return err
	}
	defer conn.Close()
	deadline(conn)
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	n, err := io.ReadFull(conn, buf)
	if err != io.ErrUnexpectedEOF || !bytes.Contains(buf[:n], []byte(heading)) {
		return fmt.Errorf("no page: %v", err)
	}
	return nil
}

// deadline gives conn the time stall from now on.
func deadline(conn net.Conn) net.Conn {
	conn.SetDeadline(time.Now().Add(stall))
	return conn
}

// roundTrips sends a message and waits for the answer, again and again, for the
// duration.
func roundTrips() (load, error) {
	var l load
	conn, err := dial()
	if err != nil {
		return l, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(2 * duration))
	var buf [1024]byte
	for end := time.Now().Add(duration); time.Now().Before(end); l.done++ {
		if _, err := io.WriteString(conn, "Hello, Everyone!"); err != nil {
			return l, err
		}
		if _, err := conn.Read(buf[:]); err != nil {
			return l, err
		}
	}
	return l, nil
}
