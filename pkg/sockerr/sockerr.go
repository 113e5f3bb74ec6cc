// Package sockerr says in a sentence why a socket call failed: what was tried,
// what happened and what to do about it.
//
// The numbers of errors differ from one operating system to another; the table
// in this file has those that people meet in the lab.
package sockerr

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"in43.example/pkg/bound"
)

// An Op is what was tried.
type Op string

// What the programs of the lab try.
const (
	Listen  Op = "listen on"    // socket, bind, listen
	Connect Op = "connect to"   // connect
	Send    Op = "send to"      // sendto, send
	Receive Op = "receive from" // recv
)

// A reason is what an error of a socket call means. That is the same on every
// operating system; the number of the error is not.
type reason int

const (
	unknown      reason = iota
	inUse               // EADDRINUSE
	notAvailable        // EADDRNOTAVAIL
	access              // EACCES, EPERM
	refused             // ECONNREFUSED
	reset               // ECONNRESET, EPIPE
	unreachable         // ENETUNREACH, EHOSTUNREACH
	timedOut            // ETIMEDOUT
	tooLong             // EMSGSIZE
	noBuffers           // ENOBUFS
)

// reasons has the error numbers of three families of systems: Linux
// (include/uapi/asm-generic/errno.h), Windows (winerror.h, WSABASEERR 10000), and
// the BSDs with macOS (sys/errno.h).
var reasons = map[string]map[syscall.Errno]reason{
	"linux": {98: inUse, 99: notAvailable, 13: access, 1: access, 111: refused, 104: reset, 32: reset,
		101: unreachable, 113: unreachable, 110: timedOut, 90: tooLong, 105: noBuffers},
	"windows": {10048: inUse, 10049: notAvailable, 10013: access, 10061: refused, 10054: reset, 10053: reset,
		10051: unreachable, 10065: unreachable, 10060: timedOut, 10040: tooLong, 10055: noBuffers},
	"bsd": {48: inUse, 49: notAvailable, 13: access, 1: access, 61: refused, 54: reset, 32: reset,
		51: unreachable, 65: unreachable, 60: timedOut, 40: tooLong, 55: noBuffers},
}

// An Error is a failed socket call. Its text is a sentence for the person at
// the keyboard; it unwraps to the error of package net.
type Error struct {
	sentence string
	err      error
}

func (e *Error) Error() string { return e.sentence }
func (e *Error) Unwrap() error { return e.err }

// Explain returns err, the error of the call op for the address addr
// ("host:port"), as a sentence. The command-line flag that chooses the port is
// flag, such as "--port". If the port is taken, the sentence names the program
// that has it, or the command that finds that program. If err is nil, Explain
// returns nil.
func Explain(op Op, addr, flag string, err error) error {
	return explain(runtime.GOOS, op, addr, flag, err, bound.Holders)
}

// explain is Explain on the operating system goos, with another bound.Holders.
func explain(goos string, op Op, addr, flag string, err error, holders func(network string, addr netip.AddrPort) []string) error {
	if err == nil {
		return nil
	}
	what, do := describe(goos, op, addr, flag, err, holders)
	s := fmt.Sprintf("cannot %s %s: %s", op, addr, what)
	if do != "" {
		s += "; " + do
	}
	return &Error{s, err}
}

// InUse reports whether err, of a call on goos (a value of runtime.GOOS), says
// that another socket has the port: EADDRINUSE.
func InUse(goos string, err error) bool { return reasonOf(goos, err) == inUse }

// Reserved reports whether err, of a call that binds a socket on goos, says
// that Windows keeps the port for itself: WSAEACCES.
func Reserved(goos string, err error) bool { return goos == "windows" && reasonOf(goos, err) == access }

// PeerGone reports whether err, of a call that reads or writes, says that the
// other side has left. Either it has closed the connection (io.EOF; Python's recv
// returns b"" then), or the connection was reset.
func PeerGone(err error) bool { return peerGone(runtime.GOOS, err) }

func peerGone(goos string, err error) bool {
	return errors.Is(err, io.EOF) || reasonOf(goos, err) == reset
}

// reasonOf looks up the error number of err in the table.
func reasonOf(goos string, err error) reason {
	family := goos
	if goos != "linux" && goos != "windows" {
		family = "bsd"
	}
	var errno syscall.Errno
	errors.As(err, &errno)
	return reasons[family][errno]
}

