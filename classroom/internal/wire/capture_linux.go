package wire

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A Capture hears every IPv4 packet that a network namespace receives. On the
// loopback interface that is every packet that is sent.
type Capture struct {
	file *os.File
	raw  syscall.RawConn
	buf  []byte
}

// Listen starts to capture, with a packet socket (packet(7)). In a namespace of
// its own a program has the privilege for that.
func Listen() (*Capture, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot capture packets: %w", os.NewSyscallError("socket AF_PACKET", err))
	}
	c := &Capture{file: os.NewFile(uintptr(fd), "packet socket"), buf: make([]byte, 1<<16)}
	// On lo each packet is seen twice: as it leaves and as it comes.
	err = os.NewSyscallError("setsockopt PACKET_IGNORE_OUTGOING", unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1))
	if err == nil {
		const ipv4 = unix.ETH_P_IP<<8&0xff00 | unix.ETH_P_IP>>8 // in network byte order
		err = os.NewSyscallError("bind", unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: ipv4}))
	}
	if err == nil {
		c.raw, err = c.file.SyscallConn()
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("cannot capture packets: %w", err)
	}
	return c, nil
}

// Close ends the capture.
func (c *Capture) Close() error { return c.file.Close() }

// Until returns all packets since the beginning of the capture. It waits until
// done says that those which are expected are among them; it fails when ctx
// ends first. One Capture can be asked once.
func (c *Capture) Until(ctx context.Context, done func([]Packet) bool) ([]Packet, error) {
	stop := context.AfterFunc(ctx, func() { c.file.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	var packets []Packet
	for {
		p, err := c.read(!done(packets))
		switch {
		case err == unix.EAGAIN:
			return packets, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil, fmt.Errorf("the packets that were expected did not all come; %d came: %w", len(packets), ctx.Err())
		case err != nil:
			return nil, err
		}
		packets = append(packets, p)
	}
}

// read returns the next packet. If none has come it waits for one, or returns
// EAGAIN.
func (c *Capture) read(wait bool) (Packet, error) {
	var n int
	var err error
	rawErr := c.raw.Read(func(fd uintptr) (done bool) {
		for {
			if n, err = unix.Read(int(fd), c.buf); err != unix.EINTR {
				return err != unix.EAGAIN || !wait
			}
		}
	})
	if rawErr != nil {
		return Packet{}, rawErr
	}
	if err != nil {
		return Packet{}, err
	}
	return Decode(append([]byte(nil), c.buf[:n]...))
}
