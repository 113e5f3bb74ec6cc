package sockerr

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"in43.example/pkg/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }

func TestExplain(t *testing.T) {
	const (
		taken      = "the port is taken by another program; end it, or choose another with --port; to see which it is: "
		reserved   = "the system has reserved that port, or a firewall forbids it (error 10013); choose another with --port; to see the reserved ports: netsh int ipv4 show excludedportrange protocol=udp"
		refusal    = "connection refused: no program listens there; start the server first, and check address and port"
		closed     = "the other side closed the connection; look at what it has printed, then start again"
		noRoute    = "no route to that network or host; check the address, and that this machine is on that network"
		noAnswer   = "no answer; check the address, and the firewall of the other machine"
		long       = "the message does not fit into one datagram; send at most 65507 bytes, which is what UDP over IPv4 can carry"
		noRoom     = "the system has no room to send more just now; try again, or send more slowly"
		notOurs    = "this machine does not have that address; use one of its own, or 0.0.0.0 for all of them"
		notThere   = "this machine cannot reach that address; check the address"
		firewall   = "permission denied; allow it in the firewall of this machine; if that is a broadcast address, send to another"
		privileged = "permission denied; a port below 1024, such as 80, may need an administrator: choose another with --port"
		rule       = "permission denied; a security rule of this machine forbids it: choose another port with --port"
		alias      = "this machine does not have that address: macOS has only 127.0.0.1 on its loopback; use 127.0.0.1, or add the address with: sudo ifconfig lo0 alias 127.123.234.1"
		longMac    = "the message does not fit into one datagram; macOS sends at most 9216 bytes, or 65507 after: sudo sysctl net.inet.udp.maxdgram=65507"
		noRouteMac = noRoute + " (System Settings, Privacy & Security, Local Network: the terminal needs that permission)"
	)
	for _, test := range []struct {
		goos  string
		op    Op
		addr  string
		errno syscall.Errno
		want  string
	}{
		// Linux: the numbers are those of asm-generic/errno-base.h and errno.h.
		{"linux", Listen, "127.0.0.1:55000", 98, taken + "sudo ss -anp --udp 'sport = :55000'"}, // EADDRINUSE, bind(2)
		{"linux", Listen, "192.0.2.1:55000", 99, notOurs},                                       // EADDRNOTAVAIL, bind(2): "not local"
		{"linux", Connect, "192.0.2.1:55000", 99, notThere},                                     // EADDRNOTAVAIL, connect(2)
		{"linux", Listen, "127.0.0.1:80", 13, privileged},                                       // EACCES, ip(7): privileged ports
		{"linux", Listen, "127.0.0.1:55000", 13, rule},                                          // EACCES, SELinux's name_bind
		{"linux", Connect, "10.9.255.255:55000", 13, firewall},                                  // EACCES, connect(2): a broadcast address
		{"linux", Send, "10.9.0.1:52001", 1, firewall},                                          // EPERM, connect(2): a firewall rule
		{"linux", Connect, "127.0.0.1:55000", 111, refusal},                                     // ECONNREFUSED, connect(2)
		{"linux", Send, "127.0.0.1:55000", 104, closed},                                         // ECONNRESET, send(2)
		{"linux", Send, "127.0.0.1:55000", 32, closed},                                          // EPIPE, send(2)
		{"linux", Send, "255.255.255.255:52001", 101, noRoute},                                  // ENETUNREACH, send(2)
		{"linux", Connect, "10.9.0.2:55000", 113, noRoute},                                      // EHOSTUNREACH, ip(7)
		{"linux", Connect, "10.9.0.2:55000", 110, noAnswer},                                     // ETIMEDOUT, connect(2)
		{"linux", Receive, "10.9.0.2:55000", 110, "the other side no longer answers; look whether its machine is on and connected, then start again"}, // ETIMEDOUT, tcp(7): TCP_USER_TIMEOUT
		{"linux", Send, "127.0.0.1:50005", 90, long},    // EMSGSIZE, send(2)
		{"linux", Send, "127.0.0.1:50005", 105, noRoom}, // ENOBUFS, send(2)

		// Windows: "Windows Sockets Error Codes" of Microsoft's documentation,
		// learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2.
		{"windows", Listen, "127.0.0.1:55000", 10048, taken + "netstat -ano -p udp | findstr :55000 (the last column is the process id)"}, // WSAEADDRINUSE
		{"windows", Listen, "10.9.255.255:52001", 10049, notOurs},                                                                         // WSAEADDRNOTAVAIL
		{"windows", Connect, "0.0.0.0:55000", 10049, notThere},                                                                            // WSAEADDRNOTAVAIL
		{"windows", Listen, "127.0.0.1:50005", 10013, reserved},                                                                           // WSAEACCES
		{"windows", Send, "10.9.255.255:52001", 10013, firewall},                                                                          // WSAEACCES: SO_BROADCAST is not set
		{"windows", Connect, "127.0.0.1:55000", 10061, refusal},                                                                           // WSAECONNREFUSED
		{"windows", Send, "127.0.0.1:55000", 10054, closed},                                                                               // WSAECONNRESET
		{"windows", Receive, "127.0.0.1:55000", 10054, closed},                                                                            // WSAECONNRESET
		{"windows", Send, "127.0.0.1:55000", 10053, closed},                                                                               // WSAECONNABORTED
		{"windows", Send, "255.255.255.255:52001", 10051, noRoute},                                                                        // WSAENETUNREACH
		{"windows", Connect, "10.9.0.2:55000", 10065, noRoute},                                                                            // WSAEHOSTUNREACH
		{"windows", Connect, "10.9.0.2:55000", 10060, noAnswer},                                                                           // WSAETIMEDOUT
		{"windows", Send, "127.0.0.1:50005", 10040, long},                                                                                 // WSAEMSGSIZE
		{"windows", Send, "127.0.0.1:50005", 10055, noRoom},                                                                               // WSAENOBUFS

		// macOS: the numbers are those of XNU's bsd/sys/errno.h.
		{"darwin", Listen, "127.0.0.1:55000", 48, taken + "sudo lsof -nP -iUDP:55000"}, // EADDRINUSE, bind(2)
		{"darwin", Listen, "192.0.2.1:55000", 49, notOurs},                             // EADDRNOTAVAIL, bind(2)
		{"darwin", Listen, "127.123.234.1:50005", 49, alias},                           // EADDRNOTAVAIL, bind(2)
		{"darwin", Connect, "127.123.234.1:50005", 49, alias},                          // EADDRNOTAVAIL, connect(2)
		{"darwin", Listen, "127.0.0.1:80", 13, privileged},                             // EACCES, bind(2)
		{"darwin", Send, "10.9.255.255:52001", 13, firewall},                           // EACCES, send(2): SO_BROADCAST is not set
		{"darwin", Connect, "10.9.0.2:55000", 1, firewall},                             // EPERM, a content filter
		{"darwin", Connect, "127.0.0.1:55000", 61, refusal},                            // ECONNREFUSED, connect(2)
		{"darwin", Send, "127.0.0.1:55000", 54, closed},                                // ECONNRESET, send(2)
		{"darwin", Send, "127.0.0.1:55000", 32, closed},                                // EPIPE, send(2)
		{"darwin", Connect, "10.9.0.2:55000", 51, noRouteMac},                          // ENETUNREACH, send(2)
		{"darwin", Connect, "10.9.0.2:55000", 65, noRouteMac},                          // EHOSTUNREACH, Apple's TN3179
		{"darwin", Connect, "10.9.0.2:55000", 60, noAnswer},                            // ETIMEDOUT, connect(2)
		{"darwin", Send, "127.0.0.1:50005", 40, longMac},                               // EMSGSIZE, XNU's udp_usrreq.c: udp_sendspace
		{"darwin", Send, "10.9.0.2:52001", 55, noRoom},                                 // ENOBUFS, send(2)

		// The other BSDs have macOS's numbers (sys/errno.h).
		{"freebsd", Connect, "127.0.0.1:55000", 61, refusal}, // ECONNREFUSED
		{"openbsd", Connect, "10.9.0.2:55000", 65, noRoute},  // EHOSTUNREACH
	} {
		t.Run(fmt.Sprintf("%s/%s/%d", test.goos, strings.Fields(string(test.op))[0], test.errno), func(t *testing.T) {
			cause := &net.OpError{Op: "call", Net: "udp4", Err: os.NewSyscallError("call", test.errno)}
			err := explain(test.goos, test.op, test.addr, "--port", cause, nobody)
			if want := fmt.Sprintf("cannot %s %s: %s", test.op, test.addr, test.want); err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			var opErr *net.OpError
			if !errors.Is(err, test.errno) || !errors.As(err, &opErr) {
				t.Errorf("%#v does not unwrap to its cause", err)
			}
		})
	}
}

