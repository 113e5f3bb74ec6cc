package trial

import (
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/verdict"
)

// A Step is a step of the worksheet that can be checked.
type Step struct {
	Name    string // as it is typed
	Title   string
	Section string         // of the worksheet
	Signs   source.Signs   // by which its program is found
	Checks  func() []Check // new ones for each run
}

// network returns the protocol of the step: udp, tcp, or "" for section 5.
func (s *Step) network() string {
	return map[byte]string{'2': "udp", '3': "tcp", '4': "tcp"}[s.Name[0]]
}

// A Check is one thing that a step looks at.
type Check struct {
	Name  string
	Level verdict.Level
	Gate  bool // if it fails, the checks after it cannot be tried
	// AfterFailure says that the check is tried even after such a failure, as long
	// as the program is running.
	AfterFailure bool
	Run          func(*Trial) Outcome
}
