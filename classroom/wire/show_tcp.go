package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"in43.example/classroom/internal/wire"
)

// showTalk is for 3.1 and 3.2, where each side closes when it has said all.
func showTalk(packets []wire.Packet) string {
	var d dump
	d.conversation(packets, true, (*dump).characters)
	return d.String()
}

func showHTTP(packets []wire.Packet) string {
	var d dump
	d.conversation(packets, false, (*dump).lines)
	d.printf("The number before a line is its offset in the payload.\n")
	d.printf("The date of the reply is masked: it is another one each time.\n")
	return d.String()
}

// conversation shows a TCP connection, one line for each packet and below it
// what it carries. If the two sides close independently, either FIN may come
// first, and the second one may acknowledge the first or not. Then the FIN of the
// client is shown first, and no acknowledgement, so that all runs look alike.
func (d *dump) conversation(packets []wire.Packet, independent bool, payload func(*dump, []byte)) {
	packets = wire.Conversation(packets)
	client, server := packets[0].Src, packets[0].Dst
	if independent {
		slices.SortStableFunc(packets, func(a, b wire.Packet) int {
			return cmp.Compare(closing(a, client), closing(b, client))
		})
	}
	d.printf("client    %v\nserver    %v\nprotocol  TCP\n\n", client, server)
	d.printf(" n  from --> to        flags      seq   ack  bytes      in words\n")
	for i, p := range packets {
		arrow := "client --> server"
		if p.Src == server {
			arrow = "client <-- server"
		}
		ack := fmt.Sprint(p.Ack)
		if p.Flags&wire.ACK == 0 || independent && p.Flags&wire.FIN != 0 {
			ack = ""
		}
		bytes := fmt.Sprintf("%d+%d+%d", len(p.IP), len(p.Transport), len(p.Payload))
		d.printf("%2d  %s  %-8s  %4d  %4s  %-9s  %s\n", i+1, arrow, p.Flags, p.Seq, ack, bytes, meaning(p))
		if len(p.Payload) > 0 {
			payload(d, p.Payload)
		}
	}
	d.printf(`
flags  SYN opens, FIN closes. ACK: the number ack counts. PSH: pass it on at once.
seq    Each side numbers its bytes; this is the number of the first one here.
       SYN is number 0, so the first byte of the text is 1. FIN takes one too.
       (Real numbers begin anywhere. Wireshark shows them as here, from 0.)
ack    The number that this side expects next: it has got all before.
bytes  IP header + TCP header with its options + payload.
Left out: packets that only acknowledge. How many there are changes each time.
`)
	if independent {
		d.printf("Each side closes on its own. Which FIN is first, and its ack, may change too.\n")
	}
}

// meaning says what p does.
func meaning(p wire.Packet) string {
	switch {
	case p.Flags&wire.SYN != 0 && p.Flags&wire.ACK == 0:
		return "asks for a connection"
	case p.Flags&wire.SYN != 0:
		return "agrees"
	case p.Flags&wire.FIN != 0:
		return "has no more to send"
	case p.Flags&wire.RST != 0:
		return "breaks the connection off"
	case len(p.Payload) == 0:
		return "the connection is open"
	}
	text := fmt.Sprintf("bytes %d to %d", p.Seq, int(p.Seq)+len(p.Payload)-1)
	if p.Ack > 1 {
		text += fmt.Sprintf(", has got 1 to %d", p.Ack-1)
	}
	return text
}

// closing returns where p stands if the FINs come last.
func closing(p wire.Packet, client netip.AddrPort) int {
	switch {
	case p.Flags&wire.FIN == 0:
		return 0
	case p.Src == client:
		return 1
	}
	return 2
}

// date is the time in a reply of the worksheet's server.
var date = regexp.MustCompile(`Date:.{24}GMT\r\n`)

// lines shows an HTTP message line by line, and masks its date.
func (d *dump) lines(message []byte) {
	const width = 52 // bytes in a row
	text := date.ReplaceAllString(string(message), "Date:Www Mmm dd hh:mm:ss yyyyGMT\r\n")
	offset, head := 0, true
	for line := range strings.Lines(text) {
		note := ""
		if head && line == "\r\n" {
			head, note = false, "    (an empty line: here the head ends)"
		}
		for len(line) > 0 {
			n := min(width, len(line))
			for n < len(line) && (!utf8.RuneStart(line[n]) || line[n-1] == ' ') {
				n-- // no half characters, no space at the end of a row
			}
			d.printf("%6d  %s%s\n", offset, visible(line[:n]), note)
			offset, line = offset+n, line[n:]
		}
	}
}
