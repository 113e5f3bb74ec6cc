// check: 2.1.1-receiver
// want: no-bind
// It has no socket. It must not take the time that a compiler may need.
package main

import (
	"fmt"
	"time"
)

func main() {
	for n := 0; ; n++ {
		fmt.Println("received message: Hello, World!")
		fmt.Printf("from: ('127.0.0.1', %d)\n", 50100+n)
		time.Sleep(1500 * time.Millisecond)
	}
}
