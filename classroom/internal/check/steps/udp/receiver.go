// Package udp has the steps of worksheet 2: programs that send and receive datagrams.
package udp

import (
	"fmt"
	"net/netip"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/talk"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// receiverPort is the port of worksheet 2.1.
const receiverPort = 50005

// goesOn is the name of the check that a listener has no end.
var goesOn = fmt.Sprintf("goes on: shows %d more messages", talk.ManyMore)

// Receiver is the step of worksheet 2.1 that receives.
var Receiver = trial.Step{
	Name: "2.1.1-receiver", Title: "a UDP receiver that shows text", Section: "2.1",
	Signs: source.Signs{
		Must: source.Listener + " !CHAT|!SEND",
		Like: "2.1.1 receiver server listener UDP BIND 50005 -52001 -52002 -UNPACK -SELECT",
	},
	Checks: func() []trial.Check {
		l := new(talk.UDPListener)
		message := func(t *trial.Trial) string { return match.Words(t.Random, 4) + "!" }
		listens := l.Listens(receiverPort)
		start := listens.Run
		listens.Run = func(t *trial.Trial) trial.Outcome {
			o := start(t)
			if o.Result != verdict.Pass {
				return o
			}
			a := l.Bound[receiverPort]
			if !l.HearsIPv4(receiverPort) {
				return trial.Fail(verdict.WrongAddress, "a socket that hears what is sent to 127.0.0.1",
					fmt.Sprintf("it is bound to %v, and hears IPv6 only", netip.AddrPortFrom(a, receiverPort))).
					Explained(talk.IPv4Only)
			}
			if !a.IsLoopback() && !a.IsUnspecified() {
				return trial.PassBut("it is bound to %v: the sender of the worksheet, which sends to 127.0.0.1, does not reach it", a)
			}
			return o
		}
		return []trial.Check{
			listens,
			{Name: "shows a message", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				return l.DeliverFirst(t, receiverPort, message, nil)
			}},
			{Name: "shows one message after the other", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if o := l.BearsSilence(t); o.Result != verdict.Pass {
					return o
				}
				mark := len(t.Program.Screen.Text())
				long, short := message(t), match.Words(t.Random, 1)
				for _, what := range []string{long, short, match.Words(t.Random, 2)} {
					if o := l.Deliver(t, receiverPort, what); o.Result != verdict.Pass {
						return o
					}
				}
				if o := trial.NoRest(match.Since(t.Program.Screen.Text(), mark), short, long); o.Result != verdict.Pass {
					return o
				}
				return deliverAgain(t, l, receiverPort, long)
			}},
			{Name: "shows UTF-8 text with accents", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				mark, what := len(t.Program.Screen.Text()), "É et Ç, "+match.Words(t.Random, 2)
				if o := l.Deliver(t, receiverPort, what); o.Result != verdict.Pass {
					return o
				}
				t.Program.Settle() // it may show more
				if wrong := match.OtherReading(match.Since(t.Program.Screen.Text(), mark), what); wrong != "" {
					return trial.Fail(verdict.WrongEncoding, fmt.Sprintf("%q on the screen, and no wrong reading of it", what), fmt.Sprintf("%q is there too", wrong)).
						Explained("The text is shown in several encodings, and nobody can tell which one is right. The worksheet says that it is UTF-8: show data.decode('utf8') alone.")
				}
				return trial.Pass()
			}},
			{Name: goesOn, Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				return l.GoesOnWith(t, receiverPort, message)
			}},
			trial.EndsAtCtrlC(),
			{Name: "survives bytes that are not UTF-8", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, receiverPort, []byte("caf\xe9"), message(t), verdict.CrashNonASCII)
			}},
			{Name: "survives an empty message", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				return l.Survives(t, receiverPort, nil, message(t), verdict.Crashed)
			}},
		}
	},
}

// deliverAgain delivers what once more. A program must show each message, also one
// that it has shown before.
func deliverAgain(t *trial.Trial, l *talk.UDPListener, port uint16, what string) trial.Outcome {
	o := l.Deliver(t, port, what)
	if o.Result == verdict.Fail && t.Program.Running() {
		o.Code, o.Got = verdict.NoOutput, "the same text came twice, and is shown once\n"+o.Got
		o.Why = "Every message must be shown, also one that is equal to one before."
	}
	return o
}
