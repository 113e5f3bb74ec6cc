package main

import (
	"encoding/binary"
	"fmt"
	"strings"

	"in43.example/classroom/internal/wire"
)

// A dump is the text that is made.
type dump struct{ strings.Builder }

func (d *dump) printf(format string, a ...any) { fmt.Fprintf(d, format, a...) }

// roles says who uses a port.
type roles map[uint16]string

func showUDP(packets []wire.Packet) string {
	var d dump
	for _, p := range packets {
		d.datagram(p, roles{udpPort: "sender", 50005: "receiver"})
		d.headers(p)
		d.printf("\npayload, %d bytes of text\n", len(p.Payload))
		d.characters(p.Payload)
	}
	return d.String()
}

func showSensors(packets []wire.Packet) string {
	var d dump
	for _, p := range packets {
		d.datagram(p, roles{udpPort: "station", 52001: "everyone on 10.9.0.0/16"})
		d.headers(p)
		d.printf("\npayload, %d bytes of ASCII text, with a comma between two values\n", len(p.Payload))
		names := []string{"latitude, degrees", "longitude, degrees", "altitude, metres", "accuracy, metres", "time, milliseconds since 1970"}
		offset := 0
		for i, value := range strings.Split(string(p.Payload), ",") {
			d.printf("%6d  %-20s  %s\n", offset, visible(value), names[i])
			offset += len(value) + len(",")
		}
	}
	return d.String()
}

func showDrone(packets []wire.Packet) string {
	var d dump
	for _, p := range packets {
		d.datagram(p, roles{udpPort: "station", 52002: "everyone on 10.9.0.0/16"})
		d.frame(p.Payload)
	}
	return d.String()
}

func showSelect(packets []wire.Packet) string {
	var d dump
	for i, p := range packets {
		if i > 0 {
			d.printf("\n")
		}
		d.datagram(p, roles{udpPort: "station", udpPort + 1: "station", 52001: "everyone on 10.9.0.0/16", 52002: "everyone on 10.9.0.0/16"})
		if p.Dst.Port() == 52001 {
			d.printf("\npayload: ASCII text\n        %s\n", visible(string(p.Payload)))
		} else {
			d.printf("\npayload: a frame\n")
			for b := p.Payload; len(b) > 0; b = b[min(20, len(b)):] {
				d.printf("        % x\n", b[:min(20, len(b))])
			}
		}
	}
	return d.String()
}

func showClosing(packets []wire.Packet) string {
	var d dump
	for _, p := range packets {
		d.datagram(p, roles{udpPort: "receiver", udpPort + 1: "sender"})
		d.printf("\npayload\n")
		d.characters(p.Payload)
	}
	return d.String()
}

// datagram shows who sends p to whom, and how long its layers are.
func (d *dump) datagram(p wire.Packet, who roles) {
	d.printf("from      %v (%s)\n", p.Src, who[p.Src.Port()])
	d.printf("to        %v (%s)\n", p.Dst, who[p.Dst.Port()])
	d.printf("protocol  UDP\n")
	d.printf("length    %d bytes = IP header %d + UDP header %d + payload %d\n", p.Len(), len(p.IP), len(p.Transport), len(p.Payload))
}

// headers shows the fields of the IP header (RFC 791) that say from where to
// where, and those of the UDP header (RFC 768).
func (d *dump) headers(p wire.Packet) {
	field := func(header []byte, offset, size int, name, format string, a ...any) {
		d.printf("%6d  %-11s  %-19s  %s\n", offset, fmt.Sprintf("% x", header[offset:offset+size]), name, fmt.Sprintf(format, a...))
	}
	d.printf("\noffset  bytes        field                value\n")
	d.printf("IP header, %d bytes; these are the fields that matter here\n", len(p.IP))
	field(p.IP, 0, 1, "version, length", "%d; the header is %d x 4 bytes long", p.IP[0]>>4, p.IP[0]&0xf)
	field(p.IP, 2, 2, "total length", "%d", binary.BigEndian.Uint16(p.IP[2:]))
	field(p.IP, 9, 1, "protocol", "%d, which is UDP", p.IP[9])
	field(p.IP, 12, 4, "source address", "%v", p.Src.Addr())
	field(p.IP, 16, 4, "destination address", "%v", p.Dst.Addr())
	d.printf("UDP header, %d bytes\n", len(p.Transport))
	field(p.Transport, 0, 2, "source port", "%d", p.Src.Port())
	field(p.Transport, 2, 2, "destination port", "%d", p.Dst.Port())
	field(p.Transport, 4, 2, "length", "%d = header %d + payload %d", binary.BigEndian.Uint16(p.Transport[4:]), len(p.Transport), len(p.Payload))
	d.printf("%6d  %-11s  %-19s  %s\n", 6, "(2 bytes)", "checksum", "left out: Linux leaves it to the network card")
}

// frame shows the nine fields of a frame.
func (d *dump) frame(b []byte) {
	fields, err := wire.FrameFields(b)
	if err != nil {
		d.printf("\n%v\n", err)
		return
	}
	d.printf("\noffset  bytes                    type    field      value               unit\n")
	for _, f := range fields {
		d.printf("%6d  %-23s  %-6s  %-9s  %-18s  %s\n", f.Offset, fmt.Sprintf("% x", f.Bytes), f.Type, f.Name, f.Value, f.Unit)
	}
}
