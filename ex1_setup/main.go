// Ex1_setup is the first program of the worksheet (1.1), which prints one line.
// Then it says whether this machine is ready for the lab, and if not, what to
// do. It changes nothing on the machine.
//
//	go run ./ex1_setup
package main

import (
	"fmt"
	"runtime"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	return &cli.App{
		Name:  "ex1_setup",
		Usage: "is this machine ready for the lab? (worksheet 1)",
		Action: func(c *cli.Context) error {
			fmt.Fprintln(c.App.Writer, "Network courses are perfect !")
			all, err := broadcast.Interfaces()
			if err != nil {
				return err
			}
			results := check(c.Context, runtime.GOOS, all)
			if c.Context.Err() != nil {
				return graceful.End(c.Context, pyfmt.NewPrinter(c.App.Writer), nil)
			}
			return report(runtime.GOOS, results, c.App.Writer)
		},
	}
}
