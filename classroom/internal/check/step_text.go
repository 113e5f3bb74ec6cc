package check

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// trimmed returns a message as it is shown: without the line end.
func trimmed(s string) string { return strings.TrimRight(s, "\r\n") }

// words returns a text of n random words.
func words(r *rand.Rand, n int) string {
	var all []string
	for range n {
		b := make([]byte, 4+r.IntN(5))
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		// No English or French word, such as end, may come up by chance: so the
		// first two letters are a pair that begins no word.
		b[0] = "bcdfgklmnprtvwz"[r.IntN(15)]
		b[1] = "xqjhvw"[r.IntN(6)]
		all = append(all, string(b))
	}
	return strings.Join(all, " ")
}

// receiverPort is the port of worksheet 2.1.
const receiverPort = 50005

var receiverStep = step{
	name: "2.1.1-receiver", title: "a UDP receiver that shows text", section: "2.1",
	signs: Signs{
		Must: Listener + " !CHAT|!SEND",
		Like: "2.1.1 receiver server listener UDP BIND 50005 -52001 -52002 -UNPACK -SELECT",
	},
	checks: func() []check {
		l := new(udpListener)
		message := func(t *trial) string { return words(t.random, 4) + "!" }
		listens := l.listens(receiverPort)
		start := listens.run
		listens.run = func(t *trial) outcome {
			o := start(t)
			if a := l.bound[receiverPort]; o.result == Pass && !a.IsLoopback() && !a.IsUnspecified() {
				return passBut("it is bound to %v: the sender of the worksheet, which sends to 127.0.0.1, does not reach it", a)
			}
			return o
		}
		return []check{
			listens,
			{name: "shows a message", level: Required, gate: true, run: func(t *trial) outcome {
				return l.deliverFirst(t, receiverPort, message(t), message(t))
			}},
			{name: "shows one message after the other", level: Required, gate: true, run: func(t *trial) outcome {
				if o := t.bearsSilence(); o.result != Pass {
					return afterSome(o, 1)
				}
				mark := len(t.p.screen.text())
				long, short := message(t), words(t.random, 1)
				for i, what := range []string{long, short, words(t.random, 2)} {
					if o := l.deliver(t, receiverPort, what); o.result != Pass {
						return afterSome(o, 1+i)
					}
				}
				// A program that shows its whole buffer also shows the rest of the long
				// message, after the short one.
				if left := short + long[len(short):]; strings.Contains(since(t.p.screen.text(), mark), left) {
					return fail(wrongOutput, fmt.Sprintf("%q, and no more, after %q", short, long), excerptAround(since(t.p.screen.text(), mark), left)).
						explained("After a short message the rest of a longer one before it is shown: the buffer still holds it. Take only as many bytes as have come: what recvfrom returns in C, packet.getLength() in Java.")
				}
				return pass()
			}},
			{name: "shows UTF-8 text with accents", level: Required, run: func(t *trial) outcome {
				return l.deliver(t, receiverPort, "É et Ç, "+words(t.random, 2))
			}},
			endsAtCtrlCCheck(),
			{name: "survives bytes that are no UTF-8", level: Beyond, run: func(t *trial) outcome {
				return l.survives(t, receiverPort, []byte("caf\xe9"), message(t), crashNonASCII)
			}},
			{name: "survives an empty message", level: Beyond, run: func(t *trial) outcome {
				return l.survives(t, receiverPort, nil, message(t), crashed)
			}},
		}
	},
}

// afterSome returns o, the outcome of a message, for a program that has shown the
// n messages before it: if it shows no more, it has no loop.
func afterSome(o outcome, n int) outcome {
	if o.code == noOutput || o.code == crashed && strings.Contains(o.got, "exit status 0") {
		before := "the first message is shown"
		if n > 1 {
			before = fmt.Sprintf("the first %d messages are shown", n)
		}
		o.code = noLoop
		o.got = before + ", the next is not\n" + o.got
	}
	return o
}

// survives sends data, and looks whether the message good is still
// shown after it. If the program has ended before, survives starts it again.
func (l *udpListener) survives(t *trial, port uint16, data []byte, good string, code Code) outcome {
	return l.survivesThen(t, port, data, code, func() outcome { return l.deliver(t, port, good) })
}

