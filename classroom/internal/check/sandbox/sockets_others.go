//go:build !linux

package sandbox

// Sockets is not available on this system: it has no /proc.
func Sockets(string) ([]Socket, bool) { return nil, false }

// ConnectedUDP is not available on this system.
func ConnectedUDP() []Socket { return nil }

// Connected is not available on this system.
func Connected(uint16) bool { return false }
