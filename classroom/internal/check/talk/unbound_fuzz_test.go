package talk

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
)

// Whatever sockets a program has, whatever it sends and prints, and however it ends, there is a
// diagnosis if it is not where it should be.
func FuzzUnbound(f *testing.F) {
	f.Add("", "", []byte{}, false, false, false)
	f.Add("OSError: [Errno 98] Address already in use", "Traceback (most recent call last):\n  File \"a.py\", line 99999999999999999999\n", []byte{127, 0, 0, 1, 0xc3, 0x55}, true, false, false)
	f.Add("b'", "\xff\x00", []byte("\x00\x00\x00\x00\xcb\x21\x0a\x09\xff\xff\xcb\x22xx"), true, true, true)
	f.Fuzz(func(t *testing.T, printed, errors string, sockets []byte, ended, success, left bool) {
		e := &trial.Evidence{Network: "udp", Command: []string{"python3", printed}, Printed: printed, Errors: errors, Ended: ended, Success: success, LeftBehind: left, Status: errors, AtKeyboard: left}
		for n := 0; len(sockets) >= 6; n++ {
			addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte(sockets)), binary.BigEndian.Uint16(sockets[4:]))
			switch sockets = sockets[6:]; n % 5 {
			case 0:
				e.UDP = append(e.UDP, sandbox.Socket{Addr: addr})
			case 1:
				e.TCP = append(e.TCP, sandbox.Socket{Addr: addr})
			case 2:
				e.ConnectedUDP = append(e.ConnectedUDP, sandbox.Socket{Addr: addr})
			case 3:
				e.Sent = append(e.Sent, sandbox.Datagram{To: addr, Data: sockets})
			case 4:
				e.Calls = append(e.Calls, addr)
			}
		}
		for _, rules := range [][]trial.Rule{unboundUDPRules(52001, []uint16{52001, 52002}), notListeningRules, notConnectedRules} {
			if o := trial.Diagnose(e, "a socket", rules); o.Code == "" {
				t.Errorf("no diagnosis of %+v", e)
			}
		}
		for _, s := range append(e.UDP, e.TCP...) {
			judgeBind(s.Addr.Addr(), room.Networks([]string{s.Addr.Addr().String()}))
		}
		match.ErrorLines(errors)
	})
}
