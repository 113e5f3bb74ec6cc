package picture

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"in43.example/classroom/internal/check"
)

// checkPcap writes the packets of r and reads them back.
func checkPcap(t *testing.T, r *check.Report) {
	t.Helper()
	var file bytes.Buffer
	if err := WritePcap(&file, []*check.Report{r}); err != nil {
		t.Fatal(err)
	}
	packets := readPcapng(t, file.Bytes())
	if len(packets) != len(r.Recording.Packets) || len(packets) == 0 {
		t.Fatalf("the file has %d packets, want %d", len(packets), len(r.Recording.Packets))
	}
	for i, p := range r.Recording.Packets {
		if got := packets[i]; !bytes.Equal(got.data, p.Data) || got.comment != comment(r.Step, p) || !got.time.Equal(r.Recording.Began.Add(p.At).Round(0)) {
			t.Errorf("packet %d is %+v, want %+v", i, got, p)
		}
	}
}

type pcapPacket struct {
	data    []byte
	comment string
	time    time.Time
}

// readPcapng reads the packets of a pcapng file as its specification says
// (draft-ietf-opsawg-pcapng), without the library that has written it.
func readPcapng(t *testing.T, b []byte) []pcapPacket {
	t.Helper()
	var all []pcapPacket
	le := binary.LittleEndian
	for n := 0; len(b) > 0; n++ {
		if len(b) < 12 {
			t.Fatalf("%d bytes are left", len(b))
		}
		kind, size := le.Uint32(b), int(le.Uint32(b[4:]))
		if size%4 != 0 || size < 12 || size > len(b) || int(le.Uint32(b[size-4:])) != size {
			t.Fatalf("block %d of type %#x has the length %d", n, kind, size)
		}
		body := b[8 : size-4]
		b = b[size:]
		switch {
		case n == 0 && (kind != 0x0a0d0d0a || le.Uint32(body) != 0x1a2b3c4d), n == 1 && (kind != 1 || le.Uint16(body) != 228):
			t.Fatalf("block %d is of type %#x: % x", n, kind, body)
		case kind == 6:
			length := int(le.Uint32(body[12:]))
			if length != int(le.Uint32(body[16:])) {
				t.Errorf("block %d has not all of its packet", n)
			}
			p := pcapPacket{data: body[20 : 20+length], time: time.Unix(0, int64(le.Uint32(body[4:]))<<32|int64(le.Uint32(body[8:])))}
			for options := body[20+(length+3)/4*4:]; len(options) >= 4 && le.Uint16(options) != 0; {
				size := int(le.Uint16(options[2:]))
				if le.Uint16(options) == 1 {
					p.comment = string(options[4 : 4+size])
				}
				options = options[4+(size+3)/4*4:]
			}
			all = append(all, p)
		}
	}
	return all
}

// checkBytes compares the packets of r in a file with those that were sent.
func checkBytes(t *testing.T, r *check.Report, want ...[]byte) {
	t.Helper()
	var file bytes.Buffer
	if err := WritePcap(&file, []*check.Report{r, {Step: "4"}, r}); err != nil {
		t.Fatal(err)
	}
	got := readPcapng(t, file.Bytes())
	if len(got) != 2*len(want) {
		t.Fatalf("%d packets, want %d", len(got), 2*len(want))
	}
	for i, p := range got {
		if !bytes.Equal(p.data, want[i%len(want)]) {
			t.Errorf("packet %d is % x, want % x", i, p.data, want[i%len(want)])
		}
	}
}
