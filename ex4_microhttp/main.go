// Ex4_microhttp is a web server in a few lines, for a browser to connect to:
// worksheet 4.
//
//	go run ./ex4_microhttp
//
// Then open http://127.0.0.1:55000/ in a browser.
package main

import (
	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	return &cli.App{
		Name:  "ex4_microhttp",
		Usage: "show what clients send and reply with a page, until ctrl-c (worksheet 4)",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "ip", Value: "127.0.0.1", Usage: "IPv4 `ADDRESS` to listen on"},
			labcli.PortFlag("port", 55000, "TCP `PORT` to listen on"),
			&cli.StringFlag{Name: "reply", Value: "worksheet",
				Usage: "how to reply: `REPLY` echo (steps 1 and 2), worksheet (step 3) or rfc (with net/http, as RFC 9110 and 9112 ask)"},
		},
		Action: func(c *cli.Context) error {
			ctx, out := labcli.ServerOutput(c)
			ip, port := c.String("ip"), c.Int("port")
			switch c.String("reply") {
			case "echo":
				return serve(ctx, ip, port, anything, echo, out)
			case "worksheet":
				return serve(ctx, ip, port, emptyLine, answer, out)
			case "rfc":
				return serveHTTP(ctx, ip, port, out)
			default:
				return labcli.Usage("--reply %q is not a reply; use echo, worksheet or rfc", c.String("reply"))
			}
		},
	}
}
