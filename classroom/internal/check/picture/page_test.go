package picture

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// A payload is shown by its fields, by its lines, or else byte by byte.
func TestPayload(t *testing.T) {
	frame := []byte("\x23\xdb\x2e\x4a\xff\xa6\xd9\x41\x70\x00\x00\x00\xbb\xff\xff\xff\x7b\x00\x00\x00\x42\x00\x00\x00\x0a\xd7\x43\x43\x00\x00\x1c\xc3\x00\x00\x8c\xc3\x00\x00\x67\xc4")
	for _, test := range []struct {
		port    uint16
		payload string
		want    string
	}{
		{52002, string(frame) + "ab", "0 date 23 db 2e 4a ff a6 d9 41=1721498920.732125;8 pitch 70 00 00 00=112;12 roll bb ff ff ff=-69;16 yaw 7b 00 00 00=123;20 battery 42 00 00 00=66;" +
			"24 barometer 0a d7 43 43=195.83999633789062;28 agx 00 00 1c c3=-156.0;32 agy 00 00 8c c3=-280.0;36 agz 00 00 67 c4=-924.0;rest 61 62"},
		{52002, "short", "0: 73 68 6f 72 74 short"},
		{52001, "48.8,-2.5,3,4,5", "0 latitude 34 38 2e 38=48.8;5 longitude 2d 32 2e 35=-2.5;10 altitude 33=3;12 accuracy 34=4;14 time 35=5"},
		{55000, "GET / HTTP/1.1\r\nHost: x\n\r\npage\x1b", `0 GET / HTTP/1.1[CR LF];16 Host: x[LF];24 [CR LF] an empty line: here the head ends;26 page\x1b[]`},
		{55000, "Hello, \xe9\n", "0: 48 65 6c 6c 6f 2c 20 e9 Hello, .;8: 0a ."},
	} {
		p := newPayload(event{Payload: []byte(test.payload), dst: netip.AddrPortFrom(netip.IPv4Unspecified(), test.port)}, 0)
		var got []string
		for _, f := range p.Fields {
			got = append(got, fmt.Sprintf("%d %s % x=%s", f.Offset, f.Name, f.Bytes, f.Value))
		}
		if p.Rest != "" {
			got = append(got, "rest "+p.Rest)
		}
		for _, l := range p.Lines {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s[%s] %s", l.Offset, l.Text, l.End, l.Note)))
		}
		for _, r := range p.Rows {
			got = append(got, fmt.Sprintf("%d: %s %s", r.Offset, r.Hex, r.Text))
		}
		if text := strings.Join(got, ";"); text != test.want {
			t.Errorf("of %q the page shows\n%s\nwant\n%s", test.payload, text, test.want)
		}
	}
	if p := newPayload(event{Payload: make([]byte, 5000)}, 0); p.Cut != 5000-2048 || len(p.Rows) != 256 {
		t.Errorf("of 5000 bytes %d rows are shown, %d bytes left out", len(p.Rows), p.Cut)
	}
}

// A drawing has a limit, and says so.
func TestDraw(t *testing.T) {
	events := make([]event, 100)
	for i := range events {
		events[i] = event{Src: "here", Dst: "there", Label: "SYN"}
	}
	d := draw(append(events, event{Missing: true, Label: "expected here: a reply"}), 0)
	last := d.Rows[len(d.Rows)-1]
	if len(d.Rows) != maxDrawn+1 || d.More != "41 packets more" || !last.Missing || last.Y >= d.Height {
		t.Errorf("%d rows, %q, the last is %+v of %d", len(d.Rows), d.More, last, d.Height)
	}
	if d := draw(events[:1], 0); d.More != "" || len(d.Rows) != 2 || d.Rows[0].Checker != "here" || d.Rows[1].Label != "SYN" {
		t.Errorf("%+v", d)
	}
}