// describe says what happened and what to do about it.
func describe(goos string, op Op, addr, flag string, err error, holders func(string, netip.AddrPort) []string) (what, do string) {
	host, service, splitErr := net.SplitHostPort(addr)
	if splitErr != nil {
		host = addr
	}
	port, _ := strconv.ParseUint(service, 10, 16) // 0 if it is not a number
	var dns *net.DNSError
	if errors.As(err, &dns) {
		if dns.IsTimeout || dns.IsTemporary && !dns.IsNotFound {
			return fmt.Sprintf("the name server did not answer for the name %q", host), "give an IPv4 address such as 127.0.0.1"
		}
		return fmt.Sprintf("no host has the name %q", host), "check the spelling, or give an IPv4 address such as 127.0.0.1"
	}
	var addrErr *net.AddrError
	if errors.As(err, &addrErr) {
		return addrErr.Err, "give an IPv4 address such as 127.0.0.1"
	}

	why := reasonOf(goos, err)
	if errors.Is(err, os.ErrDeadlineExceeded) { // net.Dialer's Timeout, which is shorter than the system's
		why = timedOut
	} else if peerGone(goos, err) {
		why = reset
	}
	switch why {
	case inUse:
		network, local := socketOf(err)
		switch programs := holders(network, local); len(programs) {
		case 0:
		case 1:
			return "the port is taken by " + programs[0], "end it, or choose another with " + flag
		default:
			return "the port is taken by " + strings.Join(programs, ", "), "end them, or choose another with " + flag
		}
		what := "the port is taken by another program"
		if network == "tcp" && goos != "windows" {
			what += ", or still by a connection that ended less than a minute ago" // TIME_WAIT
		}
		return what,
			fmt.Sprintf("end it, or choose another with %s; to see which it is: %s", flag, bound.Finder(goos, network, uint16(port)))
	case notAvailable:
		if a, err := netip.ParseAddr(host); err == nil && a.IsLoopback() && goos != "linux" && goos != "windows" {
			return "this machine does not have that address: macOS has only 127.0.0.1 on its loopback",
				"use 127.0.0.1, or add the address with: sudo ifconfig lo0 alias " + host
		}
		if op == Listen {
			return "this machine does not have that address", "use one of its own, or 0.0.0.0 for all of them"
		}
		return "this machine cannot reach that address", "check the address"
	case access:
		switch {
		case op != Listen:
			return "permission denied", "allow it in the firewall of this machine; if that is a broadcast address, send to another"
		case goos == "windows":
			network, _ := socketOf(err)
			return "the system has reserved that port, or a firewall forbids it (error 10013)",
				fmt.Sprintf("choose another with %s; to see the reserved ports: netsh int ipv4 show excludedportrange protocol=%s", flag, network)
		case 0 < port && port < 1024:
			return "permission denied", fmt.Sprintf("a port below 1024, such as %d, may need an administrator: choose another with %s", port, flag)
		}
		return "permission denied", "a security rule of this machine forbids it: choose another port with " + flag
	case refused:
		return "connection refused: no program listens there", "start the server first, and check address and port"
	case reset:
		return "the other side closed the connection", "look at what it has printed, then start again"
	case unreachable:
		do := "check the address, and that this machine is on that network"
		if goos == "darwin" {
			do += " (System Settings, Privacy & Security, Local Network: the terminal needs that permission)"
		}
		return "no route to that network or host", do
	case timedOut:
		if op == Receive {
			return "the other side no longer answers", "look whether its machine is on and connected, then start again"
		}
		return "no answer", "check the address, and the firewall of the other machine"
	case tooLong:
		if goos == "darwin" {
			return "the message does not fit into one datagram", "macOS sends at most 9216 bytes, or 65507 after: sudo sysctl net.inet.udp.maxdgram=65507"
		}
		return "the message does not fit into one datagram", "send at most 65507 bytes, which is what UDP over IPv4 can carry"
	case noBuffers:
		return "the system has no room to send more just now", "try again, or send more slowly"
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error(), ""
	}
	var opErr *net.OpError
	if errors.As(err, &opErr) {
		return opErr.Err.Error(), ""
	}
	return err.Error(), ""
}

// socketOf returns the network, udp or tcp, and the local address of the socket
// that could not be bound.
func socketOf(err error) (network string, local netip.AddrPort) {
	var opErr *net.OpError
	if !errors.As(err, &opErr) {
		return "tcp", local
	}
	if a, ok := opErr.Addr.(interface{ AddrPort() netip.AddrPort }); ok {
		local = netip.AddrPortFrom(a.AddrPort().Addr().Unmap(), a.AddrPort().Port())
	}
	return strings.TrimRight(opErr.Net, "46"), local
}
