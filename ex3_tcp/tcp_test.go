package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// goAt returns the command that runs our server or client at an address.
func goAt(t testing.TB, name, ip string, port int, args ...string) *exec.Cmd {
	args = append([]string{name, "--ip", ip, "--port", strconv.Itoa(port)}, args...)
	return exec.Command(labtest.Build(t, "."), args...)
}

// pythonAt returns the command that runs the Python server or client at an
// address: a copy with the two constants changed, as in worksheet 3.1.5.
func pythonAt(t testing.TB, name, ip string, port int) *exec.Cmd {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("python", name+".py"))
	if err != nil {
		t.Fatal(err)
	}
	for constant, value := range map[string]string{
		`TCP_IP = "127.0.0.1"`: fmt.Sprintf("TCP_IP = %q", ip),
		`TCP_PORT = 55000`:     fmt.Sprintf("TCP_PORT = %d", port),
	} {
		if !bytes.Contains(text, []byte(constant)) {
			t.Fatalf("%s.py has no %s", name, constant)
		}
		text = bytes.Replace(text, []byte(constant), []byte(value), 1)
	}
	file := filepath.Join(t.TempDir(), name+".py")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return labtest.Python(t, file)
}

// The four pairings of Go and Python give the same transcripts, at the address
// of worksheet 3.1.5 and at that of the annex.
func TestPairings(t *testing.T) {
	command := map[string]func(t *testing.T, name, ip string, port int) *exec.Cmd{
		"Go":     func(t *testing.T, name, ip string, port int) *exec.Cmd { return goAt(t, name, ip, port) },
		"Python": func(t *testing.T, name, ip string, port int) *exec.Cmd { return pythonAt(t, name, ip, port) },
	}
	for _, at := range []struct {
		ip   string
		port int
	}{{"127.0.0.1", 55000}, {"127.123.234.1", 50005}} {
		if at.ip != "127.0.0.1" && runtime.GOOS == "darwin" {
			continue // macOS has only 127.0.0.1 on its loopback
		}
		for to, server := range command {
			for from, client := range command {
				t.Run(fmt.Sprintf("%s to %s at %s", from, to, at.ip), func(t *testing.T) {
					s := labtest.Start(t, server(t, "server", at.ip, at.port))
					labtest.WaitBound(t, "tcp", at.port, 1)
					c := labtest.Run(t, client(t, "client", at.ip, at.port))
					for _, p := range []*labtest.Process{s, c} {
						if status := p.Wait(); status != 0 || p.Stderr.String() != "" {
							t.Errorf("it ended with status %d%v", status, p)
						}
					}
					want := fmt.Sprintf("binding to %s:%d  ...\nWaiting client ...\nClient connected with address: (SOURCE)\nreceived data: Hello, Everyone!\n", at.ip, at.port)
					if got := labtest.MaskAddr(s.Stdout.String()); got != want {
						t.Errorf("the server printed %q, want %q", got, want)
					}
					want = fmt.Sprintf("connecting to %s:%d...\nsending data...\nreceived data:\n Hello, Everyone!\n", at.ip, at.port)
					if got := c.Stdout.String(); got != want {
						t.Errorf("the client printed %q, want %q", got, want)
					}
					labtest.WaitBound(t, "tcp", at.port, 0)
				})
			}
		}
	}
}

