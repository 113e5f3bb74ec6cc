package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
	"in43.example/pkg/program"
	"in43.example/pkg/pyfmt"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// What the programs print when the other side has gone without "end".
const left = "The other side has left."

// What the programs print before the chat.
const (
	serverHead = "binding to 127.0.0.1:55000  ...\nWaiting client ...\nClient connected with address: ('127.0.0.1', PORT)\n"
	clientHead = "connecting to 127.0.0.1:55000...\n"
)

func goProgram(name string) func(t testing.TB) *exec.Cmd {
	return func(t testing.TB) *exec.Cmd { return exec.Command(labtest.Build(t, "."), name) }
}

func pythonProgram(name string) func(t testing.TB) *exec.Cmd {
	return func(t testing.TB) *exec.Cmd { return labtest.Python(t, "python/"+name+".py") }
}

// startBoth starts a server and a client of it.
func startBoth(t testing.TB, server, client func(testing.TB) *exec.Cmd) (s, c *labtest.Process) {
	t.Helper()
	s = labtest.Start(t, server(t))
	labtest.WaitBound(t, "tcp", 55000, 1)
	c = labtest.Start(t, client(t))
	return s, c
}

// checkEnd waits for the end of p and checks what it has printed in all.
func checkEnd(t testing.TB, p *labtest.Process, stdout string) {
	t.Helper()
	if status := p.Wait(); status != 0 || p.Stderr.String() != "" {
		t.Errorf("it ended with status %d%v", status, p)
	}
	if got := labtest.Mask(p.Stdout.String()); got != stdout {
		t.Errorf("it printed %q, want %q", got, stdout)
	}
}

// The four pairings of Go and Python chat over 20 turns, and print the same.
func TestPairings(t *testing.T) {
	for to, server := range map[string]func(testing.TB) *exec.Cmd{"Go": goProgram("server"), "Python": pythonProgram("server")} {
		for from, client := range map[string]func(testing.TB) *exec.Cmd{"Go": goProgram("client"), "Python": pythonProgram("client")} {
			t.Run(from+" to "+to, func(t *testing.T) {
				s, c := startBoth(t, server, client)
				wantS, wantC := serverHead, clientHead
				for turn := range 20 {
					question := fmt.Sprintf("%d: Où êtes-vous, François ? %s", turn, strings.Repeat("é", turn))
					answer := fmt.Sprintf("%d: À Évry, Ægir, 東京 %s", turn, strings.Repeat("😀", turn))
					c.Type(question + "\n")
					s.Expect("peer: " + question + "\nyou: ")
					s.Type("\n" + answer + "\n") // an empty line first, which is not sent
					c.Expect("peer: " + answer + "\nyou: ")
					wantS += "peer: " + question + "\nyou: you: "
					wantC += "you: peer: " + answer + "\n"
				}
				c.Type("end\n")
				checkEnd(t, s, wantS+"peer: end\n")
				checkEnd(t, c, wantC+"you: ")
				labtest.WaitBound(t, "tcp", 55000, 0)
			})
		}
	}
}

