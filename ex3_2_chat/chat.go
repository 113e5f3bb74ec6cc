package main

import (
	"context"
	"errors"
	"io"
	"net"
	"time"
	"unicode/utf8"

	"github.com/rs/zerolog"

	"in43.example/pkg/graceful"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/message"
	"in43.example/pkg/pyfmt"
	"in43.example/pkg/sockerr"
)

// end is the message that ends the chat on both sides.
const end = "end"

// errEnd says that the other side has ended the chat out of turn.
var errEnd = errors.New("the other side has said end")

// chat talks with the other side of the connection s in turns, until one of
// the two says end or leaves. It takes the steps of python/client.py, which
// speaks first, and python/server.py.
func chat(ctx context.Context, s net.Conn, speaksFirst bool, keys *keyboard.Keyboard, out *pyfmt.Printer) error {
	return graceful.Closing(ctx, s, func() error {
		peer := message.Receive(ctx, s)
		text := ""
		for myTurn := speaksFirst; text != end; myTurn = !myTurn { // while text != "end":
			var err error
			if myTurn {
				text, err = ask(ctx, keys, peer, out) // text = ask()
				if err == nil {
					_, err = io.WriteString(s, text) // s.sendall(text.encode("utf8"))
				}
			} else {
				text, err = receive(ctx, keys, peer) // text = s.recv(BUFFER_SIZE).decode("utf8")
				if err == nil {
					out.Print("peer:", pyfmt.UTF8(text)) // print("peer:", text)
				}
			}
			if err != nil { // if text == "":
				return leave(err, out) // print("The other side has left."); break
			}
		}
		return nil
	}) // s.close()
}

// leave prints that the other side has left, if that is what err says: then it
// is not an error.
func leave(err error, out *pyfmt.Printer) error {
	switch {
	case sockerr.PeerGone(err):
		out.Print("The other side has left.")
		return nil
	case err == errEnd:
		return nil
	}
	return err
}

// ask returns what the person types. While it waits, it shows what the other
// side says out of turn, and notices when it leaves.
//
// Python: def ask()
func ask(ctx context.Context, keys *keyboard.Keyboard, peer <-chan message.Message, out *pyfmt.Printer) (string, error) {
	var typed <-chan keyboard.Line // gets the line that is being read
	for {
		out.Prompt("you: ")
		if typed == nil {
			typed = keys.Next(ctx)
		}
		select {
		case line := <-typed: // text = input("you: ")
			typed = nil
			switch {
			case line.Err == io.EOF: // except EOFError:
				out.Print(end)
				return end, nil
			case line.Err != nil:
				return "", line.Err
			case !utf8.ValidString(line.Text):
				zerolog.Ctx(ctx).Warn().Msg("not sent: what you typed is not UTF-8 text; set your terminal to UTF-8")
			case line.Text != "": // an empty text sends nothing: ask again
				return line.Text, nil
			}
		case m := <-peer:
			if sockerr.PeerGone(m.Err) {
				out.Print("") // ends the line of "you: "
			}
			if m.Err != nil {
				return "", m.Err
			}
			out.Print("\npeer:", pyfmt.UTF8(m.Text))
			if m.Text == end {
				return "", errEnd
			}
		case <-ctx.Done(): // ctrl-c
			return "", ctx.Err()
		}
	}
}

// receive waits for the next message of the other side. Who types meanwhile is
// told to wait; the line stays in the terminal until ask reads it.
func receive(ctx context.Context, keys *keyboard.Keyboard, peer <-chan message.Message) (string, error) {
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	for told := false; ; {
		select {
		case m := <-peer:
			return m.Text, m.Err
		case <-look.C:
			if !told && keys.Typed() {
				zerolog.Ctx(ctx).Log().Msg("wait: it is the other side's turn; your line is sent after its answer")
				told = true
			}
		case <-ctx.Done(): // ctrl-c
			return "", ctx.Err()
		}
	}
}
