//go:build !linux

package check

import (
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"time"
)

// isolations returns what to try: namespaces are Linux's.
func isolations(Isolation) []Isolation { return []Isolation{Loopback} }

func startIsolated(cmd *exec.Cmd, _ Isolation) error { return cmd.Start() }

// A process is one of the program's.
type process struct {
	memory int
	cpu    time.Duration
}

// descendants returns nothing: this system has no /proc.
func descendants() []process { return nil }

func (process) busy() bool          { return false }
func (process) readsKeyboard() bool { return false }

// openTerminal leaves the program a pipe: this system does not tell what was
// read of a terminal.
func openTerminal() (person, program *os.File, err error) { return nil, nil, errors.ErrUnsupported }

func unread(*os.File) bool { return true }

// A socket is one that waits for messages or connections.
type socket struct {
	addr   netip.AddrPort
	queued int
}

// sockets cannot tell: this system has no /proc.
func sockets(string) ([]socket, bool) { return nil, false }

func connected(uint16) bool { return false }

// A wire hears nothing: only a namespace gives the privilege.
type wire struct{}

type datagram struct {
	to   netip.AddrPort
	data []byte
}

func listenWire() (*wire, error) { return nil, nil }

func (*wire) heard() ([]datagram, []netip.AddrPort) { return nil, nil }

func (*wire) forget() {}
