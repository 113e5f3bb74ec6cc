package broadcast_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"in43.example/pkg/broadcast"
)

// The network of worksheet 2.1.2.
func ExampleOf() {
	addr, err := broadcast.Of(netip.MustParsePrefix("10.9.0.7/16"))
	fmt.Println(addr, err)
	// Output: 10.9.255.255 <nil>
}

// The address that the worksheet gives for each system, if the LAN is named.
func ExampleBindAddr() {
	all := []broadcast.Interface{{
		Name:      "en0",
		Prefix:    netip.MustParsePrefix("10.9.0.7/16"),
		Broadcast: netip.MustParseAddr("10.9.255.255"),
	}}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		addr, err := broadcast.BindAddr(goos, "auto", "en0", all)
		fmt.Println(goos, addr, err)
	}
	// Output:
	// linux 10.9.255.255 <nil>
	// darwin 10.9.255.255 <nil>
	// windows 10.9.0.7 <nil>
}

// A listener, and a station that plays the classroom on this machine.
func ExampleShare() {
	ctx := context.Background()
	lc := net.ListenConfig{Control: broadcast.Share}
	conn, err := lc.ListenPacket(ctx, "udp4", "0.0.0.0:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	port := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()

	station, err := broadcast.NewSender(ctx, netip.IPv4Unspecified())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer station.Close()
	to := netip.MustParseAddr("127.0.0.1") // or broadcast.ThisMachine(runtime.GOOS)
	if _, err := station.WriteToUDPAddrPort([]byte("48.8137,2.3923"), netip.AddrPortFrom(to, port)); err != nil {
		fmt.Println(err)
		return
	}

	data := make([]byte, 1024)
	n, source, err := conn.ReadFrom(data)
	fmt.Printf("%s from %v, %v\n", data[:n], source.(*net.UDPAddr).IP, err)
	// Output: 48.8137,2.3923 from 127.0.0.1, <nil>
}
