package message

import (
	"net"
	"syscall"
	"time"
)

// goneAfter is how long what was sent may stay without an acknowledgement until the
// other side counts as gone. Its machine has lost power, or the cable is cut, and
// nothing says so. It is the time after which the keep-alive of package net notices
// that when nothing was sent; Linux alone would try for 15 minutes.
const goneAfter = 150 * time.Second

// noticeGone makes the calls on conn fail when the other side has acknowledged
// nothing for the time limit, in whole seconds. Where the system cannot do that,
// the error wraps [errors.ErrUnsupported].
func noticeGone(conn net.Conn, limit time.Duration) error {
	tcp, ok := conn.(syscall.Conn)
	if !ok {
		return nil // no connection over a network
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return err
	}
	if e := raw.Control(func(fd uintptr) { err = setUnacknowledged(fd, limit) }); e != nil {
		return e
	}
	return err
}
