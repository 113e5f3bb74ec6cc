// check: 3.1-client
// want: crashed
package main

import (
	"fmt"
	"net"
)

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:55000")
	if err != nil {
		panic(err)
	}
	fmt.Fprint(conn, "Hello, Everyone!")
	var buf []byte
	n, _ := conn.Read(buf)
	fmt.Println("received data:", string(buf[:n+1]))
	conn.Close()
}