// How a chat may end, with either kind of program at each side.
func TestEnds(t *testing.T) {
	for to, server := range map[string]func(testing.TB) *exec.Cmd{"Go": goProgram("server"), "Python": pythonProgram("server")} {
		for from, client := range map[string]func(testing.TB) *exec.Cmd{"Go": goProgram("client"), "Python": pythonProgram("client")} {
			t.Run(from+" to "+to+"/the server says end", func(t *testing.T) {
				s, c := startBoth(t, server, client)
				c.Type("hello\n")
				s.Expect("peer: hello\nyou: ")
				s.Type("end\n")
				checkEnd(t, s, serverHead+"peer: hello\nyou: ")
				checkEnd(t, c, clientHead+"you: peer: end\n")
			})
			t.Run(from+" to "+to+"/the client's input ends", func(t *testing.T) {
				s, c := startBoth(t, server, client)
				c.CloseInput()
				checkEnd(t, c, clientHead+"you: end\n")
				checkEnd(t, s, serverHead+"peer: end\n")
			})
			t.Run(from+" to "+to+"/the server's input ends", func(t *testing.T) {
				s, c := startBoth(t, server, client)
				s.CloseInput()
				c.Type("hello\n")
				checkEnd(t, s, serverHead+"peer: hello\nyou: end\n")
				checkEnd(t, c, clientHead+"you: peer: end\n")
			})
		}
	}
	// Ctrl-C goes to our programs only: Python does not see one that comes
	// between the prompt and the read of the keyboard.
	for from, client := range map[string]func(testing.TB) *exec.Cmd{"Go": goProgram("client"), "Python": pythonProgram("client")} {
		t.Run("ctrl-c at the server's turn, client "+from, func(t *testing.T) {
			s, c := startBoth(t, goProgram("server"), client)
			c.Type("hello\n")
			s.Expect("peer: hello\nyou: ")
			s.Interrupt()
			checkEnd(t, s, serverHead+"peer: hello\nyou: "+graceful.Stopping+"\n")
			checkEnd(t, c, clientHead+"you: "+left+"\n")
		})
	}
	t.Run("ctrl-c at the client while it waits", func(t *testing.T) {
		s, c := startBoth(t, goProgram("server"), goProgram("client"))
		c.Type("hello\n")
		s.Expect("peer: hello\nyou: ")
		c.Interrupt()
		checkEnd(t, c, clientHead+"you: "+graceful.Stopping+"\n")
		checkEnd(t, s, serverHead+"peer: hello\nyou: \n"+left+"\n")
	})
	t.Run("ctrl-c at the client at its turn", func(t *testing.T) {
		s, c := startBoth(t, goProgram("server"), goProgram("client"))
		c.Expect("you: ")
		c.Interrupt()
		checkEnd(t, c, clientHead+"you: "+graceful.Stopping+"\n")
		checkEnd(t, s, serverHead+left+"\n")
	})
	t.Run("ctrl-c at a server without a client", func(t *testing.T) {
		s := labtest.Start(t, goProgram("server")(t))
		s.Expect("Waiting client ...\n")
		s.Interrupt()
		checkEnd(t, s, "binding to 127.0.0.1:55000  ...\nWaiting client ...\n"+graceful.Stopping+"\n")
		labtest.WaitBound(t, "tcp", 55000, 0)
	})
	t.Run("ctrl-c at a server that waits for the first word", func(t *testing.T) {
		s, c := startBoth(t, goProgram("server"), goProgram("client"))
		s.Expect("Client connected")
		s.Interrupt()
		checkEnd(t, s, serverHead+graceful.Stopping+"\n")
		checkEnd(t, c, clientHead+"you: \n"+left+"\n")
	})
}

// A message of 64 KiB arrives whole, and so does the answer.
func TestLongMessage(t *testing.T) {
	s, c := startBoth(t, goProgram("server"), goProgram("client"))
	long := strings.Repeat("é", 32<<10)
	c.Type(long + "\n")
	s.Expect("peer: ")
	s.Type(long + "\nend\n") // typed ahead: it is sent when the message is whole
	c.Expect("peer: " + long + "\nyou: ")
	c.Type("end\n")
	checkEnd(t, s, serverHead+"peer: "+long+"\nyou: peer: end\n")
	checkEnd(t, c, clientHead+"you: peer: "+long+"\nyou: ")
}

// While a chat goes on, who else connects is refused.
func TestOneClient(t *testing.T) {
	s, c := startBoth(t, goProgram("server"), goProgram("client"))
	s.Expect("Client connected")
	labtest.WaitBound(t, "tcp", 55000, 0)
	second := labtest.Start(t, goProgram("client")(t))
	if status := second.Wait(); status != 1 || !strings.Contains(second.Stderr.String(), "cannot connect to 127.0.0.1:55000: connection refused") {
		t.Errorf("the second client ended with status %d%v", status, second)
	}
	c.CloseInput()
	s.Wait()
}

// A table is one of our programs, which runs inside the test, and what
// surrounds it: the test is the other side and the person at the keyboard.
type table struct {
	*labclitest.Program
	far  *net.TCPConn
	keys *io.PipeWriter
}

func (tb *table) typed(text string) { io.WriteString(tb.keys, text) }

// sit starts the server or the client with the command line args, and connects
// with it.
func sit(t testing.TB, role string, args ...string) *table {
	t.Helper()
	stdin, keys := io.Pipe()
	t.Cleanup(func() { keys.Close() })
	p, far := connectTo(t, app(), stdin, role, args...)
	return &table{p, far, keys}
}

