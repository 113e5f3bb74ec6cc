// Package sockerr says in a sentence why a socket call failed: what was tried,
// what happened and what to do about it.
//
// The kernel's numbers differ from one operating system to another; the table
// in this file gives those that people meet in the lab.
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
	"syscall"
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

// A reason is an error of a socket call that has the same meaning, though not
// the same number, on every operating system.
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

// reasons are the error numbers of three families of systems: Linux
// (include/uapi/asm-generic/errno.h), Windows (winerror.h, WSABASEERR 10000)
// and the BSDs with macOS (sys/errno.h).
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
// ("host:port"), as a sentence. Flag is the command-line flag that chooses the
// port, such as "--port". If err is nil, Explain returns nil.
func Explain(op Op, addr, flag string, err error) error {
	return explain(runtime.GOOS, op, addr, flag, err)
}

func explain(goos string, op Op, addr, flag string, err error) error {
	if err == nil {
		return nil
	}
	what, do := describe(goos, op, addr, flag, err)
	s := fmt.Sprintf("cannot %s %s: %s", op, addr, what)
	if do != "" {
		s += "; " + do
	}
	return &Error{s, err}
}

// PeerGone reports whether err, of a call that reads or writes, says that the
// other side has left: it closed the connection (io.EOF, where Python's recv
// returns b""), or it was reset.
func PeerGone(err error) bool { return peerGone(runtime.GOOS, err) }

func peerGone(goos string, err error) bool {
	return errors.Is(err, io.EOF) || reasonOf(goos, err) == reset
}

// reasonOf finds the number of err in the table.
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
func describe(goos string, op Op, addr, flag string, err error) (what, do string) {
	host, port, splitErr := net.SplitHostPort(addr)
	if splitErr != nil {
		host = addr
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		if dns.IsTimeout || dns.IsTemporary && !dns.IsNotFound {
			return fmt.Sprintf("the name server did not answer for the name %q", host), "give an IPv4 address such as 127.0.0.1"
		}
		return fmt.Sprintf("no host has the name %q", host), "check the spelling or give an IPv4 address such as 127.0.0.1"
	}
	var addrErr *net.AddrError
	if errors.As(err, &addrErr) {
		return addrErr.Err, "give an IPv4 address such as 127.0.0.1"
	}

	why := reasonOf(goos, err)
	if errors.Is(err, os.ErrDeadlineExceeded) { // net.Dialer's Timeout, before the system's
		why = timedOut
	} else if peerGone(goos, err) {
		why = reset
	}
	switch why {
	case inUse:
		return "the port is taken (by another run of this program?)", "choose another with " + flag
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
		case goos == "windows":
			return "the system reserved that port, or a firewall forbids it (error 10013)",
				"look with: netsh int ipv4 show excludedportrange; choose another with " + flag
		case op == Listen:
			if n, err := strconv.Atoi(port); err == nil && n < 1024 {
				return "permission denied", fmt.Sprintf("a port below 1024 such as %d may need an administrator: choose another with %s", n, flag)
			}
			return "permission denied", "a security rule of this machine forbids it: choose another port with " + flag
		}
		return "permission denied", "a firewall on this machine forbids it, or the address is a broadcast address: choose another"
	case refused:
		return "connection refused: no program listens there", "start the server first, and check address and port"
	case reset:
		return "the other side closed the connection", "look what it says, then start again"
	case unreachable:
		do := "check the address and that this machine is on that network"
		if goos == "darwin" {
			do += " (System Settings, Privacy & Security, Local Network: the terminal needs that permission)"
		}
		return "no route to that network or host", do
	case timedOut:
		return "no answer", "check the address, and the firewall of the other machine"
	case tooLong:
		if goos == "darwin" {
			return "the message does not fit into one datagram", "macOS sends 9216 bytes at the most, and 65507 after: sudo sysctl net.inet.udp.maxdgram=65507"
		}
		return "the message does not fit into one datagram", "a UDP datagram over IPv4 holds 65507 bytes at the most"
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
