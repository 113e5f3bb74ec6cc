// Package sandbox keeps the program under test apart from the rest of the machine,
// and tells what it does: its processes, its sockets and what it sends. All that
// the checker asks of the operating system is here.
package sandbox

import "errors"

// An Isolation says what keeps the program apart from the rest of the machine.
type Isolation string

const (
	Full     Isolation = "namespaces"        // network, processes and mounts of its own
	Network  Isolation = "network namespace" // a network of its own
	Loopback Isolation = "loopback"          // nothing: 127.0.0.0/8 of this machine
)

// ErrNotIsolated says that the system does not allow the isolation.
var ErrNotIsolated = errors.New("this system does not allow it")
