package bound

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever stands in a table of /proc, it is read line by line; and a line that is as the
// kernel writes it is read right, whatever stands around it.
func FuzzSockets(f *testing.F) {
	f.Add("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n", uint32(0x7f000001), uint16(50005), uint32(768), uint32(111))
	f.Add("   4: cut off D6D8\n0 1 2 3 :zz 5 6 7 8 9 10 11 -1\n", uint32(0), uint16(0), uint32(0), uint32(0))
	f.Add("0: 0000000000000000FFFF00000700090A:D6D8 x 07 0 0 0 0 0 0 \xff\n0: 00:D6D8 0:0 07 0:0 0 0 0 0 1\n", uint32(0xffffffff), uint16(0xffff), uint32(0xffffffff), uint32(0xffffffff))
	proc := f.TempDir()
	dir := filepath.Join(proc, "thread-self", "net")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, table string, ip uint32, port uint16, queued, inode uint32) {
		addr := netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, ip)))
		b := addr.As4()
		line := fmt.Sprintf("\n 7: %08X:%04X 00000000:0000 07 00000000:%08X 00:00000000 00000000  1000        0 %d 2 0000000000000000 %d\n", binary.NativeEndian.Uint32(b[:]), port, queued, inode, port)
		if err := os.WriteFile(filepath.Join(dir, "udp"), []byte(table+line+table), 0o666); err != nil {
			t.Fatal(err)
		}
		all, err := sockets(proc, "udp")
		if err != nil || len(all) > strings.Count(table+line+table, "\n")+1 {
			t.Fatalf("%d sockets (%v) in %q", len(all), err, table)
		}
		want := Socket{netip.AddrPortFrom(addr, port), Unconnected, int(queued), fmt.Sprint(inode), int(port)}
		found := false
		for _, s := range all {
			found = found || s == want
			s.excludes(want.Addr)
		}
		if !found {
			t.Errorf("%v is not in %v", want, all)
		}
	})
}
