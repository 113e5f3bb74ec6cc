package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"in43.example/pkg/graceful"
	"in43.example/pkg/guard"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

const get = "GET / HTTP/1.1\r\nHost: 127.0.0.1:55000\r\n\r\n"

// Python and Go print the same and reply the same.
func TestTwins(t *testing.T) {
	for _, tt := range []struct {
		reply, twin string
		requests    []string
		replies     string // with the date masked
	}{
		{"echo", "python/microHTTPsrv_echo.py", []string{"Hello, Everyone!", get, "a\n\tb", ""},
			"Hello, Everyone!" + get + "a\n\tb"},
		{"worksheet", "python/microHTTPsrv.py", []string{
			get,
			"HEAD / HTTP/1.0\r\n\r\n",
			"GET /favicon.ico HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n",
			"Hello, Everyone!",
			"",
		}, strings.Repeat("HTTP/1.1 200 OK\r\nDATE\r\nExpires: -1\r\nCache-Control: private, max-age=0\r\n"+
			"Content-Type: text/html;charset=utf-8\r\n\r\n"+
			"<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! \xc3\x89\xc3\x87 </h1></body></html>\r\n\r\n", 5)},
	} {
		want := "binding to 127.0.0.1:55000  ...\nWaiting client ...\n"
		for _, r := range tt.requests {
			want += "Client connected with address: ('127.0.0.1', PORT)\nreceived data: " + r + "\n"
		}
		want += graceful.Stopping + "\n"
		for language, cmd := range map[string]func(t *testing.T) *exec.Cmd{
			"Go":     func(t *testing.T) *exec.Cmd { return exec.Command(labtest.Build(t, "."), "--reply", tt.reply) },
			"Python": func(t *testing.T) *exec.Cmd { return labtest.Python(t, tt.twin) },
		} {
			t.Run(tt.reply+" "+language, func(t *testing.T) {
				server := labtest.Start(t, cmd(t))
				labtest.WaitBound(t, "tcp", 55000, 1)
				var replies string
				for _, r := range tt.requests {
					replies += exchange(t, dial(t, "127.0.0.1:55000"), r)
				}
				server.Interrupt()
				if status := server.Wait(); status != 0 || server.Stderr.String() != "" {
					t.Errorf("status %d after ctrl-c%v", status, server)
				}
				if got := labtest.Mask(server.Stdout.String()); got != want {
					t.Errorf("printed\n%q\nwant\n%q", got, want)
				}
				if got := maskDate(replies); got != tt.replies {
					t.Errorf("replied\n%q\nwant\n%q", got, tt.replies)
				}
			})
		}
	}
}

var asctime = regexp.MustCompile(`Date:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z][a-z] [ 1-3][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}GMT\r\n`)

func maskDate(reply string) string { return asctime.ReplaceAllString(reply, "DATE\r\n") }

// The twins set SO_REUSEADDR before bind, so that they can start again at once; but
// not on Windows, where a second server could then bind the same port.
func TestTwinsReuseAddr(t *testing.T) {
	const spy = `
import os, runpy, socket, sys
os.name = sys.argv[2]
def bind(sock, addr):
    print(sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0)
    sys.exit()
socket.socket.bind = bind
runpy.run_path(sys.argv[1])
`
	for _, twin := range []string{"python/microHTTPsrv.py", "python/microHTTPsrv_echo.py", "../ex3_tcp/python/server.py", "../ex3_2_chat/python/server.py"} {
		for system, want := range map[string]string{"posix": "True\n", "nt": "False\n"} {
			p := labtest.Run(t, labtest.Python(t, "-c", spy, twin, system))
			if _, got, _ := strings.Cut(p.Stdout.String(), "...\n"); got != want {
				t.Errorf("%s, os.name %q: SO_REUSEADDR before bind: %q, want %q%v", twin, system, got, want, p)
			}
		}
	}
}

