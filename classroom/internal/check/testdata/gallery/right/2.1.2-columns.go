// check: 2.1.2

package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

func main() {
	c, err := net.ListenPacket("udp4", "0.0.0.0:52001")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	buf := make([]byte, 9000)
	for i := 1; ; i++ {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("#%d de %v\n", i, from)
		for _, champ := range strings.Split(strings.TrimSpace(string(buf[:n])), ",") {
			fmt.Printf("   %q\n", champ)
		}
	}
}
