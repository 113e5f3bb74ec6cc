// The command classroom provides what the room around the lab does. It has the
// commands
//
//	station  send what is heard in the classroom on ports 52001 and 52002
//	demo     play the whole sheet on this machine, step by step
//	check    tell whether a program does a step of the worksheet, and if not, why
package main

import (
	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/check"
	"in43.example/pkg/labcli"
)

func main() {
	check.BeReferee()
	labcli.Main(newApp())
}

func newApp() *cli.App {
	return &cli.App{
		Name:  "classroom",
		Usage: "provide what the room around the lab does",
		Commands: []*cli.Command{
			stationCommand(),
			demoCommand(),
			checkCommand(),
		},
	}
}
