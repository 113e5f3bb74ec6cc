package udp

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// Sender is the step of worksheet 2.1 that sends.
var Sender = trial.Step{
	Name: "2.1.1-sender", Title: "a UDP sender of a text", Section: "2.1",
	Signs: source.Signs{
		Must: "UDP|SOCKET UDP|!TCP SEND|!RECEIVE !BIND|!RECEIVE !CHAT|!RECEIVE",
		Like: "2.1.1 sender client UDP SEND 50005 -52001 -52002",
	},
	Checks: func() []trial.Check {
		var conn *net.UDPConn
		var got []byte
		return []trial.Check{
			{Name: fmt.Sprintf("sends a message to UDP port %d of 127.0.0.1", receiverPort), Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if who := t.Taken("udp", receiverPort); who != "" {
					return trial.NotTried("%s", who)
				}
				var err error
				conn, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(talk.Localhost, receiverPort)))
				if err != nil {
					return trial.NotTried("the checker cannot listen there: %v", err)
				}
				t.Closers = append(t.Closers, conn)
				conn6, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback, Port: receiverPort})
				if err == nil {
					t.Closers = append(t.Closers, conn6)
				}
				if err := t.Start(); err != nil {
					return trial.NotTried("%v", err)
				}
				if got = datagram(t, conn); got == nil && match.InUse.MatchString(t.Program.Errors.Text()) {
					got = sentToItself(t, conn)
				}
				if got == nil && conn6 != nil {
					if d := waiting(conn6); len(d) > 0 {
						return trial.Fail(verdict.WrongAddress, fmt.Sprintf("a datagram to 127.0.0.1:%d", receiverPort), fmt.Sprintf("a datagram of %d bytes to %v", len(d[0]), conn6.LocalAddr())).
							Explained(talk.IPv4Only)
					}
				}
				if got == nil {
					o := trial.Diagnose(t.Evidence(0, ""), fmt.Sprintf("a datagram to 127.0.0.1:%d", receiverPort), notSentRules)
					if o.Code == verdict.NotSent && o.Why == "" && t.Wire == nil {
						o.Got = "nothing has come\n" + match.Excerpt(t.Program.Screen.Text())
						return o.Explained("Is the line with send or sendto reached, and are the address and the port in it those of the worksheet? Without a network namespace the checker does not see where a message goes instead.")
					}
					return o
				}
				return trial.Pass()
			}},
			{Name: "the message is \"Hello, World!\" in UTF-8", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return trial.JudgeMessage(got, "Hello, World!")
			}},
			{Name: "sends it once, and ends", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return endsAfter(t, conn, got)
			}},
		}
	},
}

// endsAfter is the outcome of what the program does after it has sent got to conn.
func endsAfter(t *trial.Trial, conn *net.UDPConn, got []byte) trial.Outcome {
	t.Program.Ends(t.Limit)
	more := waiting(conn)
	if t.Program.Running() && len(more) == 0 && sandbox.Sleeps() { // until it sends again?
		t.Program.Ends(sleepLimit)
		more = waiting(conn)
	}
	same := 0
	for _, b := range more {
		if bytes.Equal(b, got) {
			same++
		}
	}
	switch {
	case !t.Program.Running() && !t.Program.Success():
		return t.Crash("a program that ends without an error")
	case !t.Program.Running() && same > 0:
		return trial.Fail(verdict.WrongMessage, "one message", fmt.Sprintf("the same message %d times", 1+same)).
			Explained("The sender of the worksheet sends its message once. Is sendto in a loop, or there twice?")
	case !t.Program.Running() && len(more) > 0:
		return trial.PassBut("it sends %d more messages", len(more))
	case !t.Program.Running():
		return trial.Pass()
	case len(more) > 0:
		return trial.Fail(verdict.NoEnd, "one message; then the program ends", fmt.Sprintf("it goes on sending: %d messages so far\n%s", 1+len(more), match.Excerpt(t.Program.Screen.Text()))).
			Explained("The sender of the worksheet sends its message once and ends. Is sendto in a while True? Only the receiver has a loop.")
	case t.Program.AtKeyboard():
		return trial.PassBut("it asks for the next message")
	}
	return trial.Fail(verdict.Hangs, "the program ends", "it has sent, and still runs\n"+match.Excerpt(t.Program.Screen.Text())).
		Explained("Does it wait for an answer? Nobody answers over UDP unless a program does; this receiver does not. In JavaScript: close the socket when the message has been sent.")
}

