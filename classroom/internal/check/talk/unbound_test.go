package talk

import (
	"net/netip"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

func at(addr string) []sandbox.Socket { return []sandbox.Socket{{Addr: netip.MustParseAddrPort(addr)}} }

func to(addr string) []netip.AddrPort { return []netip.AddrPort{netip.MustParseAddrPort(addr)} }

// A program that is not bound, does not listen or does not connect gets the right
// diagnosis.
func TestUnbound(t *testing.T) {
	sent := []sandbox.Datagram{{To: netip.MustParseAddrPort("127.0.0.1:50005")}}
	both := []uint16{52001, 52002}
	for _, test := range []struct {
		rules []trial.Rule
		trial.Evidence
		code verdict.Code
		text string // part of what came, or of the explanation
	}{
		{unboundUDPRules(52001, both), trial.Evidence{Ended: true, Success: true}, verdict.NoBind, "the program ended"},
		{unboundUDPRules(52001, both), trial.Evidence{Ended: true, Errors: "NameError"}, verdict.Crashed, "NameError"},
		{unboundUDPRules(52001, both), trial.Evidence{Ended: true, Success: true, LeftBehind: true}, verdict.StopsOnCtrlC, "in the background"},
		{unboundUDPRules(52001, both), trial.Evidence{ConnectedUDP: at("10.9.0.1:52001")}, verdict.DeafBind, "After connect"},
		{unboundUDPRules(52001, both), trial.Evidence{ConnectedUDP: at("10.9.0.1:40000")}, verdict.NoBind, "no socket is bound"},
		{unboundUDPRules(52001, both), trial.Evidence{UDP: at("0.0.0.0:40000"), Sent: sent}, verdict.RolesSwapped, "it sends, to 127.0.0.1:50005"},
		{unboundUDPRules(52002, both), trial.Evidence{UDP: at("0.0.0.0:52001")}, verdict.WrongPort, "a second one"},
		{unboundUDPRules(52001, both), trial.Evidence{UDP: at("0.0.0.0:8651")}, verdict.WrongPort, "htons(52001)"},
		{unboundUDPRules(52001, both), trial.Evidence{UDP: at("0.0.0.0:5201")}, verdict.WrongPort, "bound to 0.0.0.0:5201"},
		{unboundUDPRules(52001, both), trial.Evidence{TCP: at("0.0.0.0:52001")}, verdict.NoBind, "SOCK_DGRAM"},
		{unboundUDPRules(52001, both), trial.Evidence{AtKeyboard: true}, verdict.NoBind, "input()"},
		{unboundUDPRules(52001, both), trial.Evidence{}, verdict.NoBind, "no socket is bound"},

		{notListeningRules, trial.Evidence{TCP: at("127.0.0.1:55001")}, verdict.WrongPort, "127.0.0.1:55001"},
		{notListeningRules, trial.Evidence{TCP: at("127.0.0.1:55510")}, verdict.WrongPort, "htons(55000)"},
		{notListeningRules, trial.Evidence{Calls: to("127.0.0.1:55000")}, verdict.RolesSwapped, "connect to 127.0.0.1:55000"},
		{notListeningRules, trial.Evidence{Errors: "Connection refused", Ended: true}, verdict.RolesSwapped, "refused"},
		{notListeningRules, trial.Evidence{Ended: true, Success: true}, verdict.NoBind, "the program ended"},
		{notListeningRules, trial.Evidence{UDP: at("127.0.0.1:55000")}, verdict.NoBind, "SOCK_STREAM"},
		{notListeningRules, trial.Evidence{AtKeyboard: true}, verdict.NoBind, "input()"},
		{notListeningRules, trial.Evidence{}, verdict.NoBind, "does not listen"},

		{notConnectedRules, trial.Evidence{Calls: to("127.0.0.1:55001")}, verdict.WrongPort, "127.0.0.1:55001"},
		{notConnectedRules, trial.Evidence{Calls: to("10.9.0.1:55000")}, verdict.WrongAddress, "10.9.0.1:55000"},
		{notConnectedRules, trial.Evidence{TCP: at("127.0.0.1:55000")}, verdict.RolesSwapped, "it listens on"},
		{notConnectedRules, trial.Evidence{Errors: "Address already in use", Ended: true}, verdict.RolesSwapped, "in use"},
		{notConnectedRules, trial.Evidence{Sent: sent}, verdict.NoConnect, "SOCK_STREAM"},
		{notConnectedRules, trial.Evidence{Errors: "Connection refused", Ended: true}, verdict.WrongPort, "refused"},
		{notConnectedRules, trial.Evidence{Errors: "NameError", Ended: true}, verdict.Crashed, "NameError"},
		{notConnectedRules, trial.Evidence{Ended: true, Success: true}, verdict.NoConnect, "does not connect"},
		{notConnectedRules, trial.Evidence{}, verdict.NoConnect, "does not connect"},
	} {
		o := trial.Diagnose(&test.Evidence, "it is there", test.rules)
		if o.Code != test.code || !strings.Contains(o.Got+o.Why, test.text) {
			t.Errorf("%+v: %q, because %q, came %q; want %q and %q", test.Evidence, o.Code, o.Why, o.Got, test.code, test.text)
		}
	}
}
