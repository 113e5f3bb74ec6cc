package check

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/labtest"
)

// Without namespaces a check waits while another process has its turn, says which
// one that is, and then runs.
func TestTurn(t *testing.T) {
	needPython(t)
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which the ports are free")
	}
	other, err := net.Listen("tcp4", turnAddr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	job := Job{Step: "5.3.1", Command: []string{"python3", filepath.FromSlash(root + "ex5_annexes/python/until_end.py")}, Seed: 1, Isolation: Loopback}

	ctx, cancel := context.WithCancel(t.Context())
	job.Waits = func(string) { cancel() }
	if r := Run(ctx, job); r.Verdict != Unchecked || r.Error != errInterrupted.Error() {
		t.Errorf("interrupted while it waits: %s, %s", r.Verdict, r.Error)
	}

	var holder string
	job.Waits = func(forWhom string) { holder = forWhom; other.Close() }
	if r := Run(t.Context(), job); r.Verdict != Passed {
		t.Errorf("after the other one: %s", text(r, true))
	}
	if runtime.GOOS == "linux" && !strings.Contains(holder, "pid ") {
		t.Errorf("it waits for %q, want the name of a program", holder)
	}
}

// In one process, too, the checks run one after the other.
func TestTurnsOfOneProcess(t *testing.T) {
	done, err := takeTurn(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := takeTurn(ctx, nil); err != errInterrupted {
		t.Errorf("a second one beside the first: %v", err)
	}
	done()
	if done, err = takeTurn(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	done()
}

// Without namespaces, a port that another program has before the check begins is not
// the fault of the program that is checked.
func TestTakenPort(t *testing.T) {
	needPython(t)
	if !labtest.InNamespace() {
		labtest.Missing(t, "a network namespace, in which the ports are free")
	}
	for _, test := range []struct{ step, network, address, program, want string }{
		{"2.1.2", "udp", "0.0.0.0:52001", "right/2.1.2-floats.py", "UDP port 52001 is in use by "},
		{"2.1.1-sender", "udp", "127.0.0.1:50005", "right/2.1.1-sender-class.py", "UDP port 50005 is in use by "},
		{"3.1-server", "tcp", "127.0.0.1:55000", "right/3.1-server-socketserver.py", "TCP port 55000 is in use by "},
		{"3.1-client", "tcp", "0.0.0.0:55000", "right/3.1-client-with.py", "TCP port 55000 is in use by "},
	} {
		t.Run(test.step, func(t *testing.T) {
			var other io.Closer
			var err error
			if test.network == "udp" {
				other, err = net.ListenPacket("udp4", test.address)
			} else {
				other, err = net.Listen("tcp4", test.address)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			r := Run(t.Context(), Job{Step: test.step, Command: []string{"python3", filepath.FromSlash("testdata/gallery/" + test.program)}, Seed: 1, Isolation: Loopback})
			if r.Verdict != Unchecked || !strings.Contains(text(r, false), test.want) {
				t.Errorf("want %q\n%s", test.want, text(r, false))
			}
		})
	}
}