func connectTo(t testing.TB, a *cli.App, stdin io.Reader, role string, args ...string) (*labclitest.Program, *net.TCPConn) {
	t.Helper()
	a.Reader = stdin
	var p *labclitest.Program
	var far net.Conn
	var err error
	if role == "server" {
		p = labclitest.Start(t, a, append([]string{role, "--port", "0"}, args...)...)
		far, err = net.Dial("tcp4", p.Addr())
	} else {
		l, listenErr := net.Listen("tcp4", "127.0.0.1:0")
		if listenErr != nil {
			t.Fatal(listenErr)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		p = labclitest.Start(t, a, append([]string{role, "--port", port}, args...)...)
		far, err = l.Accept()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	return p, far.(*net.TCPConn)
}

// talk returns what the program has printed since it was connected.
func (tb *table) talk() string {
	s := tb.Stdout.String()
	if i := strings.Index(s, "Client connected"); i >= 0 {
		s = s[i:]
	}
	_, s, _ = strings.Cut(s, "\n")
	return s
}

// ended waits for the end of the program and checks it.
func (tb *table) ended(t testing.TB, stdout string) {
	t.Helper()
	if status := tb.Wait(); status != 0 {
		t.Errorf("status %d: %s", status, tb.Log())
	}
	if got := tb.talk(); got != stdout {
		t.Errorf("printed %q, want %q", got, stdout)
	}
}

// fails waits for the end of the program, which must be this error.
func (tb *table) fails(t testing.TB, want string) {
	t.Helper()
	if status := tb.Wait(); status != 1 || !strings.Contains(tb.Log(), "ERR "+want) {
		t.Errorf("status %d, logged %q, want %q", status, tb.Log(), want)
	}
}

// hears waits until text has arrived at the other side.
func (tb *table) hears(t testing.TB, text string) {
	t.Helper()
	buf := make([]byte, len(text))
	if _, err := io.ReadFull(tb.far, buf); err != nil || string(buf) != text {
		t.Fatalf("the other side heard %q (%v), want %q", buf, err, text)
	}
}

// The other side leaves without end, at any moment, in either way.
func TestPeerLeaves(t *testing.T) {
	for name, leave := range map[string]func(*net.TCPConn){
		"by closing": func(c *net.TCPConn) { c.Close() },
		"by a reset": func(c *net.TCPConn) { c.SetLinger(0); c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Run("before it has spoken", func(t *testing.T) {
				tb := sit(t, "server")
				tb.Expect("Client connected")
				leave(tb.far)
				tb.ended(t, left+"\n")
			})
			t.Run("at our turn", func(t *testing.T) {
				tb := sit(t, "client")
				tb.Expect("you: ")
				leave(tb.far)
				tb.ended(t, "you: \n"+left+"\n")
			})
			t.Run("at its turn", func(t *testing.T) {
				tb := sit(t, "client")
				tb.typed("hello\n")
				tb.hears(t, "hello")
				leave(tb.far)
				tb.ended(t, "you: "+left+"\n")
			})
			t.Run("in full duplex", func(t *testing.T) {
				tb := sit(t, "server", "--full-duplex")
				tb.Expect("you: ")
				leave(tb.far)
				tb.ended(t, "you: \n"+left+"\n")
			})
		})
	}
	t.Run("with last words", func(t *testing.T) {
		tb := sit(t, "server")
		io.WriteString(tb.far, "goodbye")
		tb.far.Close()
		tb.ended(t, "peer: goodbye\nyou: \n"+left+"\n")
	})
}

// Whatever arrives, the terminal gets only text.
func TestHostilePeer(t *testing.T) {
	for _, tt := range []struct{ sent, want, odd string }{
		{"\x1b[2Jgone", `\x1b[2Jgone`, `one byte is shown as \x1b`},
		{"\u009b2J", `\xc2\x9b2J`, `2 bytes are shown as \xc2\x9b`},
		{"real\rfake", `real\x0dfake`, `one byte is shown as \x0d`},
		{"hi\nyou: I agree", `hi\x0ayou: I agree`, `one byte is shown as \x0a`},
		{"a\u202eb\u2028", `a\u202eb\u2028`, `2 characters are shown as \u202e\u2028`},
		{"a\xffb", `a\xffb`, `one byte is shown as \xff`},
	} {
		tb := sit(t, "server")
		io.WriteString(tb.far, tt.sent)
		tb.Expect("peer: " + tt.want + "\nyou: ")
		if want := "WRN the text is not plain UTF-8: " + tt.odd; !strings.Contains(tb.Log(), want) {
			t.Errorf("logged %q, want %q", tb.Log(), want)
		}
		tb.typed("end\n")
		tb.hears(t, "end")
		tb.ended(t, "peer: "+tt.want+"\nyou: ")
	}
}

// What comes at our turn is shown at once, and the turn stays ours: one. At the
// other side's turn the keyboard is not read.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		stdin, person := io.Pipe()
		stdout, log := program.NewOutput(), program.NewOutput()
		ctx := zerolog.New(log).WithContext(t.Context())
		done := make(chan error)
		go func() { done <- chat(ctx, near, false, keyboard.New(stdin), pyfmt.NewPrinter(stdout)) }()
		hears := func(want string) {
			t.Helper()
			buf := make([]byte, 100)
			if n, err := far.Read(buf); string(buf[:n]) != want {
				t.Errorf("the other side heard %q (%v), want %q", buf[:n], err, want)
			}
		}
		typed := func(text string) <-chan struct{} {
			taken := make(chan struct{})
			go func() { io.WriteString(person, text); close(taken) }()
			time.Sleep(time.Second)
			return taken
		}
		isTaken := func(taken <-chan struct{}) bool {
			select {
			case <-taken:
				return true
			default:
				return false
			}
		}

		yes := typed("yes\n")
		if isTaken(yes) {
			t.Error("the keyboard was read before the other side had spoken")
		}
		io.WriteString(far, "hello")
		hears("yes")
		again := typed("yes again\n")
		if isTaken(again) {
			t.Error("the keyboard was read at the other side's turn")
		}
		io.WriteString(far, "good")
		hears("yes again")

		io.WriteString(far, "hello")
		io.WriteString(far, "are you there?")
		synctest.Wait()
		typed("yes\n")
		hears("yes")
		if isTaken(typed("end\n")) {
			t.Error("two messages gave two turns")
		}
		io.WriteString(far, "good")
		hears("end")
		if err := <-done; err != nil {
			t.Error(err)
		}
		want := "peer: hello\nyou: peer: good\nyou: peer: hello\nyou: \npeer: are you there?\nyou: peer: good\nyou: "
		if got := stdout.String(); got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
		if got := log.String(); got != "" {
			t.Errorf("in a pipe nobody is told to wait: logged %q", got)
		}
	})
}

