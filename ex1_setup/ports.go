package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"

	"in43.example/pkg/bound"
	"in43.example/pkg/broadcast"
	"in43.example/pkg/sockerr"
)

// A port is one that a step of the worksheet listens on.
type port struct {
	network string // udp or tcp
	addr    netip.AddrPort
	step    string
	shared  bool // several programs may have it, to hear the same broadcasts
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
	return p.judge(goos, err, sharing, bound.Holders(p.network, p.addr))
}

func (p port) listen(ctx context.Context) (io.Closer, error) {
	var lc net.ListenConfig
	if p.network == "tcp" {
		return lc.Listen(ctx, "tcp4", p.addr.String())
	}
	return lc.ListenPacket(ctx, "udp4", p.addr.String())
}

// judge says what it means that binding a socket to p gave err. sharing reports
// that a socket that shares p could be bound; holders are the programs that
// have p, as far as the system tells.
func (p port) judge(goos string, err error, sharing bool, holders []string) result {
	r := result{state: problem, what: fmt.Sprintf("%s %d (%s)", strings.ToUpper(p.network), p.addr.Port(), p.step)}
	if p.spare {
		r.state = warning
	}
	by, find := strings.Join(holders, ", "), ""
	if by == "" {
		by = "another program"
		find = "; to see which it is:\n" + bound.Finder(goos, p.network, p.addr.Port())
	}
	switch {
	case err == nil:
		r.state, r.found = ok, "free"
	case sharing:
		r.state, r.found = warning, "shared with "+by
		r.do = "each program hears every broadcast; if yours hears nothing, end the other one" + find
	case sockerr.InUse(goos, err):
		r.found = "taken by " + by
		r.do = "end that program, or choose another port with --port" + find
	case sockerr.Reserved(goos, err):
		r.found = "reserved by the system (error 10013)"
		r.do = "choose another port with --port, or start the machine again, which moves the reserved ranges; to see them:\n" +
			"netsh int ipv4 show excludedportrange protocol=" + p.network
	default:
		r.found = sockerr.Explain(sockerr.Listen, p.addr.String(), "--port", err).Error()
	}
	if p.spare && r.do != "" {
		r.do = "3.1.5 uses 127.0.0.1:55000 instead; else " + r.do
	}
	return r
}
