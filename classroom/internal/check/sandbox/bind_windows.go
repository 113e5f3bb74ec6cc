package sandbox

import (
	"net/netip"

	"golang.org/x/sys/windows"
)

// soExclusiveAddrUse is SO_EXCLUSIVEADDRUSE of winsock2.h: ~SO_REUSEADDR.
const soExclusiveAddrUse = ^windows.SO_REUSEADDR

// bindTo binds a socket to addr, and closes it.
func bindTo(network string, addr netip.AddrPort, how mode) error {
	kind := windows.SOCK_DGRAM
	if network == "tcp" {
		kind = windows.SOCK_STREAM
	}
	s, err := windows.Socket(windows.AF_INET, kind, 0)
	if err != nil {
		return err
	}
	defer windows.Closesocket(s)
	if how == exclusive {
		if err := windows.SetsockoptInt(s, windows.SOL_SOCKET, soExclusiveAddrUse, 1); err != nil {
			return err
		}
	}
	return windows.Bind(s, &windows.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()})
}