// Whatever arrives, the terminal gets only text, and a bounded amount of it.
func TestHostileText(t *testing.T) {
	for _, reply := range []string{"echo", "worksheet"} {
		for _, tt := range []struct {
			name, request, want, warn string
		}{
			{"escape sequence", "GET /\x1b[2J HTTP/1.1\r\n\r\n", "GET /\\x1b[2J HTTP/1.1\r\n\r\n", `one byte is shown as \x1b`},
			{"not ASCII", "GET /é HTTP/1.1\r\n\r\n", "GET /\\xc3\\xa9 HTTP/1.1\r\n\r\n", `2 bytes are shown as \xc3\xa9`},
			{"carriage return", "GET /real\rfake\r\n\r\n", "GET /real\\x0dfake\r\n\r\n", `one byte is shown as \x0d`},
			{"no empty line", "GET /\x00", "GET /\\x00", `one byte is shown as \x00`},
		} {
			t.Run(reply+"/"+tt.name, func(t *testing.T) {
				p := start(t, reply)
				exchange(t, dial(t, p.Addr()), tt.request)
				if got, want := labtest.Mask(p.Stdout.String()), shown(tt.want); got != want {
					t.Errorf("printed %q, want %q", got, want)
				}
				if log := p.Log(); !strings.Contains(log, tt.warn) {
					t.Errorf("logged %q, want %q", log, tt.warn)
				}
			})
		}
	}
}

// shown is what the program prints when a client of 127.0.0.1 sends request,
// with the port masked.
func shown(request string) string {
	return "binding to 127.0.0.1:0  ...\nWaiting client ...\nClient connected with address: ('127.0.0.1', PORT)\nreceived data: " + request + "\n"
}

// A request may come in pieces, and still is one.
func TestPieces(t *testing.T) {
	for _, reply := range []string{"worksheet", "rfc"} {
		for _, request := range []string{get, "GET / HTTP/1.1\nHost: 127.0.0.1:55000\n\n"} {
			p := start(t, reply)
			conn := dial(t, p.Addr())
			for _, c := range []byte(request) {
				if _, err := conn.Write([]byte{c}); err != nil {
					t.Fatal(err)
				}
			}
			if got := exchange(t, conn, ""); !strings.HasSuffix(got, page) {
				t.Errorf("%s: replied %q", reply, got)
			}
			if reply == "rfc" {
				request = get // net/http shows what it has understood
			}
			if got := labtest.Mask(p.Stdout.String()); got != shown(request) {
				t.Errorf("%s: printed %q", reply, got)
			}
		}
	}
}

// Each client gets its reply, and what clients send at the same time is not
// mixed.
func TestConcurrent(t *testing.T) {
	for _, reply := range []string{"worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			p := start(t, reply)
			const n = 50
			var requests []string
			var all sync.WaitGroup
			for i := range n {
				request := fmt.Sprintf("GET /?%d HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", i, strings.Repeat(fmt.Sprint(i), 1000))
				requests = append(requests, request)
				conn := dial(t, p.Addr())
				all.Go(func() {
					if got := exchange(t, conn, request); !strings.HasSuffix(got, page) {
						t.Errorf("replied %q", got)
					}
				})
			}
			all.Wait()
			got := p.Stdout.String()
			if clients := strings.Count(got, "\nClient connected with address: ('127.0.0.1', "); clients != n {
				t.Errorf("%d clients, want %d", clients, n)
			}
			for _, r := range requests {
				if strings.Count(got, "\nreceived data: "+r+"\n") != 1 {
					t.Errorf("it does not show %.30q", r)
				}
			}
		})
	}
}

// A client that sends far more than is read gets the whole reply all the same,
// and then the end, not a reset.
func TestLingering(t *testing.T) {
	for reply, want := range map[string]string{
		"echo":      "GET /xxx",
		"worksheet": "HTTP/1.1 200 OK",
		"rfc":       "HTTP/1.1 431 Request Header Fields Too Large",
	} {
		t.Run(reply, func(t *testing.T) {
			p := start(t, reply)
			if got := exchange(t, dial(t, p.Addr()), "GET /"+strings.Repeat("x", 1<<20)); !strings.HasPrefix(got, want) {
				t.Errorf("replied %.100q, want %q", got, want)
			}
			if n := len(p.Stdout.String()); n > guard.Size+200 {
				t.Errorf("printed %d bytes", n)
			}
		})
	}
}

