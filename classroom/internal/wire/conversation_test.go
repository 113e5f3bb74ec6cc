package wire

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
)

var (
	client = netip.MustParseAddrPort("127.0.0.1:40312")
	server = netip.MustParseAddrPort("127.0.0.1:55000")
)

// A packet from c or s, with the numbers as they are on the wire.
func packet(from string, flags Flags, seq, ack uint32, payload string) Packet {
	p := Packet{Src: client, Dst: server, Flags: flags, Seq: seq, Ack: ack, Payload: []byte(payload)}
	if from == "s" {
		p.Src, p.Dst = server, client
	}
	return p
}

// A conversation whose numbers pass 1<<32, with what may happen on a real wire.
var talk = []Packet{
	packet("c", SYN, 0xffffffff, 0, ""),
	packet("c", SYN, 0xffffffff, 0, ""), // again
	packet("s", SYN|ACK, 7000, 0, ""),
	packet("s", SYN|ACK, 7000, 0, ""), // again
	packet("c", ACK, 0, 7001, ""),
	packet("c", ACK, 0, 7001, ""), // only acknowledges
	packet("c", PSH|ACK, 0, 7001, "hello"),
	packet("s", ACK, 7001, 5, ""),
	packet("c", PSH|ACK, 0, 7001, "hello"), // again
	packet("s", PSH|ACK, 7001, 5, "hi"),
	packet("s", FIN|ACK, 7003, 5, ""),
	packet("c", ACK, 5, 7003, ""),
	packet("c", FIN|ACK, 5, 7004, ""),
	packet("c", FIN|ACK, 5, 7004, ""), // again
	packet("s", ACK, 7004, 6, ""),
}

func TestConversation(t *testing.T) {
	var got []string
	for _, p := range Conversation(talk) {
		got = append(got, fmt.Sprintf("%d %v %d %d %s", p.Src.Port(), p.Flags, p.Seq, p.Ack, p.Payload))
	}
	want := []string{
		"40312 SYN 0 0 ",
		"55000 SYN, ACK 0 1 ",
		"40312 ACK 1 1 ",
		"40312 PSH, ACK 1 1 hello",
		"55000 PSH, ACK 1 6 hi",
		"55000 FIN, ACK 3 6 ",
		"40312 FIN, ACK 6 4 ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the conversation is\n%q\nwant\n%q", got, want)
	}
	if talk[0].Seq != 0xffffffff {
		t.Error("Conversation has changed what it was given")
	}
}

func TestClosed(t *testing.T) {
	for n := range talk {
		if Closed(talk[:n]) {
			t.Errorf("closed after %d packets, want only after all %d", n, len(talk))
		}
	}
	if !Closed(talk) {
		t.Error("not closed after the last acknowledgement")
	}
}
