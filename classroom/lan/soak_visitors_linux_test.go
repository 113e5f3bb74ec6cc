package lan

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"in43.example/pkg/bound"
	"in43.example/pkg/labtest"
)

// visitors are the clients of some servers, which come and go until leave is called.
type visitors struct {
	servers []*watched
	visits  []*visit
	leave   func() // and wait until all have left
}

// A visit is what one client does after the other.
type visit struct {
	name   string
	served int
	failed []error
}

// startServers starts the servers of worksheet 3, 3.2 and 4 on a host, and their clients
// on another one. A chat serves one client only: so there is one that lasts, and
// one that is started again for each client.
func startServers(t *testing.T, on, from *host) *visitors {
	t.Helper()
	const echoPort, pagePort, rfcPort, chatPort, shortPort = 55000, 55001, 55002, 55003, 55004
	command := func(port int, dir string, args ...string) *exec.Cmd {
		return program(t, dir, append(args, "--ip", "0.0.0.0", "--port", strconv.Itoa(port))...)
	}
	v := new(visitors)
	serve := func(name string, port int, cmd *exec.Cmd) *labtest.Process {
		p := on.start(t, cmd)
		on.waitBound(t, "tcp", port, 1)
		v.servers = append(v.servers, &watched{name: name, cmd: cmd})
		return p
	}
	serve("3.1", echoPort, command(echoPort, "ex3_tcp", "server", "--forever"))
	serve("4", pagePort, command(pagePort, "ex4_microhttp"))
	serve("4 rfc", rfcPort, command(rfcPort, "ex4_microhttp", "--reply", "rfc"))
	chatter := serve("3.2", chatPort, command(chatPort, "ex3_2_chat", "server"))
	friend, err := from.dial(chatPort)
	must(t, err)
	t.Cleanup(func() { friend.Close() })
	short := command(shortPort, "ex3_2_chat", "server") // to be copied

	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	v.leave = func() { cancel(); all.Wait() }
	repeat := func(name string, once func(n int) error) {
		one := &visit{name: name}
		v.visits = append(v.visits, one)
		all.Go(func() {
			for ctx.Err() == nil {
				if err := once(one.served); err != nil {
					one.failed = append(one.failed, err)
				} else {
					one.served++
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	repeat("3.1", func(n int) error {
		said := fmt.Sprintf("Hello, number %d!", n)
		return from.visit(echoPort, said, func(s string) bool { return s == said })
	})
	const get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	hasPage := func(s string) bool { return strings.Contains(s, "<h1>In43 is the best course ! ÉÇ </h1>") }
	repeat("4", func(int) error { return from.visit(pagePort, get, hasPage) })
	repeat("4 rfc", func(int) error { return from.visit(rfcPort, get, hasPage) })
	repeat("3.2", func(n int) error {
		friend.SetDeadline(time.Now().Add(patience))
		question, answer := fmt.Sprintf("question %d", n), fmt.Sprintf("answer %d", n)
		if _, err := io.WriteString(friend, question); err != nil {
			return err
		}
		if err := chatter.Process.Type(answer + "\n"); err != nil {
			return err
		}
		got := make([]byte, len(answer))
		if _, err := io.ReadFull(friend, got); err != nil || string(got) != answer {
			return fmt.Errorf("to %q comes %q (%v)", question, got, err)
		}
		return nil
	})
	repeat("3.2, one client", func(int) error { return chatOnce(on, from, shortPort, exec.Command(short.Path, short.Args[1:]...)) })
	return v
}

// dial connects h to a port of the servers' host.
func (h *host) dial(port int) (conn net.Conn, err error) {
	h.do(func() {
		conn, err = net.DialTimeout("tcp4", net.JoinHostPort(studentIP[1], strconv.Itoa(port)), patience)
	})
	if err == nil {
		err = conn.SetDeadline(time.Now().Add(patience))
	}
	return conn, err
}

// visit says something to a server, and looks at what it answers until it closes the
// connection.
func (h *host) visit(port int, said string, ok func(answer string) bool) error {
	conn, err := h.dial(port)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, said); err != nil {
		return err
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		return err
	}
	answer, err := io.ReadAll(conn)
	if err == nil && !ok(string(answer)) {
		err = fmt.Errorf("to %q comes %q", said, answer)
	}
	return err
}

// chatOnce starts a chat's server on a host, and says "end" to it from another one.
func chatOnce(on, from *host, port int, cmd *exec.Cmd) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var err error
	on.do(func() {
		if err = cmd.Start(); err == nil {
			err = bound.Wait(ctx, "tcp", port, 1)
		}
	})
	if err == nil {
		err = from.visit(port, "end", func(answer string) bool { return answer == "" })
	}
	if err != nil && cmd.Process != nil {
		cmd.Process.Kill()
	}
	if ended := cmd.Wait(); err == nil && ended != nil {
		err = fmt.Errorf("%v:\n%v", ended, &printed)
	}
	return err
}

// report writes how many clients were served, and checks that none was not.
func (v *visitors) report(t *testing.T, to io.Writer) {
	t.Helper()
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "server\tserved\tfailed\t\n")
	for _, one := range v.visits {
		fmt.Fprintf(w, "%s\t%d\t%d\t\n", one.name, one.served, len(one.failed))
		if len(one.failed) > 0 || one.served == 0 {
			t.Errorf("clients of %s: %d were served, %d were not: %v", one.name, one.served, len(one.failed), one.failed[:min(5, len(one.failed))])
		}
	}
	w.Flush()
	fmt.Fprintln(to)
}
