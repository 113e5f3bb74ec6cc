// Ex2_1_udp sends text in a UDP datagram and receives it: worksheet 2.1.
//
// In one terminal:
//
//	go run ./ex2_1_udp receiver
//
// and in another:
//
//	go run ./ex2_1_udp sender
package main

import (
	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	ip := &cli.StringFlag{Name: "ip", Value: "127.0.0.1", Usage: "IPv4 `ADDRESS` of the receiver"}
	port := labcli.PortFlag("port", 50005, "UDP `PORT` of the receiver")
	return &cli.App{
		Name:  "ex2_1_udp",
		Usage: "text over UDP (worksheet 2.1)",
		Commands: []*cli.Command{
			{
				Name:  "receiver",
				Usage: "print the messages that arrive, until ctrl-c",
				Flags: []cli.Flag{ip, port},
				Action: func(c *cli.Context) error {
					ctx, out := labcli.Output(c)
					return receive(ctx, c.String("ip"), c.Int("port"), out)
				},
			},
			{
				Name:  "sender",
				Usage: "send one message",
				Flags: []cli.Flag{ip, port,
					&cli.StringFlag{Name: "message", Value: "Hello, World!", Usage: "`TEXT` to send"}},
				Action: func(c *cli.Context) error {
					if c.Int("port") == 0 {
						return labcli.Usage("--port 0: no program can receive there; use the port of the receiver")
					}
					ctx, out := labcli.Output(c)
					return send(ctx, c.String("ip"), c.Int("port"), c.String("message"), out)
				},
			},
		},
	}
}
