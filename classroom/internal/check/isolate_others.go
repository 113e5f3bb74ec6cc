//go:build !linux

package check

import (
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"time"
)

// isolations returns the only isolation on this system: Linux alone has
// namespaces.
func isolations(Isolation) []Isolation { return []Isolation{Loopback} }

func startIsolated(cmd *exec.Cmd, _ Isolation) error { return cmd.Start() }

// A process is a process of the program.
type process struct {
	memory int
	cpu    time.Duration
}

// descendants returns nothing: this system has no /proc.
func descendants() []process { return nil }

func (process) busy() bool          { return false }
func (process) readsKeyboard() bool { return false }

// openTerminal is not available on this system, so the program gets a pipe. Here
// the checker could not see whether the program has read what was typed.
func openTerminal() (person, program *os.File, err error) { return nil, nil, errors.ErrUnsupported }

func unread(*os.File) bool { return true }

// A socket is one that waits for messages or connections.
type socket struct {
	addr   netip.AddrPort
	queued int
}

// sockets is not available on this system: it has no /proc.
func sockets(string) ([]socket, bool) { return nil, false }

func connected(uint16) bool { return false }

// A wire hears nothing: to listen it would need a namespace.
type wire struct{}

type datagram struct {
	to   netip.AddrPort
	data []byte
}

func listenWire() (*wire, error) { return nil, nil }

func (*wire) heard() ([]datagram, []netip.AddrPort) { return nil, nil }

func (*wire) forget() {}
