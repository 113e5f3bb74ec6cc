//go:build !linux

package wire

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// A Capture hears nothing: packet sockets are Linux's.
type Capture struct{}

// Listen returns an error that says so.
func Listen() (*Capture, error) {
	return nil, fmt.Errorf("cannot capture packets on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}

func (*Capture) Close() error { return nil }

func (*Capture) Until(context.Context, func([]Packet) bool) ([]Packet, error) {
	return nil, errors.ErrUnsupported
}
