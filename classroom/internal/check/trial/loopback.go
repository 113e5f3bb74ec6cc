package trial

import (
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
)

// OnLoopback reports whether the program runs on the machine's own loopback, beside
// other programs, and without a network of its own.
func (t *Trial) OnLoopback() bool { return t.Setup.Isolation == room.Loopback }

// unchecked is what a report says about a run on the machine's own loopback.
const unchecked = "broadcasts on a LAN, and what is sent to another address or port than that of the step: this needs a network namespace"

// Taken says why a check cannot begin on this machine: because of which program one
// of ports is not free, for example. It is "" if the check can begin, and after the
// program was started.
func (t *Trial) Taken(network string, ports ...uint16) string {
	if !t.OnLoopback() || t.Program != nil {
		return ""
	}
	if _, ok := sandbox.Sockets(network); !ok {
		return "this system does not tell what a program is bound to; macOS and the BSDs do so if lsof is installed"
	}
	for _, port := range ports {
		if who := sandbox.Taken(network, port); who != "" {
			return who
		}
	}
	return ""
}
