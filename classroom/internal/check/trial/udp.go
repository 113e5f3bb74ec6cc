package trial

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/room"
	"in43.example/classroom/internal/check/sandbox"
	"in43.example/classroom/internal/check/verdict"
)

// A UDPListener is the part of a step that has to do with a program bound to
// UDP ports.
type UDPListener struct {
	conn  *net.UDPConn
	conn6 *net.UDPConn // for a program that hears IPv6 only
	Bound map[uint16]netip.Addr
	to    map[uint16]netip.Addr // where to send for each port

	Shown int    // how many messages this run of the program has shown
	last  string // the last of them, if it was a text
}

// Listens returns the check that starts the program and waits until it is
// bound to each of ports.
func (l *UDPListener) Listens(ports ...uint16) Check {
	name := fmt.Sprintf("listens on UDP port %d", ports[0])
	if len(ports) > 1 {
		name = fmt.Sprintf("listens on UDP ports %d and %d", ports[0], ports[1])
	}
	return Check{Name: name, Level: verdict.Required, Gate: true, Run: func(t *Trial) Outcome {
		return l.start(t, ports)
	}}
}

// start starts the program, and waits until it listens.
func (l *UDPListener) start(t *Trial, ports []uint16) Outcome {
	if who := t.Taken("udp", ports...); who != "" {
		return NotTried("%s", who)
	}
	if err := t.Start(); err != nil {
		return NotTried("%v", err)
	}
	l.Bound, l.to = map[uint16]netip.Addr{}, map[uint16]netip.Addr{}
	l.Shown, l.last = 0, ""
	started := time.Now()
	for _, port := range ports {
		all := t.waitBound("udp", port)
		addr, ok := sandbox.OnPort(all, port)
		if waited, had := time.Since(started), sandbox.CPUTime(); !ok && waited >= 3*t.LimitToStart() && had < waited/2 && sandbox.Working() {
			return NotTried("the machine is too busy: in %.0f s the program has had %.1f s of processor time", waited.Seconds(), had.Seconds())
		}
		if !ok {
			e := t.Evidence(0, "")
			e.UDP = all
			return t.orAbsent(Diagnose(e, fmt.Sprintf("a UDP socket that is bound to port %d", port), unboundUDPRules(port, ports)))
		}
		l.Bound[port] = addr.Addr().Unmap()
	}
	for t.Program.Settle(); t.Program.Asks(QuietLimit) && t.Program.Answer(time.Second, ports[0], Localhost.String(), ""); { // it may ask to press return
		t.Program.Settle()
	}
	if e := t.Evidence(0, ""); e.Ended {
		if o := Diagnose(e, "a program that goes on running", []Rule{leftBehind}); o.Code != "" {
			return o
		}
	}
	for port, addr := range l.Bound {
		l.to[port] = addr
		switch {
		case !l.HearsIPv4(port) && addr.IsUnspecified():
			l.to[port] = netip.IPv6Loopback()
		case addr.IsUnspecified():
			l.to[port] = Localhost
		}
	}
	return l.open(t)
}

// HearsIPv4 reports whether the program's socket on port hears what is sent over
// IPv4. A socket on :: does, unless it has the option IPV6_V6ONLY: then the port is
// free for an IPv4 socket.
func (l *UDPListener) HearsIPv4(port uint16) bool {
	switch addr := l.Bound[port]; {
	case addr.Is4():
		return true
	case !addr.IsUnspecified():
		return false
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{Port: int(port)})
	if err == nil {
		conn.Close()
	}
	return err != nil
}

// open opens the socket from which the checker sends to the program, or another one
// in its place.
func (l *UDPListener) open(t *Trial) Outcome {
	var from net.UDPAddr
	if !t.onLoopback() {
		from.IP = stationSource.AsSlice()
	}
	conn, err := net.ListenUDP("udp4", &from)
	if err != nil {
		return NotTried("the checker cannot open a socket: %v", err)
	}
	l.conn = conn
	t.Closers = append(t.Closers, conn)
	for _, to := range l.to {
		if to.Is6() && l.conn6 == nil {
			if l.conn6, err = net.ListenUDP("udp6", nil); err != nil {
				return NotTried("the checker cannot open an IPv6 socket: %v", err)
			}
			t.Closers = append(t.Closers, l.conn6)
		}
	}
	return Pass()
}

