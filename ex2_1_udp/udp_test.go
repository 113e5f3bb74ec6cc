package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labclitest"
	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

// The four pairings of Go and Python give the same transcripts, on the
// worksheet's own port.
func TestPairings(t *testing.T) {
	receivers := map[string]func(t *testing.T) *exec.Cmd{
		"Go":     func(t *testing.T) *exec.Cmd { return exec.Command(labtest.Build(t, "."), "receiver") },
		"Python": func(t *testing.T) *exec.Cmd { return labtest.Python(t, "python/receiver.py") },
	}
	senders := map[string]func(t *testing.T) *exec.Cmd{
		"Go":     func(t *testing.T) *exec.Cmd { return exec.Command(labtest.Build(t, "."), "sender") },
		"Python": func(t *testing.T) *exec.Cmd { return labtest.Python(t, "python/sender.py") },
	}
	for to, receiver := range receivers {
		for from, sender := range senders {
			t.Run(from+" to "+to, func(t *testing.T) {
				r := labtest.Start(t, receiver(t))
				labtest.WaitBound(t, "udp", 50005, 1)
				s := labtest.Run(t, sender(t))
				r.ExpectLines(2)
				r.Interrupt()
				if status := r.Wait(); status != 0 {
					t.Errorf("the receiver ended with status %d after ctrl-c%v", status, r)
				}
				if got, want := s.Stdout.String(), "UDP target IP: 127.0.0.1\nUDP target port: 50005\n"; got != want {
					t.Errorf("the sender printed %q, want %q", got, want)
				}
				got := labtest.Mask(r.Stdout.String())
				want := "received message: Hello, World!\nfrom: ('127.0.0.1', PORT)\n" + graceful.Stopping + "\n"
				if got != want {
					t.Errorf("the receiver printed %q, want %q", got, want)
				}
				if e := r.Stderr.String() + s.Stderr.String(); e != "" {
					t.Errorf("on standard error: %s", e)
				}
				labtest.WaitBound(t, "udp", 50005, 0)
			})
		}
	}
}

// Whatever arrives, the receiver goes on, and the terminal gets only text.
func TestHostileDatagrams(t *testing.T) {
	for _, tt := range []struct {
		name, datagram, want, warn string
	}{
		{"empty", "", "", ""},
		{"accents", "É et Ç", "É et Ç", ""},
		{"escape sequence", "\x1b[2Jgone", `\x1b[2Jgone`, `the text is not plain UTF-8: one byte is shown as \x1b`},
		{"C1 control", "\u009b2J", `\xc2\x9b2J`, `2 bytes are shown as \xc2\x9b`},
		{"invalid UTF-8", "a\xffb\xc3", `a\xffb\xc3`, `2 bytes are shown as \xff\xc3`},
		{"carriage return", "real\rfake", `real\x0dfake`, `one byte is shown as \x0d`},
		{"false line", "hi\nfrom: nobody", `hi\x0afrom: nobody`, `one byte is shown as \x0a`},
		{"end of line", "hi\r\n", `hi\x0d\x0a`, `2 bytes are shown as \x0d\x0a`},
		{"U+2028", "a\u2028b", `a\u2028b`, `one character is shown as \u2028`},
		{"backwards", "a\u202eexe.txt", `a\u202eexe.txt`, `one character is shown as \u202e`},
		{"without width", "a\u200b\u0085b", `a\u200b\xc2\x85b`, `3 characters are shown as \u200b\xc2\x85`},
		{"too long", strings.Repeat("x", 60_000), strings.Repeat("x", 1024), `the message has 60000 bytes: only the first 1024 are received`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := labclitest.Start(t, app(), "receiver", "--port", "0")
			addr := p.Addr()
			labtest.Send(t, addr, []byte(tt.datagram), []byte("still here"))
			p.Expect("received message: still here\nfrom: ('127.0.0.1', ")
			if status := p.Stop(); status != 0 {
				t.Errorf("status %d", status)
			}
			want := "received message: " + tt.want + "\nfrom: ('127.0.0.1', PORT)\nreceived message: still here\nfrom: ('127.0.0.1', PORT)\n"
			if got := labtest.Mask(p.Stdout.String()); got != want {
				t.Errorf("printed %.200q, want %.200q", got, want)
			}
			if log := p.Log(); !strings.Contains(log, tt.warn) || tt.warn == "" && log != "" {
				t.Errorf("logged %q, want %q", log, tt.warn)
			}
			// The port is free at once.
			again, err := net.ListenPacket("udp4", addr)
			if err != nil {
				t.Fatalf("the socket is still open: %v", err)
			}
			again.Close()
		})
	}
}

