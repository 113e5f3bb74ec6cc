//go:build unix

package sandbox

import (
	"net/netip"
	"syscall"
)

// bindTo binds a socket to addr, and closes it.
func bindTo(network string, addr netip.AddrPort, how mode) error {
	kind := syscall.SOCK_DGRAM
	if network == "tcp" {
		kind = syscall.SOCK_STREAM
	}
	syscall.ForkLock.RLock() // no program that starts now inherits the socket
	defer syscall.ForkLock.RUnlock()
	fd, err := syscall.Socket(syscall.AF_INET, kind, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	if how == reuse {
		if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
			return err
		}
	}
	return syscall.Bind(fd, &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()})
}