// A stream has no messages: the server gets a long text in pieces of at most
// 1024 bytes. Ours sends them all back; the worksheet's only the first.
func TestLongMessage(t *testing.T) {
	for _, size := range []int{5_000, 64 << 10} {
		long := strings.Repeat("0123456789abcdef", size/16)
		server := labtest.Start(t, goAt(t, "server", "127.0.0.1", 55000))
		labtest.WaitBound(t, "tcp", 55000, 1)
		client := labtest.Run(t, goAt(t, "client", "127.0.0.1", 55000, "--message", long))
		if !strings.HasSuffix(client.Stdout.String(), "received data:\n "+long+"\n") || client.Wait() != 0 {
			t.Errorf("%d bytes from our server: status %d%.2000v", size, client.Wait(), client)
		}
		if status := server.Wait(); status != 0 {
			t.Errorf("our server ended with status %d%.2000v", status, server)
		}
		_, pieces, _ := strings.Cut(server.Stdout.String(), "\nreceived data: ")
		if got := strings.ReplaceAll(strings.TrimSpace(pieces), "\nreceived data: ", ""); got != long {
			t.Errorf("our server printed %.2000v", server)
		}
	}

	long := strings.Repeat("0123456789", 500)
	server := labtest.Start(t, pythonAt(t, "server", "127.0.0.1", 55000))
	labtest.WaitBound(t, "tcp", 55000, 1)
	client := labtest.Run(t, goAt(t, "client", "127.0.0.1", 55000, "--message", long))
	if !strings.HasSuffix(client.Stdout.String(), "received data:\n "+long[:1024]+"\n") ||
		!strings.Contains(client.Stderr.String(), "sent back 1024 of the 5000 bytes and closed the connection") || client.Wait() != 1 {
		t.Errorf("from the Python server: status %d%v", client.Wait(), client)
	}
	server.Wait()
}

// startServer runs our server inside the test, on a port that the system
// chooses.
func startServer(t testing.TB, args ...string) (*labclitest.Program, string) {
	t.Helper()
	p := labclitest.Start(t, app(), append([]string{"server", "--port", "0"}, args...)...)
	return p, p.Addr()
}

// checkEnd checks the exit status of a server that has ended, and that its port
// is free at once.
func checkEnd(t *testing.T, addr string, status int) {
	t.Helper()
	if status != 0 {
		t.Errorf("status %d", status)
	}
	again, err := net.Listen("tcp4", addr)
	if err != nil {
		t.Fatalf("the port is not free at once: %v", err)
	}
	again.Close()
}

func dial(t testing.TB, addr string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp4", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.TCPConn)
}

// Whatever a client says comes back as it was, and the terminal gets only text.
func TestHostileClient(t *testing.T) {
	for _, tt := range []struct {
		name, data, want, warn string
	}{
		{"accents", "É", `\xc3\x89`, `the text is not plain ASCII: 2 bytes are shown as \xc3\x89`},
		{"escape sequence", "\x1b[2Jgone", `\x1b[2Jgone`, `one byte is shown as \x1b`},
		{"carriage return", "real\rfake", `real\x0dfake`, `one byte is shown as \x0d`},
		{"newline", "hi\nreceived data: bye", `hi\x0areceived data: bye`, `one byte is shown as \x0a`},
		{"zeros", "\x00\x00", `\x00\x00`, `2 bytes are shown as \x00\x00`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, addr := startServer(t)
			conn := dial(t, addr)
			io.WriteString(conn, tt.data)
			conn.CloseWrite()
			if echo, err := io.ReadAll(conn); err != nil || string(echo) != tt.data {
				t.Errorf("got back %q (%v), want %q", echo, err, tt.data)
			}
			checkEnd(t, addr, p.Wait())
			if got := p.Stdout.String(); !strings.HasSuffix(got, "\nreceived data: "+tt.want+"\n") {
				t.Errorf("printed %q, want %q", got, tt.want)
			}
			if !strings.Contains(p.Log(), tt.warn) {
				t.Errorf("logged %q, want %q", p.Log(), tt.warn)
			}
		})
	}
}