// Hears returns the check that the program hears the LAN's broadcasts.
func (l *UDPListener) Hears(ports ...uint16) Check {
	return Check{Name: "is bound to an address that hears the LAN's broadcasts", Level: verdict.Required, Run: func(t *Trial) Outcome {
		var remark string
		for _, port := range ports {
			addr := l.Bound[port]
			b := judgeBind(addr, room.Networks(t.Setup.Addresses))
			if !l.HearsIPv4(port) {
				return Fail(verdict.DeafBind, "an IPv4 socket, bound to '', to your own address or to "+lanBroadcast.String(),
					fmt.Sprintf("it is bound to %v, and hears IPv6 only", netip.AddrPortFrom(addr, port))).
					Explained(IPv4Only)
			}
			if b.deaf && t.byName(addr) {
				remark = fmt.Sprintf("bound to %v, for which the name of this machine stands here; where it stands for the address on the LAN: right on Windows", addr)
				continue
			}
			if b.deaf {
				return Fail(verdict.DeafBind, "a socket bound to '', to your own address or to "+lanBroadcast.String(),
					fmt.Sprintf("it is bound to %v", netip.AddrPortFrom(addr, port)))
			}
			if !t.onLoopback() {
				l.to[port] = b.feed
			}
			remark = b.remark
		}
		return PassBut("%s", remark)
	}}
}

// Send sends a datagram to port as the classroom does.
func (l *UDPListener) Send(port uint16, data []byte) error {
	conn, to := l.conn, netip.AddrPortFrom(l.to[port], port)
	if to.Addr().Is6() {
		conn = l.conn6
	}
	_, err := conn.WriteToUDPAddrPort(data, to)
	return err
}

// drained waits until the program has received all that was sent to it, and
// reports whether it has.
func (l *UDPListener) drained(t *Trial) bool {
	for end := sandbox.Within(t.Limit); !end.Over(); time.Sleep(2 * time.Millisecond) {
		all, _ := sandbox.Sockets("udp")
		if sandbox.Unread(all) == 0 {
			return true
		}
		if !t.Program.Running() {
			return false
		}
	}
	return false
}

// Again starts the program again if the check before has ended it.
func (l *UDPListener) Again(t *Trial, ports ...uint16) (Outcome, bool) {
	if t.Program.Running() {
		return Outcome{}, true
	}
	to := l.to
	o := l.start(t, ports)
	l.to = to
	return o, o.Result == verdict.Pass
}

// Deliver sends what and waits until the program shows it.
func (l *UDPListener) Deliver(t *Trial, port uint16, what string) Outcome {
	mark := len(t.Program.Screen.Text())
	if err := l.Send(port, []byte(what)); err != nil {
		return NotTried("the checker cannot send to it: %v", err)
	}
	o := l.Judge(t, port, mark, t.Shows(mark, match.Trimmed(what)), func(text string) bool { return shows(text, what) })
	if o.Result == verdict.Pass {
		l.last = what
	}
	return o
}

// DeliverFirst delivers the first message. If it is not shown, DeliverFirst tries
// rules, and then finds out whether it is shown later.
func (l *UDPListener) DeliverFirst(t *Trial, port uint16, message func(*Trial) string, rules []Rule) Outcome {
	what, mark := message(t), len(t.Program.Screen.Text())
	o := l.Deliver(t, port, what)
	if o.Result != verdict.Fail {
		return o
	}
	if o = Refine(o, t.Evidence(mark, match.Trimmed(what)), rules); o.Code != verdict.NoOutput || !t.Program.Running() {
		return o
	}
	if seen := l.withNext(t, port, what, message(t)); seen != "" {
		t.Silent = false
		o.Got = seen + "\n" + match.Excerpt(t.Program.Screen.Text())
		return o.Explained("One turn of the loop takes two messages: is there a second recvfrom? One call gives both: data, addr = sock.recvfrom(1024).")
	}
	more := texts(t, 2500, message)
	return l.Held(t, port, o, more, func(text string) bool { return shows(text, what) },
		func(text string) bool { return countShown(text, more[:20]) > 0 })
}

// withNext sends next, and says whether that makes the program show what, which was
// sent before, or next alone.
func (l *UDPListener) withNext(t *Trial, port uint16, what, next string) (seen string) {
	if l.Send(port, []byte(next)) != nil {
		return ""
	}
	t.Program.Until(QuietLimit, func(text string) bool {
		switch {
		case shows(text, what):
			seen = "it is shown when the next message has come"
		case shows(text, next):
			seen = "the next message is shown, this one is not"
		}
		return seen != ""
	})
	return seen
}

