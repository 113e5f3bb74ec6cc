// Package class checks what a whole class has handed in, and has the result, from
// which the tables, pages and grades are made.
package class

import (
	"slices"

	"in43.example/classroom/internal/check"
)

// A Class is what the checks of a class have found. It holds nothing that differs
// from run to run, such as how long a check took: the same hand-ins and the same seed
// give the same Class.
type Class struct {
	Title    string    `json:"title"` // the name of the archive or folder
	Seed     uint64    `json:"seed"`
	Steps    []Step    `json:"steps"`    // the columns
	Students []Student `json:"students"` // the rows, sorted by ID
}

// A Step is a column.
type Step struct {
	Name  string  `json:"name"`
	Title string  `json:"title"`
	Max   float64 `json:"max"` // points
	// Optional says that nobody has to hand it in (5.3). If it is Missing, that is no
	// fault. An optional step is a column only if somebody has handed it in.
	Optional bool `json:"optional,omitempty"`
}

// A Student is a row. Name, Folder, Group and Remarks come from a stranger's archive:
// whoever shows them makes them harmless.
type Student struct {
	ID      string   `json:"id"`               // unique, and a safe name of a file
	Name    string   `json:"name"`             // as the course page has it
	Number  string   `json:"number,omitempty"` // the course page's number of the participant: "123456"
	Folder  string   `json:"folder,omitempty"` // the course page's folder: "Ada Lovelace_123456_assignsubmission_file"
	Group   string   `json:"group,omitempty"`
	Remarks []string `json:"remarks,omitempty"` // on what was handed in
	Error   string   `json:"error,omitempty"`   // why nothing of it could be checked
	Results []Result `json:"results"`           // one for each of Class.Steps, in the same order
}

// A Result is a cell.
type Result struct {
	Report *check.Report `json:"report"` // its verdict is check.Missing if there is no program for the step
	Points float64       `json:"points"`
	// Changed says that a second check, alone on the machine, had another result than
	// the first one, and which.
	Changed string `json:"changed,omitempty"`
}

// Points returns the sum of the points of s.
func (s *Student) Points() float64 {
	sum := 0.0
	for _, r := range s.Results {
		sum += r.Points
	}
	return sum
}

// Max returns the points of a student who has everything right.
func (c *Class) Max() float64 {
	sum := 0.0
	for _, s := range c.Steps {
		sum += s.Max
	}
	return sum
}

// Code returns the diagnosis of a result that is a FAIL: that of its first required
// check that failed; else "".
func (r *Result) Code() string {
	i := slices.IndexFunc(r.Report.Findings, func(f check.Finding) bool { return f.Level == check.Required && f.Result == check.Fail })
	if i < 0 {
		return ""
	}
	return string(r.Report.Findings[i].Code)
}
