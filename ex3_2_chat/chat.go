package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/safetext"
	"in43.example/pkg/sockerr"
)

const (
	// end is the message that ends the chat on both sides.
	end = "end"

	// left is what is printed when the other side has gone without it.
	left = "The other side has left."

	// apart is the least time between two messages of one side in full duplex:
	// TCP may deliver as one what is sent at once. In half duplex the answer
	// keeps them apart.
	apart = 50 * time.Millisecond
)

// A side is one of the two programs of a chat, with the person at its keyboard.
type side struct {
	speaksFirst bool
	fullDuplex  bool // may speak at any time, not only in turn
	stdin       io.Reader
	stdout      io.Writer
}

// talk sends what is typed and prints what the other side says, until one of
// them says end or leaves, or ctx ends. It closes conn.
//
// One goroutine speaks and another listens, in half duplex too: so this side
// notices that the other has left while it waits for the keyboard. A read of
// the keyboard cannot be cancelled, so talk does not wait for it to end.
func (s side) talk(ctx context.Context, conn net.Conn) error {
	defer graceful.CloseWhenDone(ctx, conn)()
	talking, stop := context.WithCancel(ctx)
	defer stop()
	c := &chat{side: s, conn: conn, turns: make(chan struct{}, 1)}
	if s.speaksFirst || s.fullDuplex {
		c.beginTurn()
	}
	spoken := make(chan error, 1)
	go func() {
		spoken <- c.speak(talking)
		conn.Close() // wakes listen
	}()
	err := c.listen(ctx)
	select {
	case err = <-spoken:
	default:
	}
	c.hangUp()
	return graceful.End(ctx, pyfmt.NewPrinter(s.stdout), err)
}

// A chat is what the goroutine that speaks and the one that listens share.
type chat struct {
	side
	conn  net.Conn
	turns chan struct{} // gets one at the beginning of a turn of this side

	mu     sync.Mutex
	myTurn bool // this side may speak, and "you: " stands on the screen
	over   bool // nothing is printed any more
}

// beginTurn asks the person at the keyboard to speak, unless it has.
func (c *chat) beginTurn() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.myTurn && !c.over {
		fmt.Fprint(c.stdout, "you: ")
		c.myTurn = true
		c.turns <- struct{}{}
	}
}

// endTurn ends the turn of this side, because it says text.
func (c *chat) endTurn(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.myTurn = false
	c.over = c.over || text == end // that the other side then leaves is no news
}

// print prints text of the person's own side.
func (c *chat) print(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		fmt.Fprint(c.stdout, text)
	}
}

// hangUp is the end of printing.
func (c *chat) hangUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
}

// speak sends what is typed, a line in each turn, up to end.
func (c *chat) speak(ctx context.Context) error {
	lines := bufio.NewScanner(c.stdin)
	lines.Buffer(nil, maxMessage)
	for {
		select {
		case <-c.turns:
		case <-ctx.Done():
			return nil
		}
		text, err := c.input(ctx, lines) // text = input("you: ")
		if err != nil {
			return err
		}
		c.endTurn(text)                       // before the answer can come
		_, err = io.WriteString(c.conn, text) // s.sendall(text.encode("utf8"))
		if text == end {
			return nil
		}
		// When the other side has left, listen says so, after its last words.
		if err != nil && !sockerr.PeerGone(err) {
			return sockerr.Explain(sockerr.Send, c.conn.RemoteAddr().String(), "--port", err)
		}
		if c.fullDuplex {
			select {
			case <-time.After(apart):
				c.beginTurn()
			case <-ctx.Done():
			}
		}
	}
}

// input returns the next line that can be sent. The end of the input, by ctrl-d
// or because a pipe has ended, says end.
func (c *chat) input(ctx context.Context, lines *bufio.Scanner) (string, error) {
	for lines.Scan() {
		text := lines.Text()
		if text != "" && utf8.ValidString(text) {
			return text, nil
		}
		// An empty message sends nothing: both sides would wait for ever.
		if text != "" {
			zerolog.Ctx(ctx).Warn().Msg("not sent: what you typed is not UTF-8 text; set your terminal to UTF-8")
		}
		c.print("you: ")
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return "", fmt.Errorf("the line is too long: a message has less than %d bytes", maxMessage)
	case err != nil:
		return "", fmt.Errorf("cannot read what you type: %w", err)
	}
	if graceful.Interrupted(ctx, runtime.GOOS) {
		return "", ctx.Err()
	}
	c.print(end + "\n")
	return end, nil
}

// listen prints what the other side says, up to end, or until it leaves. Each
// message gives the turn to this side.
func (c *chat) listen(ctx context.Context) error {
	r := newReader(c.conn)
	for {
		text, err := r.next() // text = s.recv(BUFFER_SIZE).decode("utf8")
		if sockerr.PeerGone(err) {
			return c.hear(left+"\n", false)
		} else if err != nil {
			return sockerr.Explain(sockerr.Receive, c.conn.RemoteAddr().String(), "--port", err)
		}
		safe, clean := safetext.AppendUTF8(nil, []byte(text))
		if err := c.hear("peer: "+string(safe)+"\n", text != end); err != nil {
			return err
		}
		if !clean {
			zerolog.Ctx(ctx).Warn().Msg(`the message is not plain UTF-8 text: the other bytes are shown as \xNN`)
		}
		if text == end {
			return nil
		}
	}
}

// hear prints what comes from the other side, and then begins a turn of this
// side or goes on with it; or it is the last that is heard.
func (c *chat) hear(text string, more bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return nil
	}
	if c.myTurn {
		text = "\n" + text // it came while "you: " stood there
	}
	if more {
		text += "you: "
		if !c.myTurn {
			c.myTurn = true
			c.turns <- struct{}{}
		}
	} else {
		c.over = true
	}
	_, err := io.WriteString(c.stdout, text)
	return err
}
