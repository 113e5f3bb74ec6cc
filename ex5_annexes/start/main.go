// Worksheet 5.3.1: print what the user types, until it is "end".
//
// Do the TODOs one after the other. Delete each one when it is done. The check
// tells you what comes next. Run it in the folder of the lab:
//
//	make check STEP=5.3.1 CMD="go run ./ex5_annexes/start"
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	fmt.Println(`Type something. "end" ends the program.`)
	in := bufio.NewScanner(os.Stdin) // reads the keyboard line by line

	_ = in // TODO 1: scan one line, and print it.

	// TODO 2: do that again and again: put it into a loop.

	// TODO 3: leave the loop when the line is "end". Other lines with that word in
	// them, such as "weekend", do not end it.
}
