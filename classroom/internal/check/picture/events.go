// Package picture shows the packets of a run that was checked: as a sequence diagram in
// text, as a page, and as a file for Wireshark.
package picture

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/wire"
)

// A section is what was sent during a check.
type section struct {
	Title   string         // the name of the check
	Finding *check.Finding // nil for what came after the last check
	Events  []event
	LeftOut int // packets that were not recorded
}

// An event is a packet of a diagram, or what should have come there.
type event struct {
	At       time.Duration
	Program  bool   // from the program, not from the checker
	Src, Dst string // address and port
	Label    string
	Payload  []byte
	dst      netip.AddrPort
	ends     bool // FIN or RST

	// Missing says that it should have come and has not. Then there is only a label.
	Missing bool
	// Aside says that it was not expected on the wire, but on the screen, for example.
	Aside bool
}

// sections returns what was sent during each check, in the order of the checks. Checks
// during which nothing was sent, and nothing failed, are left out.
func sections(r *check.Report) []section {
	var all []section
	add := func(title string, f *check.Finding) {
		s := section{Title: title, Finding: f, LeftOut: r.Recording.LeftOut[title]}
		var c conversations
		for _, p := range r.Recording.Packets {
			if p.Check != title {
				continue
			}
			if e, ok := c.event(p); ok {
				s.Events = append(s.Events, e)
			}
		}
		if f != nil && f.Result == check.Fail {
			s.Events = withMissing(s.Events, f, r.Step)
		}
		if len(s.Events)+s.LeftOut > 0 {
			all = append(all, s)
		}
	}
	for i := range r.Findings {
		add(r.Findings[i].Check, &r.Findings[i])
	}
	add("", nil)
	return all
}

// withMissing returns events with what f, a check of step, has expected: before what closes
// a connection. What should have been sent stands below what it should have answered,
// since the checker may say more to find out why nothing has come.
func withMissing(events []event, f *check.Finding, step string) []event {
	expected, _, _ := strings.Cut(f.Expected, "\n")
	missing := event{
		Program: true, Missing: true, Aside: !isSent(expected, step),
		Label: "expected here: " + strings.ReplaceAll(visible(expected), `\\`, `\`), // as in the report
	}
	at := len(events)
	for at > 0 && events[at-1].ends {
		at--
	}
	for i := at - 1; i >= 0 && !missing.Aside && (len(events[i].Payload) == 0 || !events[i].Program); i-- {
		if len(events[i].Payload) > 0 {
			at = i + 1
		}
	}
	return slices.Insert(slices.Clone(events), at, missing)
}

// listeners are the steps whose programs send nothing.
var listeners = []string{"2.1.1-receiver", "2.1.2", "2.1.3", "2.1.5", "5.3.1", "5.3.2"}

// isSent reports whether what was expected of a program is something that it sends, and
// not that it shows something, ends or is bound.
func isSent(expected, step string) bool {
	for _, begin := range []string{"the program ", "it ", "a TCP socket ", "127.0.0.1 (or"} {
		if strings.HasPrefix(expected, begin) {
			return false
		}
	}
	return !slices.Contains(listeners, step) && !strings.Contains(expected, "on the screen")
}

// conversations tell what a TCP packet means among those before it.
type conversations struct {
	calls  map[[2]netip.AddrPort]bool   // who has called whom, and has not confirmed the connection yet
	before map[[2]netip.AddrPort]uint32 // the number after the last byte that was sent
}

// event returns the event of p. There is none for a packet that only acknowledges.
func (c *conversations) event(p check.Packet) (event, bool) {
	e := event{At: p.At, Program: p.Program}
	packet, err := wire.Decode(p.Data)
	if err != nil {
		e.Src, e.Dst, e.Label = unusual(p.Data)
		return e, true
	}
	e.dst, e.Src, e.Dst, e.Payload = packet.Dst, packet.Src.String(), packet.Dst.String(), packet.Payload
	if packet.IP[9] != byte(layers.IPProtocolTCP) {
		e.Label = describe(packet.Payload)
		return e, true
	}
	way, back := [2]netip.AddrPort{packet.Src, packet.Dst}, [2]netip.AddrPort{packet.Dst, packet.Src}
	if c.calls == nil {
		c.calls, c.before = map[[2]netip.AddrPort]bool{}, map[[2]netip.AddrPort]uint32{}
	}
	var words []string
	switch f := packet.Flags; {
	case f&wire.SYN != 0 && f&wire.ACK == 0:
		c.calls[way] = true
		words = append(words, "SYN")
	case f&wire.SYN != 0:
		words = append(words, "SYN, ACK")
	case f == wire.ACK && len(packet.Payload) == 0:
		if !c.calls[way] {
			return event{}, false
		}
		words = append(words, "ACK: the connection is open")
	}
	if packet.Flags&wire.SYN == 0 {
		delete(c.calls, way)
	}
	if n := len(packet.Payload); n > 0 {
		words = append(words, describe(packet.Payload))
	}
	if packet.Flags&wire.FIN != 0 {
		words = append(words, "FIN")
	}
	if packet.Flags&wire.RST != 0 && c.calls[back] {
		words = append(words, "RST: nobody listens there")
	} else if packet.Flags&wire.RST != 0 {
		words = append(words, "RST")
	}
	e.ends = packet.Flags&(wire.FIN|wire.RST) != 0 && !c.calls[back]
	end := packet.Seq + uint32(len(packet.Payload))
	if last, seen := c.before[way]; seen && packet.Flags&wire.RST == 0 && int32(end-last) <= 0 && len(packet.Payload) > 0 {
		words = append(words, "(again)")
	}
	c.before[way] = end
	e.Label = strings.Join(words, ", ")
	return e, true
}

// unusual describes a packet that is neither UDP nor TCP, or not whole.
func unusual(b []byte) (src, dst, label string) {
	packet := gopacket.NewPacket(b, layers.LayerTypeIPv4, gopacket.NoCopy)
	src, dst = "?", "?"
	if ip, ok := packet.NetworkLayer().(*layers.IPv4); ok {
		src, dst = ip.SrcIP.String(), ip.DstIP.String()
	}
	if icmp, ok := packet.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4); ok {
		if icmp.TypeCode == layers.CreateICMPv4TypeCode(layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodePort) {
			return src, dst, "ICMP port unreachable: no socket is bound there"
		}
		return src, dst, "ICMP " + icmp.TypeCode.String()
	}
	return src, dst, fmt.Sprintf("a packet of %d bytes that is neither UDP nor TCP", len(b))
}

// describe says how long a payload is, and how it begins: as text, or in hexadecimal if
// it is none.
func describe(b []byte) string {
	size := fmt.Sprintf("%d bytes", len(b))
	switch {
	case len(b) == 0:
		return size
	case len(b) == 1:
		size = "1 byte"
	}
	const most = 100
	begin := b[:min(len(b), most)]
	if isText(begin) {
		return size + ` "` + visible(string(begin)) + `"`
	}
	return fmt.Sprintf("%s: % x", size, begin)
}

// isText reports whether most of b can be read.
func isText(b []byte) bool {
	odd := 0
	for s := string(b); s != ""; {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 || r != '\r' && r != '\n' && r != '\t' && !unicode.IsPrint(r) {
			odd++
		}
		s = s[size:]
	}
	return odd <= len(b)/8
}

// visible returns s with an escape for each character that does something to a
// terminal, and for those that are not one column wide.
func visible(s string) string {
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r < 0x300 && strconv.IsPrint(r) && r != '\\':
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	return b.String()
}