// sleepLimit is how long to wait for a program that sleeps after it has sent.
const sleepLimit = 5 * time.Second

// waiting returns the datagrams that have come to conn and were not read yet.
func waiting(conn *net.UDPConn) [][]byte {
	const most = 1000 // a program may send faster than they are read
	var all [][]byte
	buf := make([]byte, 1<<16)
	for len(all) < most {
		conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		n, _, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			break
		}
		all = append(all, bytes.Clone(buf[:n]))
	}
	return all
}

// datagram waits for a datagram from the program. If the program asks for an
// address or a port at the keyboard, the checker types that; for anything else,
// the sheet's message.
func datagram(t *trial.Trial, conn *net.UDPConn) []byte {
	result := make(chan []byte, 1)
	go func() {
		buf := make([]byte, 1<<16)
		n, _, err := conn.ReadFromUDP(buf)
		if err == nil {
			result <- buf[:n]
		} else {
			result <- nil
		}
	}()
	wait := t.WaitForStart()
	for waiting := true; waiting; {
		select {
		case b := <-result:
			return b
		case <-t.Program.Ended:
			conn.SetReadDeadline(time.Now().Add(trial.QuietLimit))
			return <-result
		case <-time.After(10 * time.Millisecond):
			waiting = t.Program.Answer(wait.Idle(), receiverPort, talk.Localhost.String(), "Hello, World!") || !wait.Over()
		}
	}
	conn.SetReadDeadline(time.Now())
	return <-result
}

// sentToItself frees the port that the checker was bound to, starts the program
// once more, and returns what it sends to that port. It is for a program that is
// sender and receiver in one, and so needs the port for itself.
func sentToItself(t *trial.Trial, conn *net.UDPConn) []byte {
	conn.Close()
	if t.Start() != nil {
		return nil
	}
	for end := sandbox.Within(t.Limit); !end.Over(); time.Sleep(5 * time.Millisecond) {
		sent, _ := t.Wire.Heard()
		if len(sent) > 0 && sent[0].To == netip.AddrPortFrom(talk.Localhost, receiverPort) {
			return sent[0].Data
		}
	}
	return nil
}

// notSentRules are for a sender from which nothing has arrived.
var notSentRules = slices.Concat(
	[]trial.Rule{
		{Code: verdict.NotSent, When: sent(func(d sandbox.Datagram) bool { return len(d.Data) == 0 })},
		{
			Code: verdict.WrongPort,
			When: sent(func(d sandbox.Datagram) bool { return d.To.Port() != receiverPort }),
			Why:  fmt.Sprintf("The receiver of the worksheet waits on port %d. Look at the number in sendto.", receiverPort),
		},
		{
			Code: verdict.WrongAddress,
			When: sent(func(sandbox.Datagram) bool { return true }),
			Why:  "The receiver of the worksheet is on the same machine: send to 127.0.0.1.",
		},
		{
			Code: verdict.NotSent,
			When: func(e *trial.Evidence) (string, bool) {
				if len(e.Calls) == 0 {
					return "", false
				}
				return fmt.Sprintf("a TCP connection to %v", e.Calls[0]), true
			},
			Why: talk.MadeTCP,
		},
		{
			Code: verdict.RolesSwapped,
			When: func(e *trial.Evidence) (string, bool) {
				return "it is bound to " + sandbox.Places(e.UDP) + " and waits", !e.Ended && slices.ContainsFunc(e.UDP, chosen)
			},
		},
	},
	trial.IfFailed([]trial.Rule{{
		Code: verdict.RolesSwapped,
		When: func(e *trial.Evidence) (string, bool) {
			return match.LastLines(e.Errors, 2), match.InUse.MatchString(e.Errors)
		},
	}}),
	trial.IfFailed(trial.CrashRules(verdict.NoLoop)),
	trial.StillWaits(verdict.NotSent, "nothing was sent"),
)

// sent returns a condition: the program has sent such a datagram first.
func sent(is func(sandbox.Datagram) bool) func(*trial.Evidence) (string, bool) {
	return func(e *trial.Evidence) (string, bool) {
		if len(e.Sent) == 0 || !is(e.Sent[0]) {
			return "", false
		}
		return fmt.Sprintf("a datagram of %d bytes to %v", len(e.Sent[0].Data), e.Sent[0].To), true
	}
}

// chosen reports whether the program has chosen the port of s. The system itself
// gives the ports from 32768 on.
func chosen(s sandbox.Socket) bool { return s.Addr.Port() < 32768 || s.Addr.Port() == receiverPort }
