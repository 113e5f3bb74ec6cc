// check: 2.1.2
// want: buffered

package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func main() {
	conn, err := net.ListenPacket("udp4", ":52001")
	if err != nil {
		panic(err)
	}
	defer conn.Close()

	// faster than fmt.Println
	out := bufio.NewWriterSize(os.Stdout, 64*1024)
	defer out.Flush()

	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			break
		}
		fmt.Fprintf(out, "%v: %s\n", from, buf[:n])
	}
}
