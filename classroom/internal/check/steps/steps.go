// Package steps lists the steps of the worksheet. Each stands in a file of its own,
// in a package below this one: its name, how its program is found, and its checks.
package steps

import (
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps/annex"
	"in43.example/classroom/internal/check/steps/tcp"
	"in43.example/classroom/internal/check/steps/udp"
	"in43.example/classroom/internal/check/steps/web"
	"in43.example/classroom/internal/check/trial"
)

// All are all steps, in the order of the worksheet.
var All = []trial.Step{
	udp.Receiver, udp.Sender, udp.Sensors, udp.Drone, udp.Both,
	tcp.Server, tcp.Client, tcp.ChatServer, tcp.ChatClient,
	web.Server,
	annex.UntilEnd, annex.Machine,
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
