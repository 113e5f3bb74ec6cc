package udp

import (
	"net/netip"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// What a sender does in place of sending leads to the right diagnosis.
func TestNotSent(t *testing.T) {
	sent := func(to string, data string) []sandbox.Datagram {
		return []sandbox.Datagram{{To: netip.MustParseAddrPort(to), Data: []byte(data)}}
	}
	bound := func(addr string) []sandbox.Socket {
		return []sandbox.Socket{{Addr: netip.MustParseAddrPort(addr)}}
	}
	for _, test := range []struct {
		trial.Evidence
		code verdict.Code
		text string // part of what came, or of the explanation
	}{
		{trial.Evidence{Sent: sent("127.0.0.1:50005", "")}, verdict.NotSent, "0 bytes"},
		{trial.Evidence{Sent: sent("10.9.0.1:50006", "Hello")}, verdict.WrongPort, "5 bytes to 10.9.0.1:50006"},
		{trial.Evidence{Sent: sent("10.9.0.1:50005", "Hello")}, verdict.WrongAddress, "10.9.0.1:50005"},
		{trial.Evidence{Calls: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:50005")}}, verdict.NotSent, "SOCK_DGRAM"},
		{trial.Evidence{UDP: bound("0.0.0.0:5005")}, verdict.RolesSwapped, "and waits"},
		{trial.Evidence{UDP: bound("127.0.0.1:50005")}, verdict.RolesSwapped, "and waits"},
		{trial.Evidence{UDP: bound("0.0.0.0:40000")}, verdict.NotSent, "nothing was sent"},
		{trial.Evidence{Ended: true, Errors: "OSError: [Errno 98] Address already in use"}, verdict.RolesSwapped, "in use"},
		{trial.Evidence{Ended: true, Errors: "NameError: name 'soket' is not defined"}, verdict.Crashed, "soket"},
		{trial.Evidence{Ended: true, Success: true}, verdict.NotSent, "nothing was sent"},
		{trial.Evidence{AtKeyboard: true}, verdict.NotSent, "input()"},
	} {
		o := trial.Diagnose(&test.Evidence, "a datagram", notSentRules)
		if o.Code != test.code || !strings.Contains(o.Got+o.Why, test.text) {
			t.Errorf("%+v: %q, because %q, came %q", test.Evidence, o.Code, o.Why, o.Got)
		}
	}
}