func (l *udpListener) survivesThen(t *trial, port uint16, data []byte, code Code, good func() outcome) outcome {
	ports := []uint16{port}
	for p := range l.bound {
		if p != port {
			ports = append(ports, p)
		}
	}
	if o, ok := l.again(t, ports...); !ok {
		return notTried("the program could not be started again: %s", o.got)
	}
	if err := l.send(port, data); err != nil {
		return notTried("the checker cannot send to it: %v", err)
	}
	o := good()
	if o.result == Fail {
		return fail(code, "the program goes on, and shows the next message", o.got+"\nafter these bytes: "+preview(data))
	}
	return o
}

// preview shows the start of b in hexadecimal.
func preview(b []byte) string {
	if len(b) == 0 {
		return "(none)"
	}
	s := fmt.Sprintf("% x", b[:min(16, len(b))])
	if len(b) > 16 {
		s += fmt.Sprintf(" ... (%d bytes)", len(b))
	}
	return s
}

// endsAtCtrlCCheck returns the check that ctrl-c ends the program, and that
// nothing that the program has started still has its port.
func endsAtCtrlCCheck() check {
	return check{name: "ends at ctrl-c and frees its port", level: Required, afterFailure: true, run: func(t *trial) outcome {
		if !t.p.running() {
			return notTried("the program has ended already")
		}
		return t.endsAtCtrlC()
	}}
}

func (t *trial) endsAtCtrlC() outcome {
	t.p.settle() // a signal while the program starts or prints would test something else
	if err := t.p.interrupt(); errors.Is(err, os.ErrProcessDone) {
		return notTried("the program has ended already")
	} else if err != nil {
		return notTried("this system cannot send ctrl-c to one program: %v", err)
	}
	if !t.p.ends(t.limit) {
		return fail(stopsOnCtrlC, "the program ends", fmt.Sprintf("it still runs %v after ctrl-c\n%s", t.limit, excerpt(t.p.screen.text())))
	}
	for _, network := range []string{"udp", "tcp"} {
		if all, _ := sockets(network); len(all) > 0 {
			return fail(stopsOnCtrlC, "the port is free again", "something that the program started still has "+places(all))
		}
	}
	if strings.Contains(t.p.errors.text(), "Traceback") {
		return passBut("it ends with a traceback; worksheet 5.3.5 shows how to end well")
	}
	return pass()
}

var senderStep = step{
	name: "2.1.1-sender", title: "a UDP sender of a text", section: "2.1",
	signs: Signs{
		Must: "UDP|SOCKET UDP|!TCP SEND|!RECEIVE !BIND|!RECEIVE !CHAT|!RECEIVE",
		Like: "2.1.1 sender client UDP SEND 50005 -52001 -52002",
	},
	checks: func() []check {
		var conn *net.UDPConn
		var got []byte
		return []check{
			{name: fmt.Sprintf("sends a message to UDP port %d of 127.0.0.1", receiverPort), level: Required, gate: true, run: func(t *trial) outcome {
				var err error
				conn, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, receiverPort)))
				if err != nil {
					return notTried("the checker cannot listen there: %v", err)
				}
				t.closers = append(t.closers, conn)
				if err := t.start(); err != nil {
					return notTried("%v", err)
				}
				if got = t.datagram(conn); got == nil && inUse.MatchString(t.p.errors.text()) {
					got = t.sentToItself(conn)
				}
				if got == nil {
					return t.notSent()
				}
				return pass()
			}},
			{name: "the message is \"Hello, World!\" in UTF-8", level: Required, run: func(t *trial) outcome {
				return judgeMessage(got, "Hello, World!")
			}},
			{name: "ends when it has sent", level: Required, run: func(t *trial) outcome {
				if t.p.ends(t.limit) {
					if !t.p.success() {
						return t.crash("a program that ends without an error")
					}
					return pass()
				}
				if t.p.atKeyboard() {
					return passBut("it asks for the next message")
				}
				conn.SetReadDeadline(time.Now().Add(quietLimit))
				if _, err := conn.Read(make([]byte, 1)); err == nil {
					return passBut("it goes on sending")
				}
				return fail(hangs, "the program ends", fmt.Sprintf("it still runs %v after it has sent\n%s", t.limit, excerpt(t.p.screen.text()))).
					explained("Does it wait for an answer? Nobody answers over UDP unless a program does; this receiver does not. In JavaScript: close the socket when the message has been sent.")
			}},
		}
	},
}

