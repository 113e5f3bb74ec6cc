package check

// A step is a step of the worksheet that can be checked.
type step struct {
	name    string // as it is typed
	title   string
	section string // of the worksheet
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