// A thousand silent connections, 200 slow ones and a line of 1 MB do not keep a
// normal request from its reply.
func TestCrowd(t *testing.T) {
	for _, reply := range []string{"worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			addr := start(t, reply).Addr()
			crowd := make([]net.Conn, 1200)
			for i := range crowd {
				crowd[i] = dial(t, addr)
				if i >= 1000 {
					io.WriteString(crowd[i], "G") // and no more for now
				}
			}
			long := dial(t, addr)
			sent := make(chan error)
			go func() {
				_, err := io.WriteString(long, "GET /"+strings.Repeat("x", 1<<20))
				sent <- err
			}()
			if got := exchange(t, dial(t, addr), get); !strings.HasSuffix(got, page) {
				t.Errorf("replied %q", got)
			}
			if err := <-sent; err != nil {
				t.Errorf("sending the long line: %v", err)
			}

			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapInuse+m.StackInuse > 100<<20 {
				t.Errorf("%d bytes of heap and %d of stacks are in use", m.HeapInuse, m.StackInuse)
			}
			// The silent ones were there all the time: they get their replies now.
			for _, i := range []int{0, 500, 999} {
				if got := exchange(t, crowd[i], get); !strings.HasSuffix(got, page) {
					t.Errorf("silent connection %d got %q", i, got)
				}
			}
		})
	}
}

// A client that leaves, with or without a reset, takes nobody with it.
func TestLeaving(t *testing.T) {
	for _, reply := range []string{"echo", "worksheet", "rfc"} {
		p := start(t, reply)
		for _, request := range []string{"", "GET / HT", get} {
			conn := dial(t, p.Addr())
			io.WriteString(conn, request)
			conn.(*net.TCPConn).SetLinger(0) // the end is a reset
			conn.Close()
		}
		if got := exchange(t, dial(t, p.Addr()), get); !strings.HasPrefix(got, "HTTP/1.1 200") && got != get {
			t.Errorf("%s: after that, replied %q", reply, got)
		}
	}
}

// Ctrl-c ends the program and every connection, whatever it is at, and leaves
// the port free.
func TestInterrupt(t *testing.T) {
	for _, reply := range []string{"echo", "worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--reply", reply))
			const addr = "127.0.0.1:55000"
			labtest.WaitBound(t, "tcp", 55000, 1)
			silent, half, answered := dial(t, addr), dial(t, addr), dial(t, addr)
			io.WriteString(half, "GET / HT")
			io.WriteString(answered, get)
			server.Expect("GET / HTTP/1.1")
			server.Interrupt()
			if status := server.Wait(); status != 0 {
				t.Errorf("status %d%v", status, server)
			}
			if !strings.HasSuffix(server.Stdout.String(), graceful.Stopping+"\n") {
				t.Errorf("the last line is not that of ctrl-c%v", server)
			}
			for _, conn := range []net.Conn{silent, half, answered} {
				if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("a connection is still open: %v", err)
				}
			}
			ln, err := net.Listen("tcp4", addr)
			if err != nil {
				t.Fatalf("the port is not free: %v", err)
			}
			ln.Close()
		})
	}
}

func TestErrors(t *testing.T) {
	port := labtest.TakenPort(t, "tcp4")
	rejects := labclitest.Rejects(t, app)
	for _, reply := range []string{"worksheet", "rfc"} {
		rejects("--reply "+reply+" --port "+port, 1, "cannot listen on 127.0.0.1:"+port+": the port is taken")
	}
	rejects("--ip 192.0.2.1", 1, "cannot listen on 192.0.2.1:55000: this machine does not have that address")
	rejects("--ip no-such-host.invalid", 1, "cannot listen on no-such-host.invalid:55000: ")
	rejects("--ip ::1", 1, "cannot listen on [::1]:55000: ")
	rejects("--port 70000", 2, "--port 70000 is not a port")
	rejects("--reply html", 2, `--reply "html" is not a reply; use echo, worksheet or rfc`)
	rejects("now", 2, `unknown argument "now"`)
}