// An "end" out of turn ends the chat all the same.
func TestEndOutOfTurn(t *testing.T) {
	tb := sit(t, "client")
	tb.Expect("you: ")
	io.WriteString(tb.far, "end")
	tb.ended(t, "you: \npeer: end\n")
	if b, err := io.ReadAll(tb.far); len(b) > 0 || err != nil {
		t.Errorf("it has sent %q (%v)", b, err)
	}
}

// What cannot be sent is asked for again.
func TestInput(t *testing.T) {
	tb := sit(t, "client")
	tb.typed("\n\r\n\xe9\nça va\r\n")
	tb.hears(t, "ça va")
	if want := "WRN not sent: what you typed is not UTF-8 text"; !strings.Contains(tb.Log(), want) {
		t.Errorf("logged %q, want %q", tb.Log(), want)
	}
	tb.far.Close()
	tb.ended(t, "you: you: you: you: "+left+"\n")

	tb = sit(t, "client")
	go tb.typed(strings.Repeat("x", maxLine+1))
	tb.fails(t, "the line is too long")

	tb = sit(t, "client")
	tb.keys.CloseWithError(errors.New("input/output error"))
	tb.fails(t, "cannot read what you type: input/output error")
}

// maxLine is the length of the longest line that can be typed, in bytes.
const maxLine = 1<<20 - 1

// In full duplex each may say what it likes when it likes.
func TestFullDuplex(t *testing.T) {
	tb := sit(t, "server", "--full-duplex")
	tb.typed("one\n")
	tb.hears(t, "one")
	tb.typed("two\n")
	tb.hears(t, "two")
	tb.Expect("you: you: you: ")
	io.WriteString(tb.far, "three")
	tb.Expect("\npeer: three\nyou: ")
	io.WriteString(tb.far, "four")
	tb.Expect("\npeer: four\nyou: ")
	io.WriteString(tb.far, "end")
	tb.ended(t, "you: you: you: \npeer: three\nyou: \npeer: four\nyou: \npeer: end\n")
}

