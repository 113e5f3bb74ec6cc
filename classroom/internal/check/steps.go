package check

import (
	"slices"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// A StepInfo describes a step and its checks.
type StepInfo struct {
	Name, Title string
	Optional    bool // one of the annexes, which nobody has to hand in
	Checks      []CheckInfo
}

// A CheckInfo describes one check of a step.
type CheckInfo struct {
	Name  string
	Level Level
}

// Steps returns all steps, in the order of the worksheet.
func Steps() []StepInfo {
	var all []StepInfo
	for _, s := range steps.All {
		info := StepInfo{Name: s.Name, Title: s.Title, Optional: s.Section[0] == '5'}
		for _, c := range s.Checks() {
			info.Checks = append(info.Checks, CheckInfo{c.Name, c.Level})
		}
		all = append(all, info)
	}
	return all
}

// A Folder is what Find has found.
type Folder = source.Folder

// Find looks in dir and its subfolders for the program of each step, in the order
// of the worksheet, by the usual names and by the text of the files.
func Find(dir string) (*Folder, error) {
	return source.Find(dir, steps.Signs())
}

// NotAProgram says what a file is that may hold programs but cannot be run, and what
// to do with it. It returns "" for any other file.
func NotAProgram(file string) string { return source.NotAProgram(file) }

// Pick returns the one of the named steps that the program is for that command runs, by the
// same signs as Find. It returns "" if they do not make it clear.
func Pick(names []string, command []string) string {
	signs := slices.DeleteFunc(steps.Signs(), func(s source.Signs) bool { return !slices.Contains(names, s.Step) })
	return source.Pick(signs, command)
}
