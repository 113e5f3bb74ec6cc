// Classroom provides what the exercises need around them: the broadcasts of the
// classroom, a live view of them, a demo and a checker. Its commands are
//
//	station  send what is heard in the classroom on ports 52001 and 52002
//	demo     play the whole sheet on this machine, step by step
//	check    say whether a program does a step of the worksheet, and if not, why
//	class    check what a whole class has handed in
//	live     show what is in the air now, in a browser
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
		Usage: "provide the broadcasts of the classroom, a live view of them, a demo and a checker",
		Commands: []*cli.Command{
			stationCommand(),
			demoCommand(),
			checkCommand(),
			classCommand(),
			liveCommand(),
		},
	}
}
