// Ex2_1_2_sensors prints the messages of the sensors that are broadcast on the
// LAN to UDP port 52001: worksheet 2.1.2.
//
// With a station on this machine (make station), or in the classroom:
//
//	go run ./ex2_1_2_sensors
package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	return &cli.App{
		Name:  "ex2_1_2_sensors",
		Usage: "print the sensor messages broadcast on a LAN (worksheet 2.1.2)",
		Flags: append([]cli.Flag{labcli.PortFlag("port", 52001, "UDP `PORT` of the sensors")}, labcli.ListenFlags()...),
		Action: func(c *cli.Context) error {
			return labcli.Listen(c, func(ctx context.Context, lab *labcli.Listener) error {
				return receive(ctx, lab, c.Int("port"))
			})
		},
	}
}