// How a client may leave. The server of one client ends each time, and without
// an error.
func TestClientLeaves(t *testing.T) {
	for _, tt := range []struct {
		name  string
		leave func(t *testing.T, conn *net.TCPConn)
		log   string
	}{
		{"without a word", func(_ *testing.T, conn *net.TCPConn) { conn.Close() },
			"closed the connection and has sent nothing"},
		{"by a reset", func(_ *testing.T, conn *net.TCPConn) { conn.SetLinger(0); conn.Close() },
			"cannot receive from 127.0.0.1:"},
		{"after the server", func(t *testing.T, conn *net.TCPConn) {
			io.WriteString(conn, "hello")
			if echo, err := io.ReadAll(conn); err != nil || string(echo) != "hello" {
				t.Errorf("got back %q (%v)", echo, err)
			}
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, addr := startServer(t)
			tt.leave(t, dial(t, addr))
			checkEnd(t, addr, p.Wait())
			if log := p.Log(); !strings.Contains(log, tt.log) || tt.log == "" && log != "" {
				t.Errorf("logged %q, want %q", log, tt.log)
			}
		})
	}
}

// Ctrl-C ends a server in every state.
func TestCtrlC(t *testing.T) {
	for _, args := range [][]string{nil, {"--forever"}} {
		for _, clients := range []int{0, 1} {
			t.Run(fmt.Sprint(args, clients, " silent clients"), func(t *testing.T) {
				s := labtest.Start(t, goAt(t, "server", "127.0.0.1", 55000, args...))
				s.Expect("Waiting client ...\n")
				for range clients {
					conn := dial(t, "127.0.0.1:55000")
					defer func() {
						if n, err := conn.Read(make([]byte, 1)); err != io.EOF {
							t.Errorf("the client read %d bytes (%v), want %v", n, err, io.EOF)
						}
					}()
					s.Expect("Client connected with address: ")
				}
				s.Interrupt()
				if status := s.Wait(); status != 0 || s.Stderr.String() != "" {
					t.Errorf("status %d%v", status, s)
				}
				if !strings.HasSuffix(s.Stdout.String(), "\n"+graceful.Stopping+"\n") {
					t.Errorf("the sheet's line is missing%v", s)
				}
				labtest.WaitBound(t, "tcp", 55000, 0)
			})
		}
	}
	t.Run("a client without a reply", func(t *testing.T) {
		l, err := net.Listen("tcp4", "127.0.0.1:55000")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		c := labtest.Start(t, goAt(t, "client", "127.0.0.1", 55000))
		c.Expect("sending data...\n")
		c.Interrupt()
		if status := c.Wait(); status != 0 || !strings.HasSuffix(c.Stdout.String(), graceful.Stopping+"\n") {
			t.Errorf("status %d%v", status, c)
		}
	})
}

// Fifty clients at once, who all stay, are served in any order.
func TestForever(t *testing.T) {
	p, addr := startServer(t, "--forever")
	const n = 50
	var conns []*net.TCPConn
	for range n {
		conns = append(conns, dial(t, addr))
	}
	var clients sync.WaitGroup
	for i, conn := range conns {
		clients.Go(func() {
			for turn := range 10 {
				say := fmt.Sprintf("client %02d turn %d", i, turn)
				io.WriteString(conn, say)
				echo := make([]byte, len(say))
				if _, err := io.ReadFull(conn, echo); err != nil || string(echo) != say {
					t.Errorf("said %q, got back %q (%v)", say, echo, err)
				}
			}
		})
	}
	clients.Wait()
	conns[0].SetLinger(0)
	conns[0].Close() // a reset: the others stay
	labtest.Expect(t, p.Stderr, "cannot receive from "+conns[0].LocalAddr().String())
	checkEnd(t, addr, p.Stop())
	for _, conn := range conns[1:] {
		if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("a connection is still open: %v", err)
		}
	}
	if got := strings.Count(p.Stdout.String(), "\nClient connected with address: ('127.0.0.1', "); got != n {
		t.Errorf("%d clients are said to be connected, want %d", got, n)
	}
	for i := range n {
		if line := fmt.Sprintf("\nreceived data: client %02d turn 9\n", i); !strings.Contains(p.Stdout.String(), line) {
			t.Errorf("the line %q is missing", line)
		}
	}
}

