// Ex5_annexes runs the small programs of the annexes: worksheet 5.2 and 5.3.
//
//	go run ./ex5_annexes time
package main

import (
	"net"
	"runtime"
	"time"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	command := func(name, usage string, run func(*cli.Context) error) *cli.Command {
		return &cli.Command{Name: name, Usage: usage, Action: run}
	}
	return &cli.App{
		Name:  "ex5_annexes",
		Usage: "the small programs of the annexes (worksheet 5.2 and 5.3)",
		Commands: []*cli.Command{
			command("addresses", "the IPv4 addresses that have a meaning (5.2)", func(c *cli.Context) error {
				all, err := broadcast.Interfaces()
				if err != nil {
					return err
				}
				return addresses(c.Context, all, c.App.Writer)
			}),
			command("until-end", `print each line of the input, up to "end" (5.3.1)`, func(c *cli.Context) error {
				ctx, out := labcli.Output(c)
				return untilEnd(ctx, keyboard.New(c.App.Reader), out)
			}),
			command("machine", "the name of this machine, short and full (5.3.2)", func(c *cli.Context) error {
				return machine(c.Context, net.DefaultResolver, c.App.Writer)
			}),
			command("user", "the name of the user (5.3.3)", func(c *cli.Context) error {
				return printUser(runtime.GOOS, c.App.Writer)
			}),
			command("time", "the time and the date (5.3.4)", func(c *cli.Context) error {
				return clock(time.Now(), c.App.Writer)
			}),
			command("closing", "wait at a socket, and close it at ctrl-c (5.3.5)", func(c *cli.Context) error {
				ctx, out := labcli.Output(c)
				return closing(ctx, out)
			}),
		},
	}
}
