package wire

import "net/netip"

// Conversation returns the packets of a TCP connection that bring something
// new: what opens it, bytes, and what closes it. It leaves out the others, which
// only acknowledge or come a second time: how many there are changes from run
// to run.
//
// As in Wireshark, Seq and Ack count from the SYN of each side, which is 0.
func Conversation(packets []Packet) []Packet {
	start := map[netip.AddrPort]uint32{} // number of the SYN, by its sender
	next := map[netip.AddrPort]uint32{}  // number after the last one seen
	var news []Packet
	for _, p := range packets {
		if _, seen := start[p.Src]; !seen {
			start[p.Src] = p.Seq
		}
		p.Seq -= start[p.Src]
		if p.Flags&ACK != 0 {
			p.Ack -= start[p.Dst]
		}
		// The ACK that completes the handshake is empty, but opens.
		opens := len(news) == 2 && p.Flags == ACK && p.Src == news[0].Src
		if end := p.Seq + length(p); end > next[p.Src] || opens {
			next[p.Src] = end
			news = append(news, p)
		}
	}
	return news
}

// Closed reports whether a TCP connection has ended: both sides have sent FIN,
// and both FINs are acknowledged.
func Closed(packets []Packet) bool {
	end := map[netip.AddrPort]uint32{} // number after the FIN, by its sender
	acknowledged := map[netip.AddrPort]bool{}
	for _, p := range packets {
		if p.Flags&FIN != 0 {
			end[p.Src] = p.Seq + length(p)
		}
		if n, ok := end[p.Dst]; ok && p.Flags&ACK != 0 && p.Ack == n {
			acknowledged[p.Dst] = true
		}
	}
	return len(acknowledged) == 2
}

// length returns how many numbers p takes: one for each byte, for SYN and for
// FIN.
func length(p Packet) uint32 {
	n := uint32(len(p.Payload))
	if p.Flags&SYN != 0 {
		n++
	}
	if p.Flags&FIN != 0 {
		n++
	}
	return n
}
