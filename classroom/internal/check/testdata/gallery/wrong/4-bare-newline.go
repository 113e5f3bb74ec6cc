// check: 4
// want: bare-newline

package main

import (
	"fmt"
	"net"
)

const page = "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\n"

func serve(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	if err != nil {
		return
	}
	fmt.Printf("%s\n", buf[:n])
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\n")
	fmt.Fprintf(conn, "Content-Type: text/html; charset=utf-8\n")
	fmt.Fprintf(conn, "\n")
	fmt.Fprintf(conn, page)
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:55000")
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			fmt.Println(err)
			return
		}
		go serve(conn)
	}
}
