package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"

	"in43.example/pkg/broadcast"
	"in43.example/pkg/sockerr"
)

// A port is one that a step of the worksheet listens on.
type port struct {
	network string // udp or tcp
	addr    netip.AddrPort
	step    string
	shared  bool // with other programs, to hear the same broadcasts
	spare   bool // the step can be done without it
}

var sheetPorts = []port{
	{network: "udp", addr: netip.MustParseAddrPort("127.0.0.1:50005"), step: "2.1"},
	{network: "udp", addr: netip.MustParseAddrPort("0.0.0.0:52001"), step: "2.1.2", shared: true},
	{network: "udp", addr: netip.MustParseAddrPort("0.0.0.0:52002"), step: "2.1.3", shared: true},
	{network: "tcp", addr: netip.MustParseAddrPort("127.123.234.1:50005"), step: "5.1", spare: true}, // 3.1.5 replaces it
	{network: "tcp", addr: netip.MustParseAddrPort("127.0.0.1:55000"), step: "3, 4"},
}

// check binds a socket to p as the step does, and closes it.
func (p port) check(ctx context.Context, goos string) result {
	conn, err := p.listen(ctx)
	if err == nil {
		conn.Close()
		return p.judge(goos, nil, false, nil)
	}
	sharing := false
	if p.shared {
		lc := net.ListenConfig{Control: broadcast.Share}
		if conn, err := lc.ListenPacket(ctx, "udp4", p.addr.String()); err == nil {
			conn.Close()
			sharing = true
		}
	}
	return p.judge(goos, err, sharing, holders("/proc", p.network, p.addr.Port()))
}

func (p port) listen(ctx context.Context) (io.Closer, error) {
	var lc net.ListenConfig
	if p.network == "tcp" {
		return lc.Listen(ctx, "tcp4", p.addr.String())
	}
	return lc.ListenPacket(ctx, "udp4", p.addr.String())
}

// judge says what it means that err came of binding a socket to p. sharing
// reports that a socket that shares p could be bound; holders are the programs
// that have p, as far as the system tells.
func (p port) judge(goos string, err error, sharing bool, holders []string) result {
	r := result{state: problem, what: fmt.Sprintf("%s %d (%s)", strings.ToUpper(p.network), p.addr.Port(), p.step)}
	if p.spare {
		r.state = warning
	}
	by := strings.Join(holders, ", ")
	find := ""
	if by == "" {
		by = "a program"
		find = "which one: " + finder(goos, p.network, p.addr.Port()) + "; "
	}
	switch {
	case err == nil:
		r.state, r.found = ok, "free"
	case sharing:
		r.state, r.found = warning, by+" listens there too, and shares the port"
		r.do = find + "each of you hears every broadcast; if you hear nothing, end that program"
	case inUse(goos, err):
		r.found = "taken by " + by
		r.do = find + "end it, or choose another port with --port"
	case goos == "windows" && isErrno(err, 10013): // WSAEACCES
		r.found = "reserved by the system (error 10013)"
		r.do = "look with: netsh int ipv4 show excludedportrange protocol=" + p.network + "; choose another port with --port, or start the machine again: the ranges move"
	default:
		r.found = sockerr.Explain(sockerr.Listen, p.addr.String(), "--port", err).Error()
	}
	if p.spare && err != nil && r.do != "" {
		r.do += "; 3.1.5 uses 127.0.0.1:55000 instead"
	}
	return r
}

// inUse reports whether err is EADDRINUSE, which has another number on each
// family of systems.
func inUse(goos string, err error) bool {
	switch goos {
	case "linux":
		return isErrno(err, 98)
	case "windows":
		return isErrno(err, 10048) // WSAEADDRINUSE
	}
	return isErrno(err, 48) // macOS and the BSDs
}

func isErrno(err error, number syscall.Errno) bool {
	var errno syscall.Errno
	return errors.As(err, &errno) && errno == number
}

// finder returns the command that tells which program has a port.
func finder(goos, network string, port uint16) string {
	switch goos {
	case "linux":
		return fmt.Sprintf("sudo ss -anp --%s 'sport = :%d'", network, port)
	case "windows":
		return fmt.Sprintf("netstat -ano -p %s | findstr :%d (the last column is the number of the process)", network, port)
	}
	return fmt.Sprintf("sudo lsof -nP -i%s:%d", strings.ToUpper(network), port)
}
