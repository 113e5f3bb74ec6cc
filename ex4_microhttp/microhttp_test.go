package main

import (
	"context"
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
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
)

func TestMain(m *testing.M) { labtest.Main(m) }

const get = "GET / HTTP/1.1\r\nHost: 127.0.0.1:55000\r\n\r\n"

// Python and Go print the same and answer the same.
func TestTwins(t *testing.T) {
	for _, tt := range []struct {
		reply, twin string
		requests    []string
	}{
		{"echo", "python/microHTTPsrv_echo.py", []string{"Hello, Everyone!", get, "a\n\tb", ""}},
		{"worksheet", "python/microHTTPsrv.py", []string{
			get,
			"HEAD / HTTP/1.0\r\n\r\n",
			"GET /favicon.ico HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n",
			"Hello, Everyone!",
			"",
		}},
	} {
		t.Run(tt.reply, func(t *testing.T) {
			var transcripts, answers []string
			for _, cmd := range []*exec.Cmd{
				exec.Command(labtest.Build(t, "."), "--reply", tt.reply),
				labtest.Python(t, tt.twin),
			} {
				server := labtest.Start(t, cmd)
				labtest.WaitBound(t, "tcp", 55000, 1)
				var got string
				for _, r := range tt.requests {
					conn := dial(t, "127.0.0.1:55000")
					got += exchange(t, conn, r)
				}
				server.Interrupt()
				if status := server.Wait(); status != 0 {
					t.Errorf("%v ended with status %d after ctrl-c", cmd, status)
				}
				if e := server.Stderr.String(); e != "" {
					t.Errorf("%v printed on standard error: %s", cmd, e)
				}
				transcripts = append(transcripts, labtest.Mask(server.Stdout.String()))
				answers = append(answers, maskDate(got))
			}
			want := "binding to 127.0.0.1:55000  ...\nWaiting client ...\n"
			for _, r := range tt.requests {
				want += "Client connected with address: ('127.0.0.1', PORT)\nreceived data: " + r + "\n"
			}
			want += graceful.Stopping + "\n"
			if transcripts[0] != want || transcripts[1] != want {
				t.Errorf("Go printed\n%q\nPython\n%q\nwant\n%q", transcripts[0], transcripts[1], want)
			}
			if answers[0] != answers[1] || !strings.Contains(answers[0], "H") {
				t.Errorf("Go answered\n%q\nPython\n%q", answers[0], answers[1])
			}
		})
	}
}

var asctime = regexp.MustCompile(`Date:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z][a-z] [ 1-3][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}GMT\r\n`)

func maskDate(reply string) string { return asctime.ReplaceAllString(reply, "DATE\r\n") }

