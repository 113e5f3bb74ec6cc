// check: 3.1-server
// want: crashed
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:55000")
	conn, err := ln.Accept()
	buf := make([]byte, 1024)
	n, err := conn.Read(buf)
	fmt.Println("received data:", string(buf[:n]))
	conn.Write(buf[:n])
}
