package sockerr_test

import (
	"fmt"
	"net"

	"in43.example/pkg/sockerr"
)

func ExampleExplain() {
	const addr = "pluto.invalid:55000"
	err := &net.DNSError{Err: "no such host", Name: "pluto.invalid", IsNotFound: true} // of net.Dial("tcp4", addr)
	fmt.Println(sockerr.Explain(sockerr.Connect, addr, "--port", err))
	// Output: cannot connect to pluto.invalid:55000: no host has the name "pluto.invalid"; check the spelling, or give an IPv4 address such as 127.0.0.1
}