// datagram waits for a datagram from the program. If the program asks for an
// address or a port at the keyboard, the checker types that; for anything else,
// the sheet's message.
func (t *trial) datagram(conn *net.UDPConn) []byte {
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
	end, idler := within(t.limitToStart()), t.idler()
	for waiting := true; waiting; {
		select {
		case b := <-result:
			return b
		case <-t.p.ended:
			conn.SetReadDeadline(time.Now().Add(quietLimit))
			return <-result
		case <-time.After(10 * time.Millisecond):
			waiting = t.p.answer(idler.idle(), receiverPort, localhost.String(), "Hello, World!") || !end.over() && !idler.stuck()
		}
	}
	conn.SetReadDeadline(time.Now())
	return <-result
}

// sentToItself frees the port that the checker was bound to, starts the program
// once more, and returns what it sends to that port. It is for a program that is
// sender and receiver in one, and so needs the port for itself.
func (t *trial) sentToItself(conn *net.UDPConn) []byte {
	conn.Close()
	if t.start() != nil {
		return nil
	}
	for end := within(t.limit); !end.over(); time.Sleep(5 * time.Millisecond) {
		sent, _ := t.wire.heard()
		if len(sent) > 0 && sent[0].to == netip.AddrPortFrom(localhost, receiverPort) {
			return sent[0].data
		}
	}
	return nil
}

// notSent is the diagnosis for a sender from which nothing has arrived.
func (t *trial) notSent() outcome {
	expected := fmt.Sprintf("a datagram to 127.0.0.1:%d", receiverPort)
	sent, calls := t.wire.heard()
	if len(sent) > 0 {
		d := sent[0]
		code := wrongAddress
		if len(d.data) == 0 {
			code = notSent
		} else if d.to.Port() != receiverPort {
			code = wrongPort
		}
		return fail(code, expected, fmt.Sprintf("a datagram of %d bytes to %v", len(d.data), d.to))
	}
	if len(calls) > 0 {
		return fail(notSent, expected, fmt.Sprintf("a TCP connection to %v", calls[0])).
			explained("UDP sockets are made with socket.SOCK_DGRAM; SOCK_STREAM makes a TCP one.")
	}
	if all, _ := sockets("udp"); len(all) > 0 && t.p.running() {
		for _, s := range all {
			if s.addr.Port() < 32768 || s.addr.Port() == receiverPort {
				return fail(rolesSwapped, expected, "it is bound to "+places(all)+" and waits")
			}
		}
	}
	if !t.p.running() && !t.p.success() {
		if inUse.MatchString(t.p.errors.text()) {
			return fail(rolesSwapped, expected, lastLines(t.p.errors.text(), 2))
		}
		return t.crash(expected)
	}
	return t.waits(notSent, expected, "nothing was sent")
}

// judgeMessage judges the text that a program has sent without being asked. It
// must be want; spaces, punctuation and capitals may differ.
func judgeMessage(got []byte, want string) outcome {
	expected := fmt.Sprintf("%q", want)
	if utf8.Valid(got) && bytes.IndexByte(got, 0) < 0 && letters(string(got)) == letters(want) {
		if strings.TrimSpace(string(got)) != want {
			return passBut("it is %q; the worksheet's text is %q", got, want)
		}
		return pass()
	}
	if text := bytes.TrimRight(got, "\x00"); bytes.IndexByte(text, 0) < 0 && len(text) > 0 && len(text) < len(got) {
		return fail(wrongMessage, expected, dump(got, len(text))).
			explained("Bytes of value 0 are sent after the text. Send as many bytes as the text has: in C strlen, not sizeof or strlen + 1.")
	}
	if i := bytes.IndexByte(got, 0); i >= 0 {
		return fail(wrongEncoding, expected, dump(got, i))
	}
	if strings.HasPrefix(string(got), "b'") || strings.HasPrefix(string(got), `b"`) {
		return fail(wrongMessage, expected, diff(got, []byte(want))).
			explained("str() of bytes gives the text b'...'. Use the text's own encode(): MESSAGE.encode('utf8').")
	}
	return fail(wrongMessage, expected, diff(got, []byte(want)))
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
