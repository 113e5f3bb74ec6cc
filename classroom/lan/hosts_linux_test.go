package lan

import (
	"context"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

// Worksheet 3.2.2: the server says what the colleague has to type, and the
// colleague types it.
func TestChat(t *testing.T) {
	_, _, students := newClassroom(t)
	invitation := regexp.MustCompile(`network of eth0 types: go run \./ex3_2_chat (client --ip (\S+) --port \d+)\n`)
	for name, command := range map[string]func(t *testing.T, args, ip string) *exec.Cmd{
		"Go":     func(t *testing.T, args, _ string) *exec.Cmd { return program(t, "ex3_2_chat", strings.Fields(args)...) },
		"Python": func(t *testing.T, _, ip string) *exec.Cmd { return twin(t, "ex3_2_chat", "client.py", ip) },
	} {
		t.Run(name, func(t *testing.T) {
			server := students[0].start(t, program(t, "ex3_2_chat", "server", "--ip", "0.0.0.0"))
			server.ExpectError("\n")
			m := invitation.FindStringSubmatch(server.Stderr.String())
			if m == nil || m[2] != studentIP[0] {
				t.Fatalf("the server does not say how to reach it%v", server)
			}
			client := students[1].start(t, command(t, m[1], m[2]))
			server.Expect("Client connected with address: ('" + studentIP[1] + "', ")
			client.Expect("you: ")
			client.Type("can you hear me?\n")
			server.Expect("peer: can you hear me?\nyou: ")
			server.Type("loud and clear\n")
			client.Expect("peer: loud and clear\nyou: ")
			client.Type("end\n")
			server.Expect("peer: end\n")
			for _, p := range []*labtest.Process{server, client} {
				if status := p.Wait(); status != 0 {
					t.Errorf("status %d%v", status, p)
				}
			}
		})
	}
}

// Worksheet 4: the page of one host, opened from another one.
func TestPage(t *testing.T) {
	_, _, students := newClassroom(t)
	for name, command := range map[string]func(t *testing.T) *exec.Cmd{
		"Go":     func(t *testing.T) *exec.Cmd { return program(t, "ex4_microhttp", "--ip", "0.0.0.0") },
		"Python": func(t *testing.T) *exec.Cmd { return twin(t, "ex4_microhttp", "microHTTPsrv.py", studentIP[0]) },
	} {
		t.Run(name, func(t *testing.T) {
			p := students[0].start(t, command(t))
			students[0].waitBound(t, "tcp", 55000, 1)
			// The http.Client would dial in a goroutine of its own, which does not
			// run on the student's host.
			var conn net.Conn
			students[1].do(func() {
				var err error
				conn, err = net.Dial("tcp4", studentIP[0]+":55000")
				must(t, err)
			})
			defer conn.Close()
			client := &http.Client{
				Timeout: patience,
				Transport: &http.Transport{
					DisableKeepAlives: true,
					DialContext:       func(context.Context, string, string) (net.Conn, error) { return conn, nil },
				},
			}
			reply, err := client.Get("http://" + studentIP[0] + ":55000/")
			must(t, err)
			defer reply.Body.Close()
			page, err := io.ReadAll(reply.Body)
			must(t, err)
			if want := "<h1>In43 is the best course ! ÉÇ </h1>"; reply.StatusCode != http.StatusOK || !strings.Contains(string(page), want) {
				t.Errorf("status %s, want 200 and a page with %q:\n%s", reply.Status, want, page)
			}
			p.Expect("Client connected with address: ('" + studentIP[1] + "', ")
			p.Expect("received data: GET / HTTP/1.1\r\n")
		})
	}
}

// Worksheet 1: ex1_setup finds that a student's machine is ready, and names its
// LAN.
func TestSetup(t *testing.T) {
	_, _, students := newClassroom(t)
	p := students[1].start(t, program(t, "ex1_setup"))
	if status := p.Wait(); status != 0 {
		t.Errorf("status %d%v", status, p)
	}
	want := regexp.MustCompile(`(?m)^ok +LAN eth0 +10\.9\.0\.3/16, broadcast address 10\.9\.255\.255; .* or to 10\.9\.255\.255 with --interface "eth0"$`)
	if !want.MatchString(p.Stdout.String()) || strings.Count(p.Stdout.String(), "LAN ") != 1 {
		t.Errorf("it does not name the one LAN%v", p)
	}
}
