// Package steps has the steps of the worksheet, each in a file of its own: its
// name, how its program is found, and its checks.
package steps

import (
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/trial"
)

// All are all steps, in the order of the worksheet.
var All = []trial.Step{
	receiverStep, senderStep, sensorsStep, droneStep, selectStep,
	tcpServerStep, tcpClientStep, chatServerStep, chatClientStep,
	httpStep, untilEndStep, machineStep,
}

// Find returns the step with name, or nil.
func Find(name string) *trial.Step {
	for i := range All {
		if All[i].Name == name {
			return &All[i]
		}
	}
	return nil
}

// Signs returns the signs of all steps.
func Signs() []source.Signs {
	var all []source.Signs
	for _, s := range All {
		s.Signs.Step = s.Name
		all = append(all, s.Signs)
	}
	return all
}