func shows(printed, message string) bool { return match.HasText(printed, match.Trimmed(message)) }

// countShown returns how many of messages printed shows.
func countShown(printed string, messages [][]byte) int {
	n := 0
	for _, m := range messages {
		if shows(printed, string(m)) {
			n++
		}
	}
	return n
}

// texts returns n messages.
func texts(t *Trial, n int, message func(*Trial) string) [][]byte {
	var all [][]byte
	for range n {
		all = append(all, []byte(message(t)))
	}
	return all
}

// lateLimit is how long to wait for a message that a program shows too late.
const lateLimit = 5 * time.Second

// Judge judges o, the outcome of a message that was sent to port when the program
// had printed the first mark bytes. If the message is not shown, Judge finds out
// whether the program still sleeps or has stopped. shown looks for the message.
func (l *UDPListener) Judge(t *Trial, port uint16, mark int, o Outcome, shown func(text string) bool) Outcome {
	if o.Result == verdict.Pass {
		l.Shown++
		return o
	}
	if o.Result != verdict.Fail {
		return o
	}
	if o.Code == verdict.NoOutput && l.asleep(t) {
		start, cpu, waitsForCPU := time.Now(), sandbox.CPUTime(), sandbox.Working() && !sandbox.Sleeps()
		if t.Program.Until(lateLimit, func(text string) bool { return shown(match.Since(text, mark)) }) {
			t.Silent = false
			if waitsForCPU && sandbox.CPUTime()-cpu < time.Since(start)/2 { // the machine is slow, not the program
				l.Shown++
				return Pass()
			}
			return l.slow(o, t.Limit+time.Since(start))
		}
	}
	e := t.Evidence(mark, "")
	if e.Ended {
		o = Refine(o, e, []Rule{leftBehind})
	} else if o.Code == verdict.NoOutput {
		o = Refine(o, e, []Rule{hearsOne(port)})
	}
	return l.afterOthers(o, e.Printed)
}

// asleep reports whether the program may still show what it has not shown yet: it
// sleeps, computes, or has not received all.
func (l *UDPListener) asleep(t *Trial) bool {
	all, _ := sandbox.Sockets("udp")
	return t.Program.Running() && (sandbox.Unread(all) > 0 || sandbox.Sleeps() || sandbox.Working())
}

// Patience is how long to wait for what the program has not shown in time.
func (l *UDPListener) Patience(t *Trial) time.Duration {
	if l.asleep(t) {
		return lateLimit
	}
	return t.Limit
}

// Lost returns how many messages found no room in the receive buffers of the program.
func (l *UDPListener) Lost() int {
	all, _ := sandbox.Sockets("udp")
	return sandbox.Dropped(all)
}

// slow is the diagnosis for a program that has shown a message after that time.
func (l *UDPListener) slow(o Outcome, after time.Duration) Outcome {
	got := "the message is shown %.1f s after it was sent"
	if l.Shown > 0 {
		got = "it shows one message every %.0f s"
	}
	return Fail(verdict.TooSlow, o.Expected, fmt.Sprintf(got, after.Seconds())).
		Explained("The program takes more time for a message than there is between two: the sensors send one a second, the drone ten. Is there a sleep in the loop? Leave it out: recvfrom and select wait by themselves.")
}

// afterOthers returns o, the outcome of a message after which the program has printed
// printed. If it has shown other messages before, and nothing more, it has no loop.
func (l *UDPListener) afterOthers(o Outcome, printed string) Outcome {
	switch {
	case l.Shown == 0:
	case strings.TrimSpace(printed) == "":
		o = o.AfterShowing(l.Shown)
	case o.Code == verdict.NoOutput && l.last != "" && shows(printed, l.last):
		o.Code, o.Got = verdict.NoLoop, "the message before is shown again, the new one is not\n"+o.Got
		o.Why = "The loop prints the same message again and again: recvfrom stands before the loop. Put it into the loop."
	}
	if o.Code == verdict.NoLoop && l.Shown > 1 && o.Why == "" {
		o.Why = onlySome
	}
	return o
}

const onlySome = "The program deals with some messages and stops. The worksheet's listener goes on until ctrl-c: while True, not for i in range(10)."

// silence is how long nobody sends anything between two messages. Now and then the
// network is silent for longer than the usual time limits in programs.
const (
	silence    = 3200 * time.Millisecond
	maxSilence = 11500 * time.Millisecond // for a program that is seen to wait for so long
)

