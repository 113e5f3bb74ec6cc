// Compare plays every step of the worksheet with the Python programs and with
// ours, in all pairings, and tells whether they print the same.
//
//	make compare
//
// Each pairing is compared with Python alone, line by line. What changes from
// run to run is not compared: the ports that the system chooses, the date of a
// reply (4), the rates of messages and the order between two ports (2.1.4), the
// LAN that the machine is on (5.2). Of ex1_setup it is the first line. What is
// logged to standard error is for the person at work, and not compared either.
//
// It sends only to this machine, and needs python3 and the worksheet's ports.
// Where the system does not tell that a UDP port is bound, which only Linux
// does, a program has 2 seconds for that. Windows cannot send ctrl-c to one
// program: there, what programs print at ctrl-c is not compared, nor how lines
// end, which Python writes as \r\n.
//
// The exit status is that of diff(1): 0 if all is identical, 1 if something
// differs, 2 if the comparison cannot be made.
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
	err := errors.New("it takes no arguments; run it in the folder of the repository: make compare")
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
