package talk

import (
	"fmt"
	"slices"
	"strings"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Explanations of a socket of the other kind.
const (
	MadeTCP = "UDP sockets are made with socket.SOCK_DGRAM; SOCK_STREAM makes a TCP one."
	MadeUDP = "TCP sockets are made with socket.SOCK_STREAM; SOCK_DGRAM makes a UDP one."

	// IPv4Only is the explanation of a socket that hears IPv6 only.
	IPv4Only = "All messages of the worksheet are sent over IPv4. Make the socket with socket.AF_INET (in JavaScript 'udp4'), and bind it to an IPv4 address."
)

// unboundUDPRules are for a program that is not bound to the UDP port port, one of
// the ports of its step.
func unboundUDPRules(port uint16, ports []uint16) []trial.Rule {
	bound := func(is func(*trial.Evidence) bool) func(*trial.Evidence) (string, bool) {
		return func(e *trial.Evidence) (string, bool) { return "it is bound to " + sandbox.Places(e.UDP), is(e) }
	}
	return slices.Concat([]trial.Rule{leftBehind, hearsOne(port)}, trial.IfEnded(trial.CrashRules(verdict.NoBind)), []trial.Rule{
		{
			Code: verdict.RolesSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				if len(e.UDP) == 0 || len(e.Sent) == 0 {
					return "", false
				}
				return fmt.Sprintf("it sends, to %v", e.Sent[0].To), true
			},
			Why: "This program sends. The one of this step waits for messages: it binds a socket and receives.",
		},
		{
			Code: verdict.WrongPort,
			When: bound(func(e *trial.Evidence) bool {
				return slices.ContainsFunc(e.UDP, func(s sandbox.Socket) bool { return slices.Contains(ports, s.Addr.Port()) })
			}),
			Why: "One of the two sockets is there. Make a second one, and bind it to the other port.",
		},
		{
			Code: verdict.WrongPort,
			When: bound(func(e *trial.Evidence) bool { return hasPort(e.UDP, swapBytes(port)) }),
			Why:  swappedBytes(port),
		},
		{
			Code: verdict.WrongPort,
			When: bound(func(e *trial.Evidence) bool { return len(e.UDP) > 0 }),
		},
		{
			Code: verdict.NoBind,
			When: func(e *trial.Evidence) (string, bool) {
				return "it listens with TCP, on " + sandbox.Places(e.TCP), len(e.TCP) > 0
			},
			Why: MadeTCP,
		},
	}, trial.StillWaits(verdict.NoBind, "no socket is bound to a port"))
}

// leftBehind is for a program that has ended, and has left the work to a process
// that it has started.
var leftBehind = trial.Rule{
	Code: verdict.StopsOnCtrlC,
	When: func(e *trial.Evidence) (string, bool) {
		got := "the program has ended, but something that it has started still runs"
		if len(e.UDP) > 0 {
			got += ", bound to " + sandbox.Places(e.UDP)
		}
		return got, e.LeftBehind && e.Success
	},
	Why: "The program works in the background: ctrl-c does not reach it, and it keeps the port. Stay in the foreground: no fork, no &, and wait for each process that you start.",
}

// hearsOne is for a UDP socket on port that hears one address only.
func hearsOne(port uint16) trial.Rule {
	return trial.Rule{
		Code: verdict.DeafBind,
		When: func(e *trial.Evidence) (string, bool) {
			return fmt.Sprintf("the socket on port %d is connected to one address, and hears no other", port), hasPort(e.ConnectedUDP, port)
		},
		Why: "After connect, a UDP socket hears only the address that it is connected to. A listener does not connect: bind is enough, and recvfrom says who has sent each message.",
	}
}

// notListeningRules are for a program that does not listen on TCPPort.
var notListeningRules = slices.Concat(
	[]trial.Rule{
		{
			Code: verdict.WrongPort,
			When: func(e *trial.Evidence) (string, bool) {
				return "it listens on " + sandbox.Places(e.TCP), hasPort(e.TCP, swapBytes(TCPPort))
			},
			Why: swappedBytes(TCPPort),
		},
		{
			Code: verdict.WrongPort,
			When: func(e *trial.Evidence) (string, bool) {
				return "it listens on " + sandbox.Places(e.TCP), len(e.TCP) > 0
			},
		},
		{
			Code: verdict.RolesSwapped,
			When: calls(func(uint16) bool { return true }),
		},
		{
			Code: verdict.RolesSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				return match.ErrorLines(e.Errors), match.Refused.MatchString(e.Errors)
			},
		},
	},
	trial.IfEnded(trial.CrashRules(verdict.NoBind)),
	[]trial.Rule{{
		Code: verdict.NoBind,
		When: func(e *trial.Evidence) (string, bool) {
			return "it is bound with UDP, to " + sandbox.Places(e.UDP), len(e.UDP) > 0
		},
		Why: MadeUDP,
	}},
	trial.StillWaits(verdict.NoBind, "it does not listen"),
)

// notConnectedRules are for a program that has not connected to TCPPort.
var notConnectedRules = slices.Concat(
	[]trial.Rule{
		{
			Code: verdict.WrongPort,
			When: calls(func(port uint16) bool { return port != TCPPort }),
		},
		{
			Code: verdict.WrongAddress,
			When: calls(func(uint16) bool { return true }),
		},
		{
			Code: verdict.RolesSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				return "it listens on " + sandbox.Places(e.TCP), len(e.TCP) > 0
			},
		},
		{
			Code: verdict.RolesSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				return match.ErrorLines(e.Errors), match.InUse.MatchString(e.Errors)
			},
		},
		{
			Code: verdict.NoConnect,
			When: func(e *trial.Evidence) (string, bool) {
				if len(e.Sent) == 0 {
					return "", false
				}
				return fmt.Sprintf("a UDP datagram to %v", e.Sent[0].To), true
			},
			Why: MadeUDP,
		},
		{
			Code: verdict.WrongPort,
			When: func(e *trial.Evidence) (string, bool) {
				return match.ErrorLines(e.Errors), match.Refused.MatchString(e.Errors)
			},
		},
	},
	trial.IfFailed(trial.CrashRules(verdict.NoLoop)),
	trial.StillWaits(verdict.NoConnect, "it does not connect"),
)

// calls returns a condition: the program has tried to connect to such a port.
func calls(is func(port uint16) bool) func(*trial.Evidence) (string, bool) {
	return func(e *trial.Evidence) (string, bool) {
		if len(e.Calls) == 0 || !is(e.Calls[0].Port()) {
			return "", false
		}
		return strings.TrimSpace(fmt.Sprintf("it tries to connect to %v\n%s", e.Calls[0], match.ErrorLines(e.Errors))), true
	}
}

func hasPort(all []sandbox.Socket, port uint16) bool {
	_, ok := sandbox.OnPort(all, port)
	return ok
}

// swapBytes returns the port that a program gets if it does not convert port to
// network byte order.
func swapBytes(port uint16) uint16 { return port<<8 | port>>8 }

func swappedBytes(port uint16) string {
	return fmt.Sprintf("The bytes of the port are in the wrong order: in C it is htons(%d).", port)
}
