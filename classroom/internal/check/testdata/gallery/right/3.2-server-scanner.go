// check: 3.2-server

package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	ln, err := net.Listen("tcp4", "127.0.0.1:55000")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	fmt.Println("client:", conn.RemoteAddr())

	clavier := bufio.NewScanner(os.Stdin)
	buf := make([]byte, 65536)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			fmt.Println("the client has gone")
			return
		}
		fmt.Printf("< %s\n", buf[:n])
		if string(buf[:n]) == "end" {
			return
		}
		for {
			fmt.Print("> ")
			if !clavier.Scan() {
				return
			}
			if clavier.Text() != "" {
				break
			}
		}
		if _, err := conn.Write(clavier.Bytes()); err != nil {
			fmt.Println(err)
			return
		}
		if clavier.Text() == "end" {
			return
		}
	}
}
