package main

import (
	"io"
	"testing"

	"in43.example/pkg/labtest"
)

// Who types in a terminal out of turn is told to wait, once, and the line is
// sent at the next turn.
func TestWait(t *testing.T) {
	person, stdin := labtest.Keyboard(t)
	p, far := connectTo(t, app(), stdin, "server")
	tb := &table{Program: p, far: far}
	io.WriteString(person, "early\n")
	labtest.Expect(t, tb.Stderr, "\nwait: it is the other side's turn; your line is sent after its answer\n")
	io.WriteString(person, "earlier\n")
	io.WriteString(far, "hello")
	tb.hears(t, "early")
	labtest.ExpectMatch(t, tb.Stderr, `(?s)wait: .*\nwait: `)
	io.WriteString(far, "good")
	tb.hears(t, "earlier")
	io.WriteString(far, "end")
	tb.ended(t, "peer: hello\nyou: peer: good\nyou: peer: end\n")
}