// Messages that are not plain text are all printed, but not each costs a line of
// warning.
func TestManyWarnings(t *testing.T) {
	const n = 100
	p := labclitest.Start(t, app(), "receiver", "--port", "0")
	labtest.Send(t, p.Addr(), slices.Repeat([][]byte{[]byte("\xff")}, n)...)
	labtest.ExpectMatch(t, p.Stdout, `(?s)(from: .*){100}`)
	p.Stop()
	if got := strings.Count(p.Stdout.String(), `received message: \xff`); got != n {
		t.Errorf("%d messages are printed, want %d", got, n)
	}
	if !strings.Contains(p.Log(), "WRN 100 warnings about messages in all; not shown: ") || strings.Count(p.Log(), "WRN the text is") > n/2 {
		t.Errorf("logged\n%s", p.Log())
	}
}

func TestErrors(t *testing.T) {
	port := labtest.TakenPort(t, "udp4")
	rejects := labclitest.Rejects(t, app)
	rejects("receiver --port "+port, 1, "cannot listen on 127.0.0.1:"+port+": the port is taken")
	rejects("receiver --ip 192.0.2.1", 1, "cannot listen on 192.0.2.1:50005: this machine does not have that address")
	rejects("receiver --ip no-such-host.invalid", 1, "cannot listen on no-such-host.invalid:50005: ")
	rejects("receiver --ip ::1", 1, "cannot listen on [::1]:50005: ")
	rejects("receiver --port 70000", 2, "--port 70000 is not a port")
	rejects("receiver --port x", 2, "--port")
	rejects("receiver now", 2, `unknown argument "now"`)
	rejects("sender --port 0", 2, "--port 0")
	rejects("sender --ip 0.0.0.256", 1, "cannot send to 0.0.0.256:50005: ")
	rejects("sender --message "+strings.Repeat("x", 65_508), 1, "does not fit into one datagram")
	rejects("sing", 2, `there is no command "sing"`)
	rejects("", 2, "receiver, sender")
}

// A message that cannot be printed is an error: the receiver does not go on in
// silence.
func TestFullDisk(t *testing.T) {
	r, w := io.Pipe()
	r.CloseWithError(errors.New("no space left on device"))
	a := app()
	a.Writer = w
	p := labclitest.Start(t, a, "receiver", "--port", "0")
	labtest.Send(t, p.Addr(), []byte("hello"))
	if status := p.Wait(); status != 1 || !strings.Contains(p.Log(), "ERR no space left on device") {
		t.Errorf("status %d, logged %q", status, p.Log())
	}
}

// nameServer dials the name server, if it is set. The resolver itself stays the same in all
// tests: package net may still use it when a lookup was given up.
var nameServer atomic.Pointer[func() (net.Conn, error)]

func init() {
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dial := nameServer.Load(); dial != nil {
			return (*dial)()
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
}

// Ctrl-c ends a program that waits for a name server, and then it does not say that
// the name is wrong.
func TestInterruptedLookup(t *testing.T) {
	silent, err := net.ListenPacket("udp4", "127.0.0.1:0") // a name server that never answers
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	questions, stop := context.WithCancel(t.Context())
	defer stop() // package net goes on to wait for an answer
	ask := func() (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(questions, "udp4", silent.LocalAddr().String())
		if err == nil {
			context.AfterFunc(questions, func() { conn.Close() })
		}
		return conn, err
	}
	nameServer.Store(&ask)
	defer nameServer.Store(nil)
	for _, program := range []string{"sender", "receiver"} {
		p := labclitest.Start(t, app(), program, "--ip", "silent.example")
		if _, _, err := silent.ReadFrom(make([]byte, 1024)); err != nil {
			t.Fatal(err)
		}
		if status := p.Stop(); status != 0 || p.Log() != "" {
			t.Errorf("%s: status %d, logged %q", program, status, p.Log())
		}
	}
}

func TestREADME(t *testing.T) {
	r := labtest.ReadREADME(t)
	receiver := labtest.Start(t, exec.Command(labtest.Build(t, "."), "receiver"))
	labtest.WaitBound(t, "udp", 50005, 1)
	sender := labtest.Run(t, exec.Command(labtest.Build(t, "."), "sender"))
	receiver.ExpectLines(2)
	receiver.Interrupt()
	receiver.Wait()
	r.Check("make run-ex2_1", receiver.Stdout.String())
	r.Check("make run-ex2_1-sender", sender.Stdout.String())
	r.Done()
}
