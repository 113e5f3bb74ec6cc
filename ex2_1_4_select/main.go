// Ex2_1_4_select prints the messages of both streams of the LAN, the sensors
// on UDP port 52001 and the drone on 52002, and tells which is faster:
// worksheet 2.1.4 to 2.1.6.
//
// With a station on this machine (make station), or in the classroom:
//
//	go run ./ex2_1_4_select
package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	return &cli.App{
		Name:  "ex2_1_4_select",
		Usage: "print both streams of a LAN and tell which is faster (worksheet 2.1.4 to 2.1.6)",
		Flags: append([]cli.Flag{
			labcli.PortFlag("sensors-port", 52001, "UDP `PORT` of the sensors"),
			labcli.PortFlag("drone-port", 52002, "UDP `PORT` of the drone"),
			&cli.DurationFlag{Name: "report", Usage: "show the rates on standard error every `TIME` such as 1s (0: never)"},
		}, labcli.ListenFlags()...),
		Action: func(c *cli.Context) error {
			report := c.Duration("report")
			if report < 0 {
				return labcli.Usage("--report %v: give a time such as 1s, or 0", report)
			}
			if p := c.Int("sensors-port"); p != 0 && p == c.Int("drone-port") {
				return labcli.Usage("--sensors-port and --drone-port: both are %d; each stream has its own", p)
			}
			return labcli.Listen(c, func(ctx context.Context, lab *labcli.Listener) error {
				return receive(ctx, lab, c.Int("sensors-port"), c.Int("drone-port"), report, c.App.ErrWriter)
			})
		},
	}
}
