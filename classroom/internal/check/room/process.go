package room

import "os"

// A Command is what the room runs.
type Command struct {
	Args                  []string
	Env                   []string // in place of what Environment has of that name, or in addition to it
	Stdin, Stdout, Stderr *os.File
}

// A Status tells how a process has ended.
type Status struct {
	Text    string // such as "exit status 1" or "signal: killed"
	Success bool
}

// Status returns how p has ended, once it has.
func (p *Process) Status() Status { return p.status }