// The worksheet's reply, byte for byte.
func TestWorksheetReply(t *testing.T) {
	const want = "HTTP/1.1 200 OK\r\nDate:Sun Nov  6 08:49:37 1994GMT\r\nExpires: -1\r\nCache-Control: private, max-age=0\r\n" +
		"Content-Type: text/html;charset=utf-8\r\n\r\n" +
		"<html><head><meta charset='utf-8'/></head><body><h1>In43 is the best course ! \xc3\x89\xc3\x87 </h1></body></html>\r\n\r\n"
	if got := string(worksheetReply(time.Date(1994, 11, 6, 8, 49, 37, 0, time.Local))); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// Whatever arrives, the terminal gets only text, and a bounded amount of it.
func TestHostileText(t *testing.T) {
	for _, reply := range []string{"echo", "worksheet", "rfc"} {
		for _, tt := range []struct {
			name, request, want string
		}{
			{"escape sequence", "GET /\x1b[2J HTTP/1.1\r\n\r\n", "GET /\\x1b[2J HTTP/1.1\r\n\r\n"},
			{"not ASCII", "GET /é HTTP/1.1\r\n\r\n", "GET /\\xc3\\xa9 HTTP/1.1\r\n\r\n"},
			{"carriage return", "GET /real\rfake\r\n\r\n", "GET /real\\x0dfake\r\n\r\n"},
			{"carriage returns", "GET /\r\r\n\r\n", "GET /\\x0d\r\n\r\n"},
			{"no blank line", "GET /\x00", "GET /\\x00"},
			{"too long", strings.Repeat("\a", headSize), strings.Repeat(`\x07`, headSize)},
		} {
			t.Run(reply+"/"+tt.name, func(t *testing.T) {
				out := program.NewOutput()
				addr := start(t, reply, out)
				exchange(t, dial(t, addr), tt.request)
				want := "Waiting client ...\nClient connected with address: ('127.0.0.1', PORT)\nreceived data: " + tt.want + "\n"
				if got := labtest.Mask(out.String()); got != want {
					t.Errorf("printed %.200q, want %.200q", got, want)
				}
			})
		}
	}
}

// A request may come in pieces, and still is one.
func TestPieces(t *testing.T) {
	for _, reply := range []string{"worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			out := program.NewOutput()
			addr := start(t, reply, out)
			conn := dial(t, addr)
			for _, c := range []byte(get) {
				if _, err := conn.Write([]byte{c}); err != nil {
					t.Fatal(err)
				}
			}
			if got := exchange(t, conn, ""); !strings.HasSuffix(got, page) {
				t.Errorf("answered %q", got)
			}
			if got := out.String(); !strings.HasSuffix(got, "received data: "+get+"\n") {
				t.Errorf("printed %q", got)
			}
		})
	}
}

// What clients send at the same time is not mixed.
func TestConcurrent(t *testing.T) {
	out := program.NewOutput()
	addr := start(t, "worksheet", out)
	const n = 50
	want := map[string]bool{}
	var wg sync.WaitGroup
	for i := range n {
		request := fmt.Sprintf("GET /%d HTTP/1.1\r\nX: %s\r\n\r\n", i, strings.Repeat(fmt.Sprint(i), 1000))
		want["\nreceived data: "+request+"\n"] = true
		conn := dial(t, addr)
		wg.Go(func() {
			if got := exchange(t, conn, request); !strings.HasSuffix(got, page) {
				t.Errorf("answered %q", got)
			}
		})
	}
	wg.Wait()
	blocks := regexp.MustCompile(`Client connected with address: \('127.0.0.1', [0-9]+\)`).Split(out.String(), -1)
	if len(blocks) != n+1 {
		t.Errorf("%d clients, want %d", len(blocks)-1, n)
	}
	for _, b := range blocks[1:] {
		if !want[b] {
			t.Errorf("printed %.200q", b)
		}
		delete(want, b)
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
			conn := dial(t, start(t, reply, io.Discard))
			if got := exchange(t, conn, "GET /"+strings.Repeat("x", 1<<20)); !strings.HasPrefix(got, want) {
				t.Errorf("answered %.100q, want %q", got, want)
			}
		})
	}
}

// A thousand silent connections, 200 slow ones and a line of 1 MB do not keep a
// normal request from its answer.
func TestCrowd(t *testing.T) {
	for _, reply := range []string{"worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			addr := start(t, reply, io.Discard)
			crowd := make([]net.Conn, 1200)
			for i := range crowd {
				crowd[i] = dial(t, addr)
				if i >= 1000 {
					io.WriteString(crowd[i], "G") // the next byte comes in a second
				}
			}
			long := dial(t, addr)
			sent := make(chan error)
			go func() {
				_, err := io.WriteString(long, "GET /"+strings.Repeat("x", 1<<20))
				sent <- err
			}()
			if got := exchange(t, dial(t, addr), get); !strings.HasSuffix(got, page) {
				t.Errorf("answered %q", got)
			}
			if err := <-sent; err != nil {
				t.Errorf("sending the long line: %v", err)
			}

			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapInuse+m.StackInuse > 100<<20 {
				t.Errorf("%d bytes of heap and %d of stacks are in use", m.HeapInuse, m.StackInuse)
			}
			// The silent ones were there all the time: they are answered now.
			for _, i := range []int{0, 500, 999} {
				if got := exchange(t, crowd[i], get); !strings.HasSuffix(got, page) {
					t.Errorf("silent connection %d was answered %q", i, got)
				}
			}
		})
	}
}