// BearsSilence sends nothing for that time. The program must not end.
func (l *UDPListener) BearsSilence(t *Trial) Outcome {
	t.Program.Settle()
	start, wait := time.Now(), silence
	for time.Since(start) < silence/4 && !t.Program.Ends(silence/32) { // on a busy machine it may not wait yet
		if own := time.Since(start) + sandbox.TimeLimit() + silence/6; own <= maxSilence {
			wait = max(wait, own)
		}
	}
	if !t.Program.Ends(wait - time.Since(start)) {
		return Pass()
	}
	after := time.Since(start)
	o := Diagnose(t.Evidence(0, ""), "the program waits for the next message", slices.Concat([]Rule{leftBehind}, CrashRules(verdict.NoLoop)))
	if o.Code == verdict.NoLoop && after > silence/5 || o.Code == verdict.Crashed && match.TimedOut.MatchString(o.Got) {
		o.Got = fmt.Sprintf("after %.1f s without a message ", after.Seconds()) + o.Got
		return o.Explained("A silence ended the program. Messages may come at any time: set no time limit, or catch socket.timeout and go on.")
	}
	return l.afterOthers(o, "")
}

// ManyMore is how many messages GoesOn is about.
const ManyMore = 100

// GoesOn calls send, which sends ManyMore messages to port, or some of them to another
// one, and waits until the program shows them. done looks for the last of them, count
// counts them. A program that is slow, but goes on, passes.
func (l *UDPListener) GoesOn(t *Trial, port uint16, send func() error, done func(text string) bool, count func(text string) int) Outcome {
	// They come from another sender: each run of a sender has a port of its own.
	if o := l.open(t); o.Result != verdict.Pass {
		return o
	}
	lost, mark := l.Lost(), len(t.Program.Screen.Text())
	if err := send(); err != nil {
		return NotTried("the checker cannot send to it: %v", err)
	}
	n := 0
	for range 2 {
		t.Program.Until(t.Limit, func(text string) bool { return done(match.Since(text, mark)) })
		t.Program.Settle()
		before := n
		n = count(match.Since(t.Program.Screen.Text(), mark))
		switch lost := l.Lost() - lost; {
		case n == ManyMore:
			return Pass()
		case lost > 0 && n+lost >= ManyMore:
			return PassBut("the receive buffer of its socket is small: of %d messages that came at once, %d were lost", ManyMore, lost)
		case n == before || !t.Program.Running():
			return Diagnose(t.Evidence(mark, ""), fmt.Sprintf("the next %d messages on the screen", ManyMore), stoppedRules(port, l.Shown+n, n))
		}
	}
	return Pass()
}

// GoesOnWith is GoesOn with texts.
func (l *UDPListener) GoesOnWith(t *Trial, port uint16, message func(*Trial) string) Outcome {
	all := texts(t, ManyMore, message)
	// Where the system does not tell what was lost, nothing must be lost because
	// the messages come too fast.
	sockets, _ := sandbox.Sockets("udp")
	paced := !sandbox.KnowsQueues(sockets)
	return l.GoesOn(t, port, func() error {
		for _, m := range all {
			if err := l.Send(port, m); err != nil {
				return err
			}
			if paced {
				time.Sleep(3 * time.Millisecond)
			}
		}
		return nil
	}, func(text string) bool { return countShown(text, all[ManyMore-1:]) == 1 },
		func(text string) int { return countShown(text, all) })
}

// stoppedRules are for a program that has shown all messages, and then only n of
// ManyMore that were sent to port. total is how many it has shown.
func stoppedRules(port uint16, total, n int) []Rule {
	then := func(what string) string { return fmt.Sprintf("it has shown %d messages in all; then %s", total, what) }
	ended := IfEnded(CrashRules(verdict.NoLoop))
	for i, r := range ended {
		ended[i].When = func(e *Evidence) (string, bool) {
			got, ok := r.When(e)
			return then(got), ok
		}
		if r.Code == verdict.NoLoop {
			ended[i].Why = onlySome
		}
	}
	return slices.Concat([]Rule{leftBehind, hearsOne(port)}, ended, []Rule{
		{
			Code: verdict.NoLoop,
			When: func(e *Evidence) (string, bool) {
				return then("it stops receiving, and the next ones wait unread"), sandbox.Unread(e.UDP) > 0
			},
			Why: onlySome,
		},
		{
			Code: verdict.NoLoop,
			When: func(e *Evidence) (string, bool) { return then("no more"), n == 0 || len(e.UDP) == 0 },
			Why:  onlySome,
		},
		{
			Code: verdict.NoOutput,
			When: func(*Evidence) (string, bool) {
				return fmt.Sprintf("%d of %d messages that came at once are shown", n, ManyMore), true
			},
			Why: "Show every message that is received, not only the last of those that have come.",
		},
	})
}