// Two programs in full duplex, with input that comes as fast as it can: the
// messages stay apart, and the end of the input ends both.
func TestFullDuplexPrograms(t *testing.T) {
	fullDuplex := func(name string) func(t testing.TB) *exec.Cmd {
		return func(t testing.TB) *exec.Cmd { return exec.Command(labtest.Build(t, "."), name, "--full-duplex") }
	}
	s, c := startBoth(t, fullDuplex("server"), fullDuplex("client"))
	s.Type("a\n")
	c.Expect("peer: a\n")
	c.Type("b\n")
	s.Expect("peer: b\n")
	c.CloseInput()
	s.Expect("\npeer: end\n")
	for _, p := range []*labtest.Process{s, c} {
		if status := p.Wait(); status != 0 || p.Stderr.String() != "" || strings.Contains(p.Stdout.String(), left) {
			t.Errorf("status %d%v", status, p)
		}
	}
}

// Two messages in full duplex are sent a moment apart, else TCP may make one
// of them.
func TestApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		done := make(chan error)
		go func() {
			done <- fullDuplex(t.Context(), near, keyboard.New(strings.NewReader("one\ntwo\nend\n")), pyfmt.NewPrinter(io.Discard))
		}()
		start := time.Now()
		for i, want := range []string{"one", "two", "end"} {
			buf := make([]byte, 100)
			n, err := far.Read(buf)
			if got := string(buf[:n]); got != want || time.Since(start) != time.Duration(i)*apart {
				t.Errorf("heard %q (%v) after %v, want %q after %v", got, err, time.Since(start), want, time.Duration(i)*apart)
			}
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// Long messages in both directions at once do not stop each other.
func TestFullDuplexLong(t *testing.T) {
	const n = 8
	tb := sit(t, "server", "--full-duplex")
	long := strings.Repeat("x", maxLine)
	go func() {
		for range n {
			tb.typed(long + "\n")
		}
		tb.typed("end\n")
	}()
	// The other side does not read before it has sent all.
	for range n {
		if _, err := io.WriteString(tb.far, long); err != nil {
			t.Fatal(err)
		}
	}
	got, err := io.ReadAll(tb.far)
	if err != nil || len(got) != n*len(long)+len(end) {
		t.Errorf("the other side heard %d bytes (%v), want %d", len(got), err, n*len(long)+len(end))
	}
	if status := tb.Wait(); status != 0 {
		t.Errorf("status %d: %s", status, tb.Log())
	}
}

// Worksheet 3.2.2: the command for the colleague.
func TestInvitations(t *testing.T) {
	all := []broadcast.Interface{
		{Name: "lo", Prefix: netip.MustParsePrefix("127.0.0.1/8"), Loopback: true},
		{Name: "eth0", Prefix: netip.MustParsePrefix("10.9.0.7/16")},
		{Name: "wlan0", Prefix: netip.MustParsePrefix("192.168.1.26/24")},
	}
	const command = "go run ./ex3_2_chat client --ip "
	for _, tt := range []struct {
		addr       string
		fullDuplex bool
		all        []broadcast.Interface
		want       []string
	}{
		{"127.0.0.1:55000", false, all, nil},
		{"127.123.234.1:55000", false, all, nil},
		{"10.9.0.7:55000", false, all, []string{"a colleague on the network of eth0 types: " + command + "10.9.0.7 --port 55000"}},
		{"10.9.0.7:4000", true, all, []string{"a colleague on the network of eth0 types: " + command + "10.9.0.7 --port 4000 --full-duplex"}},
		{"0.0.0.0:55000", false, all, []string{
			"a colleague on the network of eth0 types: " + command + "10.9.0.7 --port 55000",
			"a colleague on the network of wlan0 types: " + command + "192.168.1.26 --port 55000"}},
		{"0.0.0.0:55000", false, all[:1], []string{"this machine is on no LAN, so no colleague can connect: join the network, then start the server again"}},
	} {
		if got := invitations(netip.MustParseAddrPort(tt.addr), tt.fullDuplex, tt.all); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.addr, got, tt.want)
		}
	}
}

