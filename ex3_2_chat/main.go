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
	"runtime"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/graceful"
	"in43.example/pkg/labcli"
	"in43.example/pkg/pyfmt"
)

func main() {
	// A chat does one thing after the other. With one processor the goroutine
	// that listens hands the turn to the one that speaks without waking another
	// thread: half as many turns again in the same time.
	runtime.GOMAXPROCS(1)
	labcli.Main(app())
}

func app() *cli.App {
	ip := &cli.StringFlag{Name: "ip", Value: "127.0.0.1", Usage: "IPv4 `ADDRESS` of the server"}
	port := labcli.PortFlag("port", 55000, "TCP `PORT` of the server")
	fullDuplex := &cli.BoolFlag{Name: "full-duplex", Usage: "speak at any time, not in turns"}
	return &cli.App{
		Name:  "ex3_2_chat",
		Usage: "a chat over TCP (worksheet 3.2)",
		Commands: []*cli.Command{
			{
				Name:  "server",
				Usage: "wait for a client and chat with it; the client speaks first",
				Flags: []cli.Flag{ip, port, fullDuplex},
				Action: func(c *cli.Context) error {
					listener, err := listen(c.Context, c.String("ip"), c.Int("port"), c.App.Writer)
					if err != nil {
						return err
					}
					invite(c.Context, listener.Addr(), c.Bool("full-duplex"))
					return serve(c.Context, listener, side{fullDuplex: c.Bool("full-duplex"), stdin: c.App.Reader, stdout: c.App.Writer})
				},
			},
			{
				Name:  "client",
				Usage: "connect to a server and chat with it",
				Flags: []cli.Flag{ip, port, fullDuplex},
				Action: func(c *cli.Context) error {
					if c.Int("port") == 0 {
						return labcli.Usage("--port 0: no program can listen there; use the port of the server")
					}
					conn, err := connect(c.Context, c.String("ip"), c.Int("port"), c.App.Writer)
					if err != nil {
						return graceful.End(c.Context, pyfmt.NewPrinter(c.App.Writer), err)
					}
					return side{speaksFirst: true, fullDuplex: c.Bool("full-duplex"), stdin: c.App.Reader, stdout: c.App.Writer}.talk(c.Context, conn)
				},
			},
		},
	}
}
