package sandbox

import (
	"encoding/binary"
	"net/netip"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// What a recording keeps of each check.
const (
	maxOfConversation = 48 // packets
	maxOfCheck        = 192
	maxBytesOfCheck   = 256 << 10
)

// A recorder keeps the packets that a wire hears.
type recorder struct {
	Recording
	check   string
	talks   map[conversation]*talk
	packets int // of the check
	bytes   int // of the check
}

// A conversation has the protocol and the two ends of a packet. The one that has sent
// the first packet of it is the first.
type conversation struct {
	protocol byte
	from, to netip.AddrPort
}

func (c conversation) back() conversation { return conversation{c.protocol, c.to, c.from} }

// A talk is what is known about a conversation.
type talk struct {
	packets int  // of the check
	program bool // the program has begun it
}

// Record begins to record.
func (w *Wire) Record() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.recorder = &recorder{Recording: Recording{Began: time.Now(), LeftOut: map[string]int{}}, talks: map[conversation]*talk{}}
}

// During says which check begins. What was sent before belongs to the one before it.
func (w *Wire) During(check string) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.recorder; r != nil {
		w.drain()
		r.check, r.packets, r.bytes = check, 0, 0
		for _, t := range r.talks {
			t.packets = 0
		}
	}
}

// Recorded returns what was recorded so far; nil if nothing was to be recorded.
func (w *Wire) Recorded() *Recording {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.recorder == nil {
		return nil
	}
	w.drain()
	done := w.recorder.Recording
	w.recorder = nil
	return &done
}

// record keeps the packet p, unless there are too many.
func (r *recorder) record(p []byte) {
	c, answer := conversationOf(p)
	t, back := r.talks[c], false
	if t == nil {
		t, back = r.talks[c.back()], true
	}
	if r.packets >= maxOfCheck || r.bytes+len(p) > maxBytesOfCheck || t != nil && t.packets >= maxOfConversation {
		r.LeftOut[r.check]++
		return
	}
	if t == nil {
		t, back = &talk{program: !isOurs(c.protocol, c.from.Port())}, false
		r.talks[c] = t
	}
	t.packets++
	r.packets++
	r.bytes += len(p)
	r.Packets = append(r.Packets, Packet{
		At: time.Since(r.Began), Check: r.check, Program: t.program != back != answer, Data: append([]byte(nil), p...),
	})
}

// conversationOf returns the conversation of an IPv4 packet. The one of an ICMP message
// about a packet (RFC 792) is that of this packet, to which it is an answer.
func conversationOf(p []byte) (c conversation, answer bool) {
	if len(p) < 20 || p[0]>>4 != 4 {
		return conversation{}, false
	}
	head, protocol := int(p[0]&0xf)*4, p[9]
	var from, to uint16
	if len(p) >= head+8 {
		switch protocol {
		case unix.IPPROTO_ICMP:
			const unreachable = 3
			if c, deeper := conversationOf(p[head+8:]); p[head] == unreachable && c.protocol != 0 && !deeper {
				return c, true
			}
		case unix.IPPROTO_TCP, unix.IPPROTO_UDP:
			from, to = binary.BigEndian.Uint16(p[head:]), binary.BigEndian.Uint16(p[head+2:])
		}
	}
	return conversation{
		protocol,
		netip.AddrPortFrom(netip.AddrFrom4([4]byte(p[12:16])), from),
		netip.AddrPortFrom(netip.AddrFrom4([4]byte(p[16:20])), to),
	}, false
}

// isOurs reports whether a socket of this process, and so of the checker, has port.
func isOurs(protocol byte, port uint16) bool {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if p, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_PROTOCOL); err != nil || p != int(protocol) {
			continue
		}
		switch addr, _ := unix.Getsockname(fd); a := addr.(type) {
		case *unix.SockaddrInet4:
			if a.Port == int(port) {
				return true
			}
		case *unix.SockaddrInet6:
			if a.Port == int(port) {
				return true
			}
		}
	}
	return false
}