// Where there are too many clients, the server waits until some have left.
func TestTooManyClients(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no limit on the files of a process")
	}
	s := labtest.Start(t, exec.Command("sh", "-c", `ulimit -n 20 && exec "$0" server --forever`, labtest.Build(t, ".")))
	s.Expect("Waiting client ...\n")
	var conns []*net.TCPConn
	for range 20 {
		conns = append(conns, dial(t, "127.0.0.1:55000"))
	}
	s.ExpectError("WRN cannot accept a client, trying again: ")
	for _, conn := range conns {
		conn.Close()
	}
	last := dial(t, "127.0.0.1:55000")
	io.WriteString(last, "hello")
	if _, err := io.ReadFull(last, make([]byte, 5)); err != nil {
		t.Errorf("after that: %v%v", err, s)
	}
	s.Interrupt()
	if status := s.Wait(); status != 0 {
		t.Errorf("status %d%v", status, s)
	}
}

// A message that fills the buffers of both directions comes back whole.
func TestHugeMessage(t *testing.T) {
	a := app()
	a.Writer = io.Discard
	p := labclitest.Start(t, a, "server", "--port", "0")
	conn := dial(t, p.Addr())
	message := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	go func() { conn.Write(message); conn.CloseWrite() }()
	if echo, err := io.ReadAll(conn); err != nil || !bytes.Equal(echo, message) {
		t.Errorf("%d bytes came back (%v), otherwise than the %d that were sent", len(echo), err, len(message))
	}
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d: %s", status, p.Log())
	}
}

// What a client shows of a reply that comes in the given pieces.
func TestReplies(t *testing.T) {
	defer func(d time.Duration) { patience = d }(patience)
	const message = "Hello, Everyone!"
	for _, tt := range []struct {
		name   string
		pieces []string
		ends   string // how the server ends the connection
		want   string
		err    string
	}{
		{"whole", []string{message}, "not", "received data:\n " + message + "\n", ""},
		{"in pieces", strings.SplitAfter(message, ""), "not", "received data:\n " + message + "\n", ""},
		{"hostile", []string{"\x1b[2J\xff 6789012345"}, "not", `received data:` + "\n" + ` \x1b[2J\xff 6789012345` + "\n", ""},
		{"none", nil, "closes", "", "sent back 0 of the 16 bytes and closed the connection"},
		{"cut", []string{"Hello"}, "closes", "received data:\n Hello\n", "sent back 5 of the 16 bytes and closed the connection"},
		{"reset", nil, "resets", "", "sent back 0 of the 16 bytes and closed the connection"},
		{"no echo", []string{"OK"}, "not", "received data:\n OK\n", "sent back 2 of the 16 bytes, and no more within 500ms"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			patience = 10 * time.Second
			if tt.name == "no echo" {
				patience = 500 * time.Millisecond
			}
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			_, port, _ := net.SplitHostPort(l.Addr().String())
			p := labclitest.Start(t, app(), "client", "--port", port)
			conn, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			io.ReadFull(conn, make([]byte, len(message)))
			for _, piece := range tt.pieces {
				io.WriteString(conn, piece)
			}
			switch tt.ends {
			case "resets":
				conn.(*net.TCPConn).SetLinger(0)
				conn.Close()
			case "closes":
				conn.Close()
			}
			status := p.Wait()
			if log := p.Log(); !strings.Contains(log, tt.err) || (status == 1) != (tt.err != "") {
				t.Errorf("status %d, logged %q, want %q", status, log, tt.err)
			}
			if got, want := p.Stdout.String(), "connecting to 127.0.0.1:"+port+"...\nsending data...\n"+tt.want; got != want {
				t.Errorf("printed %q, want %q", got, want)
			}
		})
	}
}