// The command of the invitation works.
func TestColleague(t *testing.T) {
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which this machine has the address 10.9.0.1")
	}
	s := labtest.Start(t, exec.Command(labtest.Build(t, "."), "server", "--ip", "10.9.0.1"))
	s.ExpectError("\n")
	_, args, ok := strings.Cut(s.Stderr.String(), "types: go run ./ex3_2_chat ")
	if !ok {
		t.Fatalf("no invitation%v", s)
	}
	c := labtest.Start(t, exec.Command(labtest.Build(t, "."), strings.Fields(args)...))
	c.Type("hello\n")
	s.Expect("peer: hello\n")
	s.Type("end\n")
	if c.Wait() != 0 || s.Wait() != 0 {
		t.Errorf("the server:%v\nthe client:%v", s, c)
	}
}

func TestErrors(t *testing.T) {
	port := labtest.TakenPort(t, "tcp4")
	rejects := labclitest.Rejects(t, app)
	rejects("server --port "+port, 1, "cannot listen on 127.0.0.1:"+port+": the port is taken")
	rejects("server --ip 192.0.2.1", 1, "cannot listen on 192.0.2.1:55000: this machine does not have that address")
	rejects("server --ip no-such-host.invalid", 1, "cannot listen on no-such-host.invalid:55000: ")
	rejects("server --port 70000", 2, "--port 70000 is not a port")
	rejects("server now", 2, `unknown argument "now"`)
	rejects("client", 1, "cannot connect to 127.0.0.1:55000: connection refused: no program listens there; start the server first")
	rejects("client --ip no-such-host.invalid", 1, "cannot connect to no-such-host.invalid:55000: ")
	rejects("client --port 0", 2, "--port 0")
	rejects("sing", 2, `there is no command "sing"`)
	rejects("", 2, "server, client")
}

// A message that cannot be printed is an error: the chat does not go on in
// silence.
func TestFullDisk(t *testing.T) {
	stdin, keys := io.Pipe()
	defer keys.Close()
	a := app()
	a.Writer = fullDisk{}
	p, far := connectTo(t, a, stdin, "server")
	io.WriteString(far, "hello")
	if status := p.Wait(); status != 1 || !strings.Contains(p.Log(), "ERR no space left on device") {
		t.Errorf("status %d, logged %q", status, p.Log())
	}
}

// A fullDisk has room for the first lines only.
type fullDisk struct{}

func (fullDisk) Write(b []byte) (int, error) {
	if bytes.HasPrefix(b, []byte("peer:")) {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

// BenchmarkTurns makes turns: the other side speaks, and this one answers.
func BenchmarkTurns(b *testing.B) {
	stdin, keys := io.Pipe()
	defer keys.Close()
	a := app()
	a.Writer = io.Discard
	p, far := connectTo(b, a, stdin, "server")
	go func() {
		for {
			if _, err := io.WriteString(keys, "Très bien, et toi ?\n"); err != nil {
				return // the chat is over
			}
		}
	}()
	buf := make([]byte, 100)
	for b.Loop() {
		io.WriteString(far, "Salut, ça va ?")
		if _, err := far.Read(buf); err != nil {
			b.Fatal(err)
		}
	}
	io.WriteString(far, end)
	if status := p.Wait(); status != 0 {
		b.Errorf("status %d: %s", status, p.Log())
	}
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	s, c := startBoth(t, goProgram("server"), goProgram("client"))
	c.Type("Salut, ça va ?\n")
	s.Expect("peer: Salut, ça va ?\nyou: ")
	s.Type("Très bien, et toi ?\n")
	c.Expect("peer: Très bien, et toi ?\nyou: ")
	c.Type("end\n")
	s.Wait()
	c.Wait()
	r.Check("make run-ex3_2", onTerminal(s, "Très bien, et toi ?"))
	r.Check("make run-ex3_2-client", onTerminal(c, "Salut, ça va ?", "end"))
	r.Done()
}

// onTerminal returns what p has printed as a terminal shows it, which shows what
// was typed too.
func onTerminal(p *labtest.Process, typed ...string) string {
	s := p.Stdout.String()
	var shown strings.Builder
	for _, text := range typed {
		before, after, _ := strings.Cut(s, "you: ")
		shown.WriteString(before + "you: " + text + "\n")
		s = after
	}
	return shown.String() + s
}