// Errors that are not in the table of numbers.
func TestExplainOthers(t *testing.T) {
	const odd = syscall.Errno(9999)
	for _, test := range []struct {
		addr string
		err  error
		want string
	}{
		{"ipsa.invalid:55000", &net.DNSError{Err: "no such host", Name: "ipsa.invalid", IsNotFound: true},
			`no host has the name "ipsa.invalid"; check the spelling, or give an IPv4 address such as 127.0.0.1`},
		{"ipsa.example:55000", &net.DNSError{Err: "i/o timeout", Name: "ipsa.example", IsTimeout: true},
			`the name server did not answer for the name "ipsa.example"; give an IPv4 address such as 127.0.0.1`},
		{"ipsa.example:55000", &net.DNSError{Err: "server misbehaving", Name: "ipsa.example", IsTemporary: true},
			`the name server did not answer for the name "ipsa.example"; give an IPv4 address such as 127.0.0.1`},
		{"[::1]:55000", &net.AddrError{Err: "no suitable address found", Addr: "::1"},
			"no suitable address found; give an IPv4 address such as 127.0.0.1"},
		{"127.0.0.1:55000", os.NewSyscallError("bind", odd), odd.Error()},
		{"127.0.0.1:55000", net.ErrClosed, "use of closed network connection"},
		{"127.0.0.1:55000", errors.New("of another kind"), "of another kind"},
		{"10.9.0.2:55000", os.ErrDeadlineExceeded, "no answer; check the address, and the firewall of the other machine"},
		{"127.0.0.1:55000", io.EOF, "the other side closed the connection; look at what it has printed, then start again"},
	} {
		for _, cause := range []error{test.err, &net.OpError{Op: "dial", Net: "tcp4", Err: test.err}} {
			err := explain("linux", Connect, test.addr, "--port", cause, nobody)
			if want := "cannot connect to " + test.addr + ": " + test.want; err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if !errors.Is(err, test.err) {
				t.Errorf("%#v does not unwrap to its cause", err)
			}
		}
	}
	if err := Explain(Send, "127.0.0.1:50005", "--port", nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}

// nobody is the bound.Holders of a system that does not say which programs have a
// port.
func nobody(string, netip.AddrPort) []string { return nil }

// On a system that says which programs have the port, they are named.
func TestExplainHolders(t *testing.T) {
	udp := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50005}
	cause := &net.OpError{Op: "listen", Net: "udp4", Addr: udp, Err: syscall.Errno(98)}
	err := explain("linux", Listen, "localhost:50005", "--port", cause, func(network string, addr netip.AddrPort) []string {
		if network != "udp" || addr != netip.MustParseAddrPort("127.0.0.1:50005") {
			t.Errorf("asked for %s %v", network, addr)
		}
		return []string{`"python3" (pid 12)`, `"nc" (pid 34)`}
	})
	const want = `cannot listen on localhost:50005: the port is taken by "python3" (pid 12), "nc" (pid 34); end them, or choose another with --port`
	if err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestInUse(t *testing.T) {
	for _, test := range []struct {
		goos            string
		errno           syscall.Errno
		inUse, reserved bool
	}{
		{"linux", 98, true, false},      // EADDRINUSE
		{"linux", 13, false, false},     // EACCES
		{"windows", 10048, true, false}, // WSAEADDRINUSE
		{"windows", 10013, false, true}, // WSAEACCES
		{"darwin", 48, true, false},     // EADDRINUSE
		{"freebsd", 48, true, false},    // EADDRINUSE
		{"darwin", 98, false, false},
	} {
		err := &net.OpError{Op: "listen", Net: "tcp4", Err: os.NewSyscallError("bind", test.errno)}
		if inUse, reserved := InUse(test.goos, err), Reserved(test.goos, err); inUse != test.inUse || reserved != test.reserved {
			t.Errorf("error %d on %s: in use %t, reserved %t; want %t, %t", test.errno, test.goos, inUse, reserved, test.inUse, test.reserved)
		}
	}
}

func TestPeerGone(t *testing.T) {
	for _, test := range []struct {
		goos string
		err  error
		want bool
	}{
		{"linux", nil, false},
		{"linux", io.EOF, true},
		{"linux", syscall.Errno(104), true},     // ECONNRESET
		{"linux", syscall.Errno(32), true},      // EPIPE
		{"linux", syscall.Errno(110), false},    // ETIMEDOUT
		{"windows", syscall.Errno(10054), true}, // WSAECONNRESET
		{"windows", syscall.Errno(104), false},
		{"darwin", syscall.Errno(54), true}, // ECONNRESET
		{"darwin", net.ErrClosed, false},
		{"darwin", os.ErrDeadlineExceeded, false},
	} {
		if got := peerGone(test.goos, test.err); got != test.want {
			t.Errorf("on %s, peerGone(%v) is %v", test.goos, test.err, got)
		}
		if wrapped := (&net.OpError{Op: "read", Net: "tcp4", Err: test.err}); test.err != nil && peerGone(test.goos, wrapped) != test.want {
			t.Errorf("on %s, peerGone(%v) is %v", test.goos, wrapped, !test.want)
		}
	}
}

// Real errors of this machine.
func TestExplainReal(t *testing.T) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	second, err := net.Listen("tcp4", addr)
	if err == nil {
		second.Close()
	}
	by := "the port is taken by "
	if runtime.GOOS == "linux" {
		by = fmt.Sprintf("(pid %d); end it, or choose another with --port", os.Getpid())
	}
	check(t, Explain(Listen, addr, "--port", err), "cannot listen on "+addr+": the port is taken by ")
	check(t, Explain(Listen, addr, "--port", err), by)

	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	another, err := net.ListenPacket("udp4", udp.LocalAddr().String())
	if err == nil {
		another.Close()
	}
	check(t, Explain(Listen, udp.LocalAddr().String(), "--port", err), by)
	_, err = udp.WriteTo(make([]byte, 65508), udp.LocalAddr())
	check(t, Explain(Send, udp.LocalAddr().String(), "--port", err), "the message does not fit into one datagram")

	ln.Close()
	conn, err := net.Dial("tcp4", addr) // its port has just become free
	if err == nil {
		conn.Close()
	}
	check(t, Explain(Connect, addr, "--port", err), "cannot connect to "+addr+": connection refused")

	const notOurs = "192.0.2.1:0" // TEST-NET-1 (RFC 5737)
	ln, err = net.Listen("tcp4", notOurs)
	if err == nil {
		ln.Close()
	}
	check(t, Explain(Listen, notOurs, "--port", err), "this machine does not have that address")
}

func check(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, want %q", err, want)
	}
}
