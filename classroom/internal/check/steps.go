package check

import (
	"slices"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// A StepInfo describes a step and its checks.
type StepInfo struct {
	Name, Title string
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
		info := StepInfo{Name: s.Name, Title: s.Title}
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

// Pick returns the one of the named steps that the program is for that command runs, by the
// same signs as Find. It returns "" if they do not make it clear.
func Pick(names []string, command []string) string {
	signs := slices.DeleteFunc(steps.Signs(), func(s source.Signs) bool { return !slices.Contains(names, s.Step) })
	return source.Pick(signs, command)
}
