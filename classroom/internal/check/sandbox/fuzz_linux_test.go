package sandbox

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// Whatever is heard on the wire, a datagram is the end of a packet.
func FuzzWire(f *testing.F) {
	head := []byte{0x45, 0, 0, 33, 0, 0, 0, 0, 64, unix.IPPROTO_UDP, 0, 0, 127, 0, 0, 1, 10, 9, 255, 255}
	f.Add(slices.Concat(head, []byte{0x9c, 0x40, 0xcb, 0x21, 0, 13, 0, 0}, []byte("hello")))
	tcp := slices.Concat(head, make([]byte, 20))
	tcp[9], tcp[33] = unix.IPPROTO_TCP, 0x02
	f.Add(tcp)
	f.Add(tcp[:29])
	f.Add([]byte{0x4f})
	icmp := slices.Concat(head, []byte{3, 3, 0, 0, 0, 0, 0, 0}, tcp)
	icmp[9] = unix.IPPROTO_ICMP
	f.Add(icmp)
	f.Fuzz(func(t *testing.T, packet []byte) {
		if len(packet) > 65535 {
			t.Skip("no packet is so long")
		}
		w := new(Wire)
		w.Record()
		given := bytes.Clone(packet)
		w.add(given)
		clear(given) // the next packet comes into the same buffer
		datagrams, calls := w.Heard()
		if len(datagrams)+len(calls) > 1 {
			t.Fatalf("%x becomes %v and %v", packet, datagrams, calls)
		}
		if kept := w.recorder.Packets; len(kept) != 1 || !bytes.Equal(kept[0].Data, packet) {
			t.Errorf("of %x, %v is recorded", packet, kept)
		}
		for _, d := range datagrams {
			port := binary.BigEndian.AppendUint16(nil, d.To.Port())
			if !bytes.HasSuffix(packet, d.Data) || !bytes.Contains(packet, port) || !bytes.Equal(packet[16:20], d.To.Addr().AsSlice()) {
				t.Errorf("%x becomes %v", packet, d)
			}
		}
		if w.Forget(); len(w.datagrams)+len(w.calls) > 0 {
			t.Error("it is not forgotten")
		}
	})
}

// Whatever a program calls itself, its line in /proc is read right; and any other text
// is no line.
func FuzzStat(f *testing.F) {
	f.Add("python3", "0 0x3 0x7f00 0x400 0x0 0x0 0x0 0x7ffe 0x7f01\n", uint16(1))
	f.Add("a) R 1 (b", "running\n", uint16(0))
	f.Add("\n)\xff", "-1 0x 0xg 0xffffffffffffffffff 1 2 3\n", uint16(9))
	dir := f.TempDir() + "/"
	f.Fuzz(func(t *testing.T, name, call string, parent uint16) {
		write := func(file, text string) {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		numbers := bytes.Repeat([]byte(" 7"), 40)
		write("stat", fmt.Sprintf("12 (%s) S %d%s\n", name, parent, numbers))
		if got, ok := readStat(dir + "stat"); !ok || got[0] != "S" || got[1] != fmt.Sprint(parent) || len(got) != 42 {
			t.Errorf("of %q: %q, %t", name, got, ok)
		}
		write("stat", call)
		if got, ok := readStat(dir + "stat"); ok && len(got) < 22 {
			t.Errorf("%q has %d fields", call, len(got))
		}
		write("syscall", call)
		readSyscall(dir)
	})
}
