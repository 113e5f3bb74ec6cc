package talk

import (
	"slices"
	"time"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
)

// waitBound waits until the program has a socket on port, or until it is clear
// that it never will. It returns the sockets of network that the program then
// has. If the program first asks something at the keyboard, waitBound answers.
func waitBound(t *trial.Trial, network string, port uint16) []sandbox.Socket {
	address := map[string]string{"udp": "0.0.0.0", "tcp": Localhost.String()}[network]
	others := func() bool {
		all, _ := sandbox.Sockets(map[string]string{"udp": "tcp", "tcp": "udp"}[network])
		return len(all) > 0 || hasPort(sandbox.ConnectedUDP(), port)
	}
	wait := t.WaitForStart()
	for {
		all, _ := sandbox.Sockets(network)
		if slices.ContainsFunc(all, func(s sandbox.Socket) bool { return s.Addr.Port() == port }) || !t.Program.Running() || wait.Over() {
			return all
		}
		if !t.Program.Answer(wait.Idle(), port, address, Nickname) && wait.Idle() > time.Second && (len(all) > 0 || others()) {
			return all
		}
		select {
		case <-t.Program.Ended:
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Nickname is what is typed if a program asks for something other than a port or
// an address.
const Nickname = "Alice"
