package main

import (
	"net/netip"
	"strings"
	"testing"

	"in43.example/classroom/internal/wire"
)

func TestCharacters(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"é, ok\r\n", "é     ,     o  k  \\r \\n\nc3 a9 2c 20 6f 6b 0d 0a\n"},
		{"0123456789abcde€", "0  1  2  3  4  5  6  7  8  9  a  b  c  d  e\n" +
			"30 31 32 33 34 35 36 37 38 39 61 62 63 64 65\n€\ne2 82 ac\n"},
		{"\xff\x1b", "\\xff \\x1b\nff 1b\n"},
	} {
		var d dump
		d.characters([]byte(tt.text))
		if got := strings.ReplaceAll(d.String(), "        ", ""); got != tt.want {
			t.Errorf("%q is shown as\n%s\nwant\n%s", tt.text, got, tt.want)
		}
	}
}

func TestLines(t *testing.T) {
	var d dump
	d.lines([]byte("HTTP/1.1 200 OK\r\nDate:Sun Nov 22 11:31:40 2026GMT\r\n\r\n" + strings.Repeat("é", 51) + "\r\n\r\n"))
	want := `     0  HTTP/1.1 200 OK\r\n
    17  Date:Www Mmm dd hh:mm:ss yyyyGMT\r\n
    51  \r\n    (an empty line: here the head ends)
    53  ` + strings.Repeat("é", 26) + `
   105  ` + strings.Repeat("é", 25) + `\r\n
   157  \r\n
`
	if got := d.String(); got != want {
		t.Errorf("the lines are\n%s\nwant\n%s", got, want)
	}
}

// Whoever closes first, and however many acknowledgements there are, the dump
// is the same.
func TestSameInEachRun(t *testing.T) {
	client, server := netip.MustParseAddrPort("127.0.0.1:40312"), netip.MustParseAddrPort("127.0.0.1:55000")
	packet := func(src, dst netip.AddrPort, flags wire.Flags, seq, ack uint32, payload string) wire.Packet {
		return wire.Packet{Src: src, Dst: dst, IP: make([]byte, 20), Transport: make([]byte, 32), Flags: flags, Seq: seq, Ack: ack, Payload: []byte(payload)}
	}
	begin := []wire.Packet{
		packet(client, server, wire.SYN, 100, 0, ""),
		packet(server, client, wire.SYN|wire.ACK, 500, 101, ""),
		packet(client, server, wire.ACK, 101, 501, ""),
		packet(client, server, wire.PSH|wire.ACK, 101, 501, "end"),
	}
	clientFirst := append(begin[:4:4],
		packet(server, client, wire.ACK, 501, 104, ""),
		packet(client, server, wire.FIN|wire.ACK, 104, 501, ""),
		packet(server, client, wire.FIN|wire.ACK, 501, 105, ""),
		packet(client, server, wire.ACK, 105, 502, ""))
	serverFirst := append(begin[:4:4],
		packet(server, client, wire.FIN|wire.ACK, 501, 104, ""),
		packet(client, server, wire.FIN|wire.ACK, 104, 502, ""),
		packet(server, client, wire.ACK, 502, 105, ""))
	one, other := showTalk(clientFirst), showTalk(serverFirst)
	if one != other {
		t.Errorf("if the client closes first\n%s\nif the server closes first\n%s", one, other)
	}
	want := " 6  client <-- server  FIN, ACK     1        20+32+0    has no more to send\n"
	if !strings.Contains(one, want) {
		t.Errorf("the dump is\n%s\nwant in it\n%s", one, want)
	}
	// Where it matters who closes first, it can be seen.
	if one, other := showHTTP(clientFirst), showHTTP(serverFirst); one == other {
		t.Errorf("a dump of HTTP does not show who closes first:\n%s", one)
	}
}