// Ctrl-c ends the program and every connection, whatever it is at, and leaves
// the port free.
func TestInterrupt(t *testing.T) {
	for _, reply := range []string{"echo", "worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--reply", reply, "--port", "0", "--log-level", "info"))
			server.ExpectError("listening on ")
			addr := regexp.MustCompile(`127\.0\.0\.1:[0-9]+\n`).FindString(server.Stderr.String())
			addr = strings.TrimSpace(addr)
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
	rejects("--port "+port, 1, "cannot listen on 127.0.0.1:"+port+": the port is taken")
	rejects("--ip 192.0.2.1", 1, "cannot listen on 192.0.2.1:55000: this machine does not have that address")
	rejects("--ip no-such-host.invalid", 1, "cannot listen on no-such-host.invalid:55000: ")
	rejects("--ip ::1", 1, "cannot listen on [::1]:55000: ")
	rejects("--port 70000", 2, "--port 70000 is not a port")
	rejects("--reply html", 2, `--reply "html" is not a reply; use echo, worksheet or rfc`)
	rejects("now", 2, `unknown argument "now"`)
}

// What cannot be printed is an error: the server does not go on in silence.
func TestFullDisk(t *testing.T) {
	full := errors.New("no space left on device")
	if _, err := listen(t.Context(), "127.0.0.1", 0, &fullDisk{0, full}); err != full {
		t.Errorf("listen returned %v, want %v", err, full)
	}
	for _, reply := range []string{"echo", "worksheet", "rfc"} {
		for room := range 2 {
			ln, err := listen(t.Context(), "127.0.0.1", 0, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan error)
			go func() { done <- serve(t.Context(), ln, replies[reply], &fullDisk{room, full}) }()
			if room > 0 {
				io.WriteString(dial(t, ln.Addr().String()), get)
			}
			if err := <-done; err != full {
				t.Errorf("%s: serve returned %v, want %v", reply, err, full)
			}
		}
	}
}

// A fullDisk has room for so many writes.
type fullDisk struct {
	room int
	err  error
}

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.room--; d.room < 0 {
		return 0, d.err
	}
	return len(b), nil
}

// start starts a server on a free port, until the end of the test, and returns
// its address.
func start(t testing.TB, reply string, stdout io.Writer) (addr string) {
	t.Helper()
	ln, err := listen(t.Context(), "127.0.0.1", 0, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- serve(ctx, ln, replies[reply], stdout) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return ln.Addr().String()
}

// dial connects to addr, until the end of the test. Reading from the connection
// fails if it takes much too long.
func dial(t testing.TB, addr string) net.Conn {
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
func exchange(t testing.TB, conn net.Conn, request string) string {
	t.Helper()
	_, err := io.WriteString(conn, request)
	if err != nil {
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
		command string
		reply   string
		args    []string
	}{
		{"make run-ex4", "worksheet", []string{"--include", "http://127.0.0.1:55000/"}},
		{`make run-ex4 ARGS="--reply rfc"`, "rfc", []string{"--head", "http://127.0.0.1:55000/favicon.ico"}},
	} {
		server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--reply", tt.reply))
		labtest.WaitBound(t, "tcp", 55000, 1)
		client := labtest.Run(t, exec.Command(curl, append([]string{"--silent", "--noproxy", "*"}, tt.args...)...))
		server.Interrupt()
		server.Wait()
		r.Check(tt.command, plain(server.Stdout.String()))
		r.Check("curl --silent "+strings.Join(tt.args, " "), plain(client.Stdout.String()))
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
