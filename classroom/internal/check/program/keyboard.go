package program

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/sandbox"
)

// AtKeyboard reports whether the program is waiting for something to be typed.
func (p *Program) AtKeyboard() bool {
	return p.terminal != nil && !unread(p.terminal) && sandbox.ReadsKeyboard()
}

// settleLimit is how long settle waits at most.
const settleLimit = 300 * time.Millisecond

// Unread reports whether the program has not read everything that was typed.
func (p *Program) Unread() bool { return p.terminal != nil && unread(p.terminal) }

// Settle waits until the program is idle or waits for the keyboard, and what it has
// printed is on the screen, but no longer than settleLimit, or than a busy machine makes
// of that.
func (p *Program) Settle() {
	idle := 0
	end := sandbox.Within(settleLimit)
	for ; idle < 5 && !p.AtKeyboard() && !end.Over(); time.Sleep(4 * time.Millisecond) {
		if sandbox.Working() || p.terminal != nil && unread(p.terminal) {
			idle = 0
		} else {
			idle++
		}
	}
	for !p.allShown() && !end.Over() {
		time.Sleep(time.Millisecond)
	}
}

// Say types text and the return key. It first waits until the program is
// waiting: some programs throw away what is typed before they ask.
func (p *Program) Say(text string) {
	p.Settle()
	p.Screen.note(text)
	printed := p.Screen.Len()
	// The program may have ended, or may not read. That does not block: the
	// keyboard has room for the few bytes that are typed.
	io.WriteString(p.keyboard, text+"\n")
	if p.terminal == nil {
		return
	}
	// It takes a moment until the line reaches the program. During that time the
	// program still seems to wait for it.
	for end := time.Now().Add(100 * time.Millisecond); time.Now().Before(end); time.Sleep(time.Millisecond / 4) {
		if unread(p.terminal) || !sandbox.ReadsKeyboard() || p.Screen.Len() > printed {
			return
		}
	}
}

// EndInput presses ctrl-d.
func (p *Program) EndInput() {
	if p.terminal == nil {
		p.keyboard.Close()
		return
	}
	io.WriteString(p.keyboard, "\x04")
}

// MaxAnswers is how many questions of a program are answered before it must
// begin with the step itself.
const MaxAnswers = 5

// Answer types an answer if the program waits for the keyboard, and reports
// whether it did. The end of the output shows what the program asks for: a port,
// an address, or something else, which other answers. On systems where the
// checker cannot see that a program waits for the keyboard, it assumes so when
// the program has been idle for a while after a line without an end: a question.
func (p *Program) Answer(idle time.Duration, port uint16, address, other string) bool {
	const patience = 500 * time.Millisecond
	guess := p.terminal == nil && idle > patience && time.Since(p.typed) > patience && isQuestion(p.Screen.sinceTyped())
	if p.Asked == MaxAnswers || !guess && !p.AtKeyboard() {
		return false
	}
	p.Asked++
	p.typed = time.Now()
	p.Until(settleLimit, func(string) bool { return strings.TrimSpace(p.Screen.sinceTyped()) != "" }) // the question, if it prints one
	question := strings.ToLower(match.LastLines(p.Screen.sinceTyped(), 1))
	switch {
	case strings.Contains(question, "port"):
		other = strconv.Itoa(int(port))
	case asksAddress.MatchString(question):
		other = address
	}
	p.Say(other)
	return true
}

// Asks reports whether the program is waiting for something to be typed. Where the
// checker cannot see that, it waits up to limit for a question.
func (p *Program) Asks(limit time.Duration) bool {
	if p.terminal != nil {
		return p.AtKeyboard()
	}
	return p.Until(limit, func(string) bool { return isQuestion(p.Screen.sinceTyped()) })
}

// GiveName types name if the program asks for one within limit and the checker cannot
// see that it waits for the keyboard. A chat needs that: there, what is typed next is
// meant for the other side.
func (p *Program) GiveName(limit time.Duration, name string) {
	if p.terminal == nil && p.Asks(limit) && asksName.MatchString(match.LastLines(p.Screen.sinceTyped(), 1)) {
		p.Say(name)
	}
}

var asksName = regexp.MustCompile(`(?i)\b(user|nick)?-?name\b|\bnom\b|pseudo`)

// isQuestion reports whether printed ends as a question does: its last line is not
// empty, and the answer goes into the same line.
func isQuestion(printed string) bool {
	return strings.TrimSpace(printed) != "" && !strings.HasSuffix(printed, "\n")
}

var asksAddress = regexp.MustCompile(`\bip\b|adress|address|\bhost|\bh[oô]te`)
