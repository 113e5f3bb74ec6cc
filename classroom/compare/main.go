// Compare plays every step of the worksheet with the Python programs and with
// the Go programs, in all pairings, and reports whether they print the same.
//
//	make compare
//
// Each pairing is compared with Python alone, line by line. What changes from
// run to run is not compared: the ports that the system chooses, the date of a
// reply (4), the rates of messages, the age of frames and the order between two
// ports (2.1.4), the LAN of the machine (5.2). Of ex1_setup, only the first line
// is compared. Messages on standard error are not compared.
//
// Compare sends only to this machine. It needs python3, and the worksheet's
// ports must be free. On Linux it sees when a program has bound its UDP port;
// on other systems it waits 2 seconds for that. Windows cannot send ctrl-c to
// one program alone: there, the output after ctrl-c is not compared, nor are
// the line ends, which Python writes as \r\n.
//
// The exit status is that of diff(1): 0 if all pairings are identical, 1 if some
// differ, 2 if the comparison cannot be made.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"in43.example/pkg/graceful"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := graceful.Context(context.Background())
	defer stop()
	err := errors.New("this program takes no arguments; run it from the folder of the repository: make compare")
	if len(args) == 0 {
		err = compareAll(ctx, ".", "bin", steps, stdout)
	}
	return status(err, stderr)
}

// status prints err and returns the exit status.
func status(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "compare:", err)
	if errors.As(err, new(differences)) {
		return 1
	}
	return 2
}
