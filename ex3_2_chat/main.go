// Ex3_2_chat is a chat of two people over TCP: worksheet 3.2.
//
// In one terminal:
//
//	go run ./ex3_2_chat server
//
// and in another, or on another machine of the LAN:
//
//	go run ./ex3_2_chat client
//
// They speak in turns, the client first, until one of them types "end".
package main

import (
	"github.com/urfave/cli/v2"

	"in43.example/pkg/keyboard"
	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "ip", Value: "127.0.0.1", Usage: "IPv4 `ADDRESS` of the server"},
		labcli.PortFlag("port", 55000, "TCP `PORT` of the server"),
		&cli.BoolFlag{Name: "full-duplex", Usage: "speak at any time, not in turns"},
	}
	return &cli.App{
		Name:  "ex3_2_chat",
		Usage: "a chat over TCP (worksheet 3.2)",
		Commands: []*cli.Command{
			{
				Name:  "server",
				Usage: "wait for a client and chat with it; the client speaks first",
				Flags: flags,
				Action: func(c *cli.Context) error {
					ctx, out := labcli.Output(c)
					return serve(ctx, c.String("ip"), c.Int("port"), c.Bool("full-duplex"), keyboard.New(c.App.Reader), out)
				},
			},
			{
				Name:  "client",
				Usage: "connect to a server and chat with it",
				Flags: flags,
				Action: func(c *cli.Context) error {
					if c.Int("port") == 0 {
						return labcli.Usage("--port 0: no program can listen there; use the port of the server")
					}
					ctx, out := labcli.Output(c)
					return connect(ctx, c.String("ip"), c.Int("port"), c.Bool("full-duplex"), keyboard.New(c.App.Reader), out)
				},
			},
		},
	}
}