// What cannot be printed is an error: the server does not go on in silence.
func TestFullDisk(t *testing.T) {
	for _, reply := range []string{"echo", "worksheet", "rfc"} {
		for room := range 4 { // lines
			a := app()
			a.Writer = &fullDisk{room}
			p := labclitest.Start(t, a, "--reply", reply, "--port", "0")
			if room >= 2 {
				conn := dial(t, p.Addr())
				io.WriteString(conn, get)
			}
			if status := p.Wait(); status != 1 || !strings.Contains(p.Log(), "ERR no space left on device") {
				t.Errorf("%s: status %d, logged %q", reply, status, p.Log())
			}
		}
	}
}

// A fullDisk has room for so many lines.
type fullDisk struct{ room int }

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.room -= strings.Count(string(b), "\n"); d.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

// start starts the program on a free port, until the end of the test.
func start(t *testing.T, reply string) *labclitest.Program {
	t.Helper()
	p := labclitest.Start(t, app(), "--reply", reply, "--port", "0")
	t.Cleanup(func() {
		if status := p.Stop(); status != 0 {
			t.Errorf("status %d, logged %q", status, p.Log())
		}
	})
	return p
}

// dial connects to addr, until the end of the test. Reading from the connection
// fails if it takes much too long.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp4", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// exchange sends request, says that nothing will follow, and returns all that
// the server sends.
func exchange(t *testing.T, conn net.Conn, request string) string {
	t.Helper()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Errorf("sending: %v", err)
	}
	conn.(*net.TCPConn).CloseWrite()
	b, err := io.ReadAll(conn)
	if err != nil {
		t.Errorf("after %.100q: %v", b, err)
	}
	conn.Close()
	return string(b)
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	curl, err := exec.LookPath("curl")
	if err != nil {
		labtest.Missing(t, "curl")
	}
	for _, tt := range []struct {
		server, reply string
		client        string
	}{
		{"make run-ex4", "worksheet", "curl --silent --include http://127.0.0.1:55000/"},
		{`make run-ex4 ARGS="--reply rfc"`, "rfc", "curl --silent --head http://127.0.0.1:55000/ http://127.0.0.1:55000/favicon.ico"},
	} {
		server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--reply", tt.reply))
		labtest.WaitBound(t, "tcp", 55000, 1)
		client := labtest.Run(t, exec.Command(curl, append([]string{"--noproxy", "*"}, strings.Fields(tt.client)[1:]...)...))
		server.Interrupt()
		server.Wait()
		r.Check(tt.server, plain(server.Stdout.String()))
		r.Check(tt.client, plain(client.Stdout.String()))
	}
	r.Done()
}

var (
	day   = regexp.MustCompile(`\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b`)
	month = regexp.MustCompile(`\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`)
)

// plain is text as README.md shows it: lines end with \n, and it is a Sunday in
// November.
func plain(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return month.ReplaceAllString(day.ReplaceAllString(s, "Sun"), "Nov")
}

// A client is answered, also while nobody reads what the server prints.
func TestStoppedReader(t *testing.T) {
	for _, args := range [][]string{{"--reply", "echo"}, {"--reply", "worksheet"}, {"--reply", "rfc"}} {
		a := app()
		r, w := io.Pipe()
		defer r.Close()
		a.Writer = w
		p := labclitest.Start(t, a, append(args, "--port", "0")...)
		conn, err := net.Dial("tcp4", p.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		io.WriteString(conn, get)
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Errorf("%v: no answer: %v", args, err)
		}
		conn.Close()
		if status := p.Stop(); status != 0 {
			t.Errorf("%v: status %d", args, status)
		}
	}
}