// Held returns o, the outcome of the first message, or a better diagnosis if the
// program keeps what it prints: until it ends, or until a buffer is full. first looks
// for that message; more are messages that fill a buffer, and early looks for one of
// the first of them.
func (l *UDPListener) Held(t *Trial, port uint16, o Outcome, more [][]byte, first, early func(text string) bool) Outcome {
	if o.Code != verdict.NoOutput || o.Why != "" || !t.LastRun() || !t.Program.Running() || t.Program.AtKeyboard() {
		return o
	}
	if t.Program.Interrupt() == nil && t.Program.Ends(t.Limit) {
		if first(t.Program.Screen.Text()) {
			o = Fail(verdict.Buffered, o.Expected, "nothing, until ctrl-c ends the program; then it is shown").Explained(shownAtEnd)
		}
		if again, ok := l.Again(t, l.ports(port)...); !ok {
			return NotTried("the program could not be started again: %s", again.Got)
		}
	}
	if o.Code == verdict.NoOutput && l.fillsBuffer(t, port, more, early) {
		o = Fail(verdict.Buffered, o.Expected, "nothing, until many messages have come; then many of them at once")
		if !t.Program.Running() {
			o = o.Explained(shownAtEnd)
		}
	}
	if o.Code == verdict.Buffered {
		t.Silent = false
	}
	return o
}

const shownAtEnd = "What is received is shown only when the program ends. Print each message when it has come: in the loop, not after it. If the print is there, its output stays in a buffer: end the line, or flush it."

// fillsBuffer sends messages, and reports whether the program shows the first ones
// when many more have come.
func (l *UDPListener) fillsBuffer(t *Trial, port uint16, messages [][]byte, early func(text string) bool) bool {
	mark := len(t.Program.Screen.Text())
	for i, m := range messages {
		l.Send(port, m)
		if i%50 == 49 && (!l.drained(t) || len(t.Program.Screen.Text()) > mark+4000) {
			break
		}
	}
	return early(match.Since(t.Program.Screen.Text(), mark))
}

// Survives sends data, and looks whether the message good is still shown after it.
// If the program has ended before, Survives starts it again.
func (l *UDPListener) Survives(t *Trial, port uint16, data []byte, good string, code verdict.Code) Outcome {
	return l.SurvivesThen(t, port, data, code, func() Outcome { return l.Deliver(t, port, good) })
}

// SurvivesThen is Survives with another way to find out whether the program goes on.
func (l *UDPListener) SurvivesThen(t *Trial, port uint16, data []byte, code verdict.Code, good func() Outcome) Outcome {
	if o, ok := l.Again(t, l.ports(port)...); !ok {
		return NotTried("the program could not be started again: %s", o.Got)
	}
	defer func(before bool) { t.Silent = before }(t.Silent) // it has shown what it must
	if err := l.Send(port, data); err != nil {
		return NotTried("the checker cannot send to it: %v", err)
	}
	o := good()
	switch {
	case o.Code == verdict.TooSlow:
		return Pass()
	case o.Result == verdict.Fail && t.Program.Success():
		return Fail(verdict.NoLoop, "the program goes on, and shows the next message", o.Got+"\nafter these bytes: "+match.Preview(data)).
			Explained("This message ends the loop, without an error. Over UDP there is no end: recvfrom returns 0 for an empty message, and then others come.")
	case o.Result == verdict.Fail && !t.Program.Running():
		o = Fail(code, "the program goes on, and shows the next message", o.Got)
		fallthrough
	case o.Result == verdict.Fail:
		if o.Got += "\nafter these bytes: " + match.Preview(data); o.Code == verdict.NoOutput && t.Program.Running() {
			return o.Explained("The program still runs, but these bytes have brought it out of step. Each datagram is a message of its own: throw it away if it is not a right one, and do not join it with the next.")
		}
	}
	return o
}

// ports returns the ports of the step, with first as the first of them.
func (l *UDPListener) ports(first uint16) []uint16 {
	all := []uint16{first}
	for p := range l.Bound {
		if p != first {
			all = append(all, p)
		}
	}
	return all
}
