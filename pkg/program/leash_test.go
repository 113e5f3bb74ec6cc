package program_test

import (
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"in43.example/pkg/program"
)

// beParent starts the child, ties it to itself, and waits to be killed.
func beParent() {
	leash, err := program.NewLeash()
	if err != nil {
		log.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROGRAM_TEST=child")
	leash.Tie(cmd)
	if _, err := program.Start(cmd); err != nil {
		log.Fatal(err)
	}
	io.Copy(io.Discard, dialTest()) // until the test has ended
}

// beChild shows that it runs, by a connection to the test.
func beChild() { io.Copy(io.Discard, dialTest()) }

func dialTest() net.Conn {
	conn, err := net.Dial("tcp4", os.Getenv("PROGRAM_TEST_ADDR"))
	if err != nil {
		log.Fatal(err)
	}
	return conn
}

// When a process is killed, the program that is tied to it ends.
func TestLeash(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	must(t, l.(*net.TCPListener).SetDeadline(time.Now().Add(20*time.Second)))

	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROGRAM_TEST=parent", "PROGRAM_TEST_ADDR="+l.Addr().String())
	parent, err := program.Start(cmd)
	must(t, err)
	defer parent.Kill()
	var conns [2]net.Conn // of the parent and the child, in any order
	for i := range conns {
		conns[i], err = l.Accept()
		must(t, err)
		defer conns[i].Close() // ends the program in any case
	}
	parent.Kill()
	for _, conn := range conns {
		must(t, conn.SetReadDeadline(time.Now().Add(20*time.Second)))
		if _, err := conn.Read(make([]byte, 1)); os.IsTimeout(err) {
			t.Error("a program goes on after the one that started it was killed")
		}
	}
}
