package udp

import (
	"net/netip"
	"testing"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
)

// Wherever a sender sends something else to, and whatever it prints, there is a diagnosis.
func FuzzNotSent(f *testing.F) {
	f.Add([]byte("Hello, World!"), uint16(50006), "", "", false)
	f.Add([]byte(""), uint16(50005), "Hello", "ConnectionRefusedError\n", true)
	f.Add([]byte("\xff"), uint16(0), "\x00", "Traceback (most recent call last):\n", true)
	f.Fuzz(func(t *testing.T, sent []byte, port uint16, printed, errors string, ended bool) {
		e := &trial.Evidence{Network: "udp", Printed: printed, Errors: errors, Ended: ended, Status: errors}
		if port > 0 {
			e.Sent = []sandbox.Datagram{{To: netip.AddrPortFrom(netip.IPv4Unspecified(), port), Data: sent}}
		}
		if o := trial.Diagnose(e, "a datagram", notSentRules); o.Code == "" {
			t.Errorf("no diagnosis of %+v", e)
		}
	})
}
