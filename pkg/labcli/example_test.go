package labcli_test

import (
	"context"
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"in43.example/pkg/labcli"
)

// A program calls Main instead, which takes os.Args, and ends the program with
// the exit status.
func ExampleRun() {
	app := func() *cli.App {
		return &cli.App{
			Name:      "ex3_tcp",
			ErrWriter: os.Stdout, // for this example; otherwise it is os.Stderr
			Flags:     []cli.Flag{labcli.PortFlag("port", 55000, "TCP `PORT`")},
			Action: func(c *cli.Context) error {
				if c.Int("port") == 0 {
					return labcli.Usage("--port 0: nobody can connect to that")
				}
				fmt.Println("connecting to port", c.Int("port"))
				return nil
			},
		}
	}
	fmt.Println(labcli.Run(context.Background(), app(), []string{"ex3_tcp", "--port", "50005"}))
	fmt.Println(labcli.Run(context.Background(), app(), []string{"ex3_tcp", "--port", "0"}))
	// Output:
	// connecting to port 50005
	// 0
	// ERR --port 0: nobody can connect to that
	// 2
}
