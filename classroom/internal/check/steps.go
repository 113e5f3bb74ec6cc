package check

import "slices"

// A step is a step of the worksheet that can be checked.
type step struct {
	name    string // as it is typed
	title   string
	section string // of the worksheet
	signs   Signs  // by which its program is found
	checks  func() []check
}

// steps are all steps, in the order of the worksheet.
var steps = []step{
	receiverStep, senderStep, sensorsStep, droneStep, selectStep,
	tcpServerStep, tcpClientStep, chatServerStep, chatClientStep,
	httpStep, untilEndStep,
}

// network returns the protocol of the step: udp, tcp, or "" for section 5.
func (s *step) network() string {
	return map[byte]string{'2': "udp", '3': "tcp", '4': "tcp"}[s.name[0]]
}

// findStep returns the step with name, or nil.
func findStep(name string) *step {
	for i := range steps {
		if steps[i].name == name {
			return &steps[i]
		}
	}
	return nil
}

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
	for _, s := range steps {
		info := StepInfo{Name: s.name, Title: s.title}
		for _, c := range s.checks() {
			info.Checks = append(info.Checks, CheckInfo{c.name, c.level})
		}
		all = append(all, info)
	}
	return all
}

// Find looks in dir and its subfolders for the program of each step, by
// the usual names and by the text of the files. It returns all steps, in the order
// of the worksheet, and the rest: the programs that were not taken for any step,
// as paths relative to dir.
func Find(dir string) (found []Found, rest []string, err error) {
	return findIn(dir, signs())
}

// Pick returns the one of steps that the program is for that command runs,
// by the same signs as Find. It returns "" if they do not make it clear.
func Pick(steps []string, command []string) string {
	return pickIn(slices.DeleteFunc(signs(), func(s Signs) bool { return !slices.Contains(steps, s.Step) }), command)
}

// signs returns the signs of all steps.
func signs() []Signs {
	var all []Signs
	for _, s := range steps {
		s.signs.Step = s.name
		all = append(all, s.signs)
	}
	return all
}
