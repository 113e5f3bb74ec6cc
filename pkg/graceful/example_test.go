package graceful_test

import (
	"context"
	"fmt"
	"net"
	"os"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
)

// A receiver that ctrl-c ends. In this example it is stop that ends the context,
// so End does not print the line Stopping.
func Example() {
	ctx, stop := graceful.Context(context.Background())
	defer stop()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go stop()
	err = graceful.Closing(ctx, conn, func() error {
		_, _, err := conn.ReadFrom(make([]byte, 1024)) // waits until the socket is closed
		return err
	})
	fmt.Println("end:", graceful.End(ctx, pyfmt.NewPrinter(os.Stdout), err))
	// Output: end: <nil>
}
