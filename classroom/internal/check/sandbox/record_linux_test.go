package sandbox

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// packet returns an IPv4 packet from 127.0.0.1 to 127.0.0.1.
func packet(protocol byte, data ...byte) []byte {
	return append([]byte{0x45, 0, 0, byte(20 + len(data)), 0, 0, 0, 0, 64, protocol, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1}, data...)
}

// udp returns a datagram.
func udp(from, to uint16, payload string) []byte {
	head := []byte{byte(from >> 8), byte(from), byte(to >> 8), byte(to), 0, byte(8 + len(payload)), 0, 0}
	return packet(unix.IPPROTO_UDP, append(head, payload...)...)
}

// A recording knows who has sent a packet: what does not come from a port of the checker
// comes from the program, and an ICMP message is the answer to the packet in it.
func TestRecordWho(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	addr, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := uint16(addr.(*unix.SockaddrInet4).Port), uint16(9)
	w := new(Wire)
	w.Record()
	unreachable := func(p []byte) []byte {
		return packet(unix.IPPROTO_ICMP, append([]byte{3, 3, 0, 0, 0, 0, 0, 0}, p...)...)
	}
	sent := []struct {
		data    []byte
		program bool
	}{
		{udp(ours, theirs, "question"), false},
		{udp(theirs, ours, "answer"), true},
		{unreachable(udp(ours, theirs, "question")), true},
		{udp(theirs, theirs+1, "to nobody"), true},
		{unreachable(udp(theirs, theirs+1, "to nobody")), false},
		{udp(theirs+2, ours, "first word"), true},
		{udp(ours, theirs+2, "reply"), false},
	}
	for _, s := range sent {
		w.add(s.data)
	}
	if err := unix.Close(fd); err != nil { // it stays known who had the port
		t.Fatal(err)
	}
	w.recorder.check = "next"
	w.add(udp(ours, theirs, "question"))
	got := w.recorder.Packets
	for i, s := range sent {
		if !bytes.Equal(got[i].Data, s.data) || got[i].Program != s.program {
			t.Errorf("packet %d is %+v, want %+v", i, got[i], s)
		}
	}
	if last := got[len(got)-1]; last.Program || last.Check != "next" {
		t.Errorf("the last packet is %+v", last)
	}
}

// A recording has a limit for a conversation, for a check, and for its bytes; the next
// check has them anew.
func TestRecordLimits(t *testing.T) {
	for _, test := range []struct {
		name string
		send func(w *Wire, n uint16)
		want int
	}{
		{"a conversation", func(w *Wire, _ uint16) { w.add(udp(1, 2, "x")) }, maxOfConversation},
		{"a check", func(w *Wire, n uint16) { w.add(udp(n, 2, "x")) }, maxOfCheck},
		{"bytes", func(w *Wire, n uint16) { w.add(udp(n, 2, strings.Repeat("x", 60_000))) }, maxBytesOfCheck / 60_028},
	} {
		w := &Wire{fd: -1}
		w.Record()
		const all = 1000
		for _, check := range []string{"one", "two"} {
			w.During(check)
			for n := range uint16(all) {
				test.send(w, n)
			}
		}
		r := w.Recorded()
		kept := len(slices.DeleteFunc(slices.Clone(r.Packets), func(p Packet) bool { return p.Check != "two" }))
		if kept != test.want || len(r.Packets) != 2*kept || r.LeftOut["one"] != all-kept || r.LeftOut["two"] != all-kept {
			t.Errorf("%s: %d packets of %d are kept, %v left out, want %d kept of each check", test.name, kept, len(r.Packets), r.LeftOut, test.want)
		}
		if again := w.Recorded(); again != nil {
			t.Errorf("it goes on: %v", again)
		}
	}
}
