package main

import (
	"context"
	"io"
	"net"
	"time"

	"in43.example/pkg/graceful"
	"in43.example/pkg/keyboard"
	"in43.example/pkg/message"
	"in43.example/pkg/pyfmt"
)

// apart is the least time between two messages of one side in full duplex: TCP
// may deliver as one what is sent at once. In turns, the answer keeps them
// apart.
const apart = 50 * time.Millisecond

// fullDuplex is chat without turns: the person may always speak, and ask shows
// at any time what the other side says. Two goroutines wait for that, one of
// keys for the keyboard and one of message.Receive for the network; the select
// in ask waits for both.
func fullDuplex(ctx context.Context, s net.Conn, keys *keyboard.Keyboard, out *pyfmt.Printer) error {
	return graceful.Closing(ctx, s, func() error {
		peer := message.Receive(ctx, s)
		for {
			text, err := ask(ctx, keys, peer, out)
			if err == nil {
				_, err = io.WriteString(s, text)
			}
			if err != nil {
				return leave(err, out)
			}
			if text == end {
				return nil
			}
			time.Sleep(apart)
		}
	})
}
