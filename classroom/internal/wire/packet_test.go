package wire

import (
	"encoding/hex"
	"strings"
	"testing"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

const (
	ipUDP  = "450000211234400040110000" + "7f000001" + "0a09ffff"
	ipTCP  = "450000361234400040060000" + "7f000001" + "7f000001"
	ipICMP = "450000241234400040010000" + "7f000001" + "7f000001"

	udp = "9d78c355" + "000d" + "fe1d" + "68656c6c6f"
	tcp = "d6d89d78" + "00000005" + "00000011" + "8018020000000000" + "0101080a0000000100000002" + "c3a9"
)

func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		name, packet string
		want         Packet
		src, dst     string
	}{
		{"UDP", ipUDP + udp, Packet{Payload: []byte("hello")}, "127.0.0.1:40312", "10.9.255.255:50005"},
		{"TCP", ipTCP + tcp, Packet{Payload: []byte("é"), Flags: PSH | ACK, Seq: 5, Ack: 17}, "127.0.0.1:55000", "127.0.0.1:40312"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := hex.DecodeString(tt.packet)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if p.Src.String() != tt.src || p.Dst.String() != tt.dst {
				t.Errorf("from %v to %v, want from %s to %s", p.Src, p.Dst, tt.src, tt.dst)
			}
			if string(p.Payload) != string(tt.want.Payload) || p.Flags != tt.want.Flags || p.Seq != tt.want.Seq || p.Ack != tt.want.Ack {
				t.Errorf("payload %q, flags %v, seq %d, ack %d; want %+v", p.Payload, p.Flags, p.Seq, p.Ack, tt.want)
			}
			if all := string(p.IP) + string(p.Transport) + string(p.Payload); all != string(b) || p.Len() != len(b) {
				t.Errorf("the layers are % x, %d bytes; want % x", all, p.Len(), b)
			}
		})
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, tt := range []struct{ name, packet, want string }{
		{"nothing", "", "cannot decode"},
		{"half an IP header", ipUDP[:20], "cannot decode"},
		{"no UDP header", ipUDP + udp[:8], "cannot decode"},
		{"half a payload", ipUDP + udp[:20], "not whole"},
		{"neither UDP nor TCP", ipICMP + "0303000000000000" + "45000000" + "00000000", "ICMP"},
	} {
		b, err := hex.DecodeString(tt.packet)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := Decode(b); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %+v, error %v; want %q in it", tt.name, p, err, tt.want)
		}
	}
}

// Whatever is on the wire, Decode does not panic, and invents nothing.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{ipUDP + udp, ipTCP + tcp, ipICMP} {
		b, err := hex.DecodeString(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := Decode(b); err == nil && !strings.HasPrefix(string(b), string(p.IP)+string(p.Transport)+string(p.Payload)) {
			t.Errorf("% x becomes %+v", b, p)
		}
	})
}

func TestFlags(t *testing.T) {
	for f, want := range map[Flags]string{SYN: "SYN", SYN | ACK: "SYN, ACK", FIN | PSH | ACK: "FIN, PSH, ACK", RST: "RST", 0: ""} {
		if got := f.String(); got != want {
			t.Errorf("%#x is %q, want %q", uint8(f), got, want)
		}
	}
}
