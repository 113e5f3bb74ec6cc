// Ex2_1_3_drone decodes and prints the frames of the drone that are broadcast
// on the LAN to UDP port 52002: worksheet 2.1.3.
//
// With a station on this machine (make station), or in the classroom:
//
//	go run ./ex2_1_3_drone
package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	return &cli.App{
		Name:  "ex2_1_3_drone",
		Usage: "decode the drone's frames broadcast on a LAN (worksheet 2.1.3)",
		Flags: append([]cli.Flag{labcli.PortFlag("port", 52002, "UDP `PORT` of the drone")}, labcli.ListenFlags()...),
		Action: func(c *cli.Context) error {
			return labcli.Listen(c, func(ctx context.Context, lab *labcli.Listener) error {
				return receive(ctx, lab, c.Int("port"))
			})
		},
	}
}
