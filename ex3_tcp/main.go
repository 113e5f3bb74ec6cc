// Ex3_tcp sends text over a TCP connection and gets it back: worksheet 3.1,
// with the programs of annex 5.1.
//
// In one terminal:
//
//	go run ./ex3_tcp server
//
// and in another:
//
//	go run ./ex3_tcp client
package main

import (
	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	ip := &cli.StringFlag{Name: "ip", Value: "127.0.0.1", Usage: "IPv4 `ADDRESS` of the server"}
	port := labcli.PortFlag("port", 55000, "TCP `PORT` of the server")
	return &cli.App{
		Name:  "ex3_tcp",
		Usage: "text over TCP (worksheet 3.1)",
		Commands: []*cli.Command{
			{
				Name:  "server",
				Usage: "print what one client says and send it back",
				Flags: []cli.Flag{ip, port,
					&cli.BoolFlag{Name: "forever", Usage: "serve many clients at once, until ctrl-c"}},
				Action: func(c *cli.Context) error {
					ctx, out := labcli.ServerOutput(c)
					return serve(ctx, c.String("ip"), c.Int("port"), c.Bool("forever"), out)
				},
			},
			{
				Name:  "client",
				Usage: "send one message and print the reply",
				Flags: []cli.Flag{ip, port,
					&cli.StringFlag{Name: "message", Value: "Hello, Everyone!", Usage: "ASCII `TEXT` to send", Action: checkASCII}},
				Action: func(c *cli.Context) error {
					if c.Int("port") == 0 {
						return labcli.Usage("--port 0: no program can listen there; use the port of the server")
					}
					ctx, out := labcli.Output(c)
					return talk(ctx, c.String("ip"), c.Int("port"), c.String("message"), out)
				},
			},
		},
	}
}

// checkASCII refuses a message that the client cannot send.
func checkASCII(_ *cli.Context, message string) error {
	if message == "" {
		return labcli.Usage("--message is empty: nothing would be sent, and client and server would wait for each other")
	}
	for _, r := range message {
		if r > '\x7f' {
			return labcli.Usage("--message has %q, which is not ASCII: this step encodes its text as ASCII; write it without accents", r)
		}
	}
	return nil
}
