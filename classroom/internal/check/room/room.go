// Package room keeps the program under test apart from the rest of the machine:
// it makes the room in which the program runs, starts it there, and tells what it
// has written.
//
// On Linux there are three kinds of process, each in namespaces of its own:
//
//	checker   the user's, on the machine
//	referee   has privileges in its own namespaces only; it judges the program
//	program   in its room: no privileges, a root of its own; of the referee it sees the network alone
//
// What the referee does for the program goes through SetUp and Start.
package room

import (
	"errors"
	"os"
	"time"
)

// An Isolation says what keeps the program apart from the rest of the machine.
type Isolation string

const (
	Full     Isolation = "namespaces"        // network, processes, files and users of its own
	Network  Isolation = "network namespace" // the same, but it sees the names of the machine's processes
	Loopback Isolation = "loopback"          // nothing: 127.0.0.0/8 of this machine
)

// ErrNotIsolated says that the system does not allow the isolation.
var ErrNotIsolated = errors.New("this system does not allow it")

// A Setup says what a program needs.
type Setup struct {
	Isolation Isolation
	Hostname  string   // what it is told that the machine is called; "" is the machine's own name
	Addresses []string // IPv4 addresses that it must find
	Folders   []string // absolute paths: what it may see, and change in a copy
	Files     []string // the same, of files whose folders it may not see
	Tools     []string // folders of interpreters and compilers that it may read
	Caches    []string // folders of compilers' caches, in a copy
	TempDir   string   // for its temporary files, if it has no root of its own
	User      User     // who runs it
}

// A User is the one who runs the program.
type User struct {
	UID, GID         int // as the referee knows them; 0 is the user of the checker
	RoomUID, RoomGID int // as the program knows them
	DropGroups       bool
}

// current is what SetUp has set up for this process.
var current struct {
	Setup
	dir          string    // the working folder of the program
	ready        time.Time // when all was set up
	bytes, files uint64    // what was written by then
}

// Hostname returns the name of the machine that the program sees.
func Hostname() (string, error) {
	if current.Isolation != Loopback && current.Hostname != "" {
		return current.Hostname, nil
	}
	return os.Hostname()
}
