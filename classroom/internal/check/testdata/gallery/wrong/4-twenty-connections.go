// check: 4
// want: no-loop

package main

import (
	"fmt"
	"net"
)

const reply = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\n\r\n" +
	"<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n"

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:55000")
	if err != nil {
		fmt.Println(err)
		return
	}
	var clients []net.Conn
	for len(clients) < 20 {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		clients = append(clients, conn)
		buf := make([]byte, 4096)
		n, _ := conn.Read(buf)
		fmt.Printf("%s\n", buf[:n])
		fmt.Fprint(conn, reply)
		conn.Close()
	}
}
