// Package wire captures the packets of a network namespace, as Wireshark does,
// and decodes them.
package wire

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// A Packet is an IPv4 packet (RFC 791) that carries UDP (RFC 768) or TCP
// (RFC 9293).
type Packet struct {
	Src, Dst netip.AddrPort

	// The bytes of each layer.
	IP        []byte // IP header
	Transport []byte // header of UDP or TCP
	Payload   []byte

	// Of TCP. A UDP packet has no flags.
	Flags    Flags
	Seq, Ack uint32
}

// Len returns the length of the whole packet in bytes.
func (p Packet) Len() int { return len(p.IP) + len(p.Transport) + len(p.Payload) }

// Flags are those of the TCP header that open, use and close a connection. Each
// has the bit that it has on the wire.
type Flags uint8

const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// String returns the names of the flags, in the order of Wireshark.
func (f Flags) String() string {
	var names []string
	for i, name := range []string{"FIN", "SYN", "RST", "PSH", "ACK"} {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Decode decodes the bytes of a packet, from the IP header on. The Packet keeps
// b.
func Decode(b []byte) (Packet, error) {
	var ip layers.IPv4
	var udp layers.UDP
	var tcp layers.TCP
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeIPv4, &ip, &udp, &tcp)
	parser.IgnoreUnsupported = true // the payload
	var found []gopacket.LayerType
	if err := parser.DecodeLayers(b, &found); err != nil {
		return Packet{}, fmt.Errorf("cannot decode the packet % x: %w", b, err)
	}
	if parser.Truncated {
		return Packet{}, fmt.Errorf("the packet % x is not whole", b)
	}
	src, _ := netip.AddrFromSlice(ip.SrcIP)
	dst, _ := netip.AddrFromSlice(ip.DstIP)
	p := Packet{IP: ip.Contents}
	switch found[len(found)-1] {
	case layers.LayerTypeUDP:
		p.Transport, p.Payload = udp.Contents, udp.Payload
	case layers.LayerTypeTCP:
		p.Transport, p.Payload = tcp.Contents, tcp.Payload
		p.Flags = Flags(tcp.Contents[13]) & (FIN | SYN | RST | PSH | ACK)
		p.Seq, p.Ack = tcp.Seq, tcp.Ack
	default:
		return Packet{}, fmt.Errorf("the packet from %v to %v carries neither UDP nor TCP, but %v", src, dst, ip.Protocol)
	}
	// Both headers begin with the two ports.
	p.Src = netip.AddrPortFrom(src, binary.BigEndian.Uint16(p.Transport))
	p.Dst = netip.AddrPortFrom(dst, binary.BigEndian.Uint16(p.Transport[2:]))
	return p, nil
}