// The side that closes first leaves the port in the state TIME_WAIT; the
// server starts again all the same.
func TestTimeWait(t *testing.T) {
	for range 2 {
		s := labtest.Start(t, goAt(t, "server", "127.0.0.1", 55000))
		s.Expect("Waiting client ...\n")
		conn := dial(t, "127.0.0.1:55000")
		io.WriteString(conn, "hello")
		if _, err := io.ReadAll(conn); err != nil { // up to the server's FIN
			t.Error(err)
		}
		conn.Close()
		if status := s.Wait(); status != 0 {
			t.Errorf("status %d%v", status, s)
		}
	}
}

func TestErrors(t *testing.T) {
	port := labtest.TakenPort(t, "tcp4")
	rejects := labclitest.Rejects(t, app)
	rejects("server --port "+port, 1, "cannot listen on 127.0.0.1:"+port+": the port is taken")
	rejects("server --ip 192.0.2.1", 1, "cannot listen on 192.0.2.1:55000: this machine does not have that address")
	rejects("server --ip no-such-host.invalid", 1, "cannot listen on no-such-host.invalid:55000: ")
	rejects("server --ip ::1", 1, "cannot listen on [::1]:55000: ")
	rejects("server --port 70000", 2, "--port 70000 is not a port")
	rejects("server now", 2, `unknown argument "now"`)
	rejects("client", 1, "cannot connect to 127.0.0.1:55000: connection refused: no program listens there; start the server first")
	rejects("client --ip no-such-host.invalid", 1, "cannot connect to no-such-host.invalid:55000: ")
	rejects("client --ip 0.0.0.256", 1, "cannot connect to 0.0.0.256:55000: ")
	rejects("client --ip ::1", 1, "cannot connect to [::1]:55000: ")
	rejects("client --port 0", 2, "--port 0")
	rejects("client --message Ça", 2, "--message has 'Ç', which is not ASCII")
	rejects("client --message \xff", 2, "which is not ASCII")
	rejects("client --message=", 2, "--message is empty")
	rejects("sing", 2, `there is no command "sing"`)
	rejects("", 2, "server, client")
}

// A message that cannot be printed is an error: the server does not go on in
// silence.
func TestFullDisk(t *testing.T) {
	for _, args := range [][]string{{"server", "--port", "0"}, {"server", "--port", "0", "--forever"}} {
		t.Run(fmt.Sprint(args), func(t *testing.T) {
			a := app()
			a.Writer = fullDisk{}
			p := labclitest.Start(t, a, args...)
			dial(t, p.Addr())
			if status := p.Wait(); status != 1 || !strings.Contains(p.Log(), "ERR no space left on device") {
				t.Errorf("status %d, logged %q", status, p.Log())
			}
		})
	}
}

// A fullDisk has room for the first lines only.
type fullDisk struct{}

func (fullDisk) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("Client connected")) {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

// BenchmarkEcho makes round trips over one connection that stays open.
func BenchmarkEcho(b *testing.B) {
	a := app()
	a.Writer = io.Discard
	p := labclitest.Start(b, a, "server", "--port", "0", "--forever")
	conn := dial(b, p.Addr())
	buf := []byte("Hello, Everyone!")
	for b.Loop() {
		conn.Write(buf)
		if _, err := io.ReadFull(conn, buf); err != nil {
			b.Fatal(err)
		}
	}
	p.Stop()
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "server"))
	labtest.WaitBound(t, "tcp", 55000, 1)
	client := labtest.Run(t, exec.Command(labtest.Build(t, "."), "client"))
	server.Wait()
	r.Check("make run-ex3", server.Stdout.String())
	r.Check("make run-ex3-client", client.Stdout.String())
	r.Done()
}

// A client is answered, also while nobody reads what the server prints.
func TestStoppedReader(t *testing.T) {
	for _, args := range [][]string{{"server"}, {"server", "--forever"}} {
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
		io.WriteString(conn, "Hello, Everyone!")
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Errorf("%v: no answer: %v", args, err)
		}
		conn.Close()
		if status := p.Stop(); status != 0 {
			t.Errorf("%v: status %d", args, status)
		}
	}
}
